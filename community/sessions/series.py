"""A series: sessions that repeat, each of which may be changed or called off by itself. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from community.holidays import holiday_on
from community.sessions.plans import Plan
from community.sessions.recurrence import Placed, Repeats, placed

AHEAD = timedelta(weeks=8)
"""How long before they begin the sessions of a series are made."""
NEAR = timedelta(days=14)
"""How long before it begins a session of a series gets its card; the next one has it in any case."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series, and which of the series it is, counted from 1."""

    number: int
    at: Placed


@dataclass(frozen=True, slots=True)
class Series:
    """Sessions that repeat. `plan` is what each of them is unless it was changed by itself.

    `plan.local_start` is the wall time of the first. `earlier` is how many were held before it, where it was split from
    another series; `total` how many there are in all with those, None for a series without an end. `version`
    goes up with each change.
    """

    id: int
    community_id: int
    plan: Plan
    repeats: Repeats
    planned_by: int
    planned_at: datetime
    status: str
    earlier: int = 0
    total: int | None = None
    version: int = 1

    def occurrences(self) -> Iterator[Occurrence]:
        """Give its dates, from the first on."""
        zone = ZoneInfo(self.plan.zone)
        for number, at in enumerate(self.repeats.dates(self.plan.local_start), self.earlier + 1):
            yield Occurrence(number, placed(at, zone))

    def know_holidays(self, now: datetime) -> None:
        """Read the bank holidays of its years, which takes half a second the first time."""
        for year in range(self.plan.local_start.year, (now + AHEAD).year + 1):
            holiday_on(self.repeats.holidays, date(year, 1, 1))

    def of(self, occurrence: Occurrence) -> Plan:
        """Give the plan of one of its dates."""
        return replace(self.plan, starts_at=occurrence.at.starts_at, local_start=occurrence.at.local)

    def told(self, number: int) -> str:
        """Say which one it is: *Every second Tuesday · 3rd of 6*."""
        return f"{self.repeats.pattern} · {ordinal(number)}{f' of {self.total}' if self.total else ''}"


@dataclass(frozen=True, slots=True)
class Split:
    """A series cut in two: what the earlier part repeats by, and the first date, rule and count of the later one.

    `earlier` is None where nothing is left of the earlier part. `dates` says for each wall time of the old series from
    the cut on which one takes its place.
    """

    earlier: Repeats | None
    later: Repeats
    first: datetime
    before: int
    dates: Mapping[datetime, datetime]


def split(series: Series, number: int, original: datetime, to: datetime, until: datetime) -> Split:
    """Cut a series before its session `number`, planned for the wall time `original`, which moves to `to`.

    All that follow move as it does. `until` is how far dates are to be matched: the last that was made already.
    """
    rule = series.repeats
    held = number - 1 - series.earlier
    earlier = None if held <= 0 else ended(series, original)
    later = replace(rule.moved(original, to), until=None)
    # Past its end too: sessions that were called off, when it was ended, go with the others.
    old = (at for at in replace(rule, until=None).by_rule(series.plan.local_start) if at >= original)
    furthest = max(until.date(), rule.until or until.date())
    dates: dict[datetime, datetime] = {}
    for was, now in zip(old, later.by_rule(to), strict=False):
        if was.date() > furthest:
            break
        dates[was] = now
    # It ends with as many dates as there would have been.
    last = max(now for was, now in dates.items() if was.date() <= rule.until).date() if rule.until else None
    count = None if rule.count is None else max(rule.count - held, 1)
    return Split(earlier, replace(later, until=last, count=count), to, number - 1, dates)


def ended(series: Series, before: datetime) -> Repeats:
    """Give the rule of a series of which nothing is held from the wall time `before` on."""
    last = (before - timedelta(days=1)).date()
    return replace(series.repeats, until=last, count=None)


def ordinal(number: int) -> str:
    """Say a number's place: 1st, 2nd, 3rd, 11th."""
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
