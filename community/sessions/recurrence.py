"""How a series repeats: a rule on wall times, its dates, and the same in words. Pure.

The rule is one of RFC 5545 (https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10), reckoned by python-dateutil on wall
times without a zone; `placed` finds the moment of each. Of the rule's parts, those are taken that can be said in words.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, weekday
from dateutil.tz import datetime_ambiguous, datetime_exists

from community.errors import Refusal
from community.holidays import holiday_on

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_FREQUENCIES: Mapping[str, Literal[1, 2, 3]] = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY}
_WEEKDAYS = (0, 1, 2, 3, 4)
_FARTHEST = 10_000
"""How many dates of a rule are looked at, at most: twenty-seven years of days."""

Day = tuple[int, int | None]
"""A weekday (0 is Monday) and which of the month it is: 1 to 5, -1 for the last, None in a weekly rule."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """How a series repeats.

    `count` is how many are held: dates left out because of a bank holiday are not counted. `until` is the last day.
    `holidays` is the region whose bank holidays are left out, or empty. `week_from` is the weekday that a week of the
    rule begins with (0 is Monday).
    """

    frequency: str
    every: int = 1
    days: tuple[Day, ...] = ()
    month_day: int | None = None
    until: date | None = None
    count: int | None = None
    holidays: str = ""
    week_from: int = 0

    def begins(self, wanted: datetime) -> datetime:
        """Give the first date that fits from a wanted one on: the pauses between sessions begin with it.

        Raises `Refusal` where none fits.
        """
        first = next(replace(self, every=1).dates(wanted), None)
        if first is None:
            raise Refusal("That gives no date at all. Leave *repeats* out, or let it go on for longer.")
        return first

    def dates(self, first: datetime) -> Iterator[datetime]:
        """Give the wall times of a series whose first is not before `first`, those on bank holidays left out."""
        held = (at for at in self.by_rule(first) if not holiday_on(self.holidays, at.date()))
        return held if self.count is None else islice(held, self.count)

    def by_rule(self, first: datetime) -> Iterator[datetime]:
        """Give the rule's wall times from `first` on, bank holidays and all, without regard to `count`."""
        until = datetime.combine(self.until, time.max) if self.until else None
        named = [weekday(day, nth) for day, nth in self.days] or None
        found = rrule(
            _FREQUENCIES[self.frequency],
            dtstart=first,
            interval=self.every,
            byweekday=named,
            bymonthday=self.month_day,
            until=until,
            wkst=weekday(self.week_from),
        )
        return islice(iter(found), _FARTHEST)

    @property
    def rule(self) -> str:
        """Give the rule as RFC 5545 has it, in wall times; bank holidays are not in it."""
        parts = [f"FREQ={self.frequency}"]
        parts += [f"INTERVAL={self.every}"] if self.every > 1 else []
        codes = ",".join(f"{nth or ''}{CODES[day]}" for day, nth in self.days)
        parts += [f"BYDAY={codes}"] if codes else []
        parts += [f"BYMONTHDAY={self.month_day}"] if self.month_day else []
        parts += [f"COUNT={self.count}"] if self.count else []
        parts += [f"UNTIL={self.until:%Y%m%d}T235959"] if self.until else []
        parts += [f"WKST={CODES[self.week_from]}"] if self.week_from else []
        return ";".join(parts)

    @property
    def pattern(self) -> str:
        """Say how it repeats, without its end: *Every second Tuesday*."""
        named = listed([DAYS[day] for day, _ in self.days])
        nth = {2: "second "}.get(self.every, "")
        if self.frequency == "DAILY":
            return "Every day" if self.every == 1 else f"Every {nth or f'{self.every} '}day{'s' * (self.every > 2)}"
        if self.frequency == "WEEKLY":
            if self.every == 1 and tuple(day for day, _ in self.days) == _WEEKDAYS:
                return "Every weekday"
            if self.every <= 2 and len(self.days) == 1:
                return f"Every {nth}{named}"
            weeks = f"Every {nth}week" if self.every <= 2 else f"Every {self.every} weeks"
            return f"Every {named}" if self.every == 1 else f"{weeks} on {named}"
        months = f"Every {nth}month" if self.every <= 2 else f"Every {self.every} months"
        if self.month_day:
            return f"{months} on the last day" if self.month_day < 0 else f"{months} on day {self.month_day}"
        return f"{months} on the {_nth_days(self.days)}"

    @property
    def words(self) -> str:
        """Say how it repeats and when it ends."""
        end = f", {self.count} times" if self.count else ""
        end += f" until {self.until.day} {self.until:%B %Y}" if self.until else ""
        return f"{self.pattern}{end}{', but not on bank holidays' if self.holidays else ''}"

    def moved(self, before: datetime, after: datetime) -> "Repeats":
        """Give the rule of a series of which one at the wall time `before` is moved, with all that follow, to `after`.

        A weekly pattern moves by as many days; a monthly one takes the new date's weekday and which of the month it is.
        Its end stays as it is. Raises `Refusal` for a pattern of several days of the month, which may only change its
        time of day.
        """
        by = (after.date() - before.date()).days
        if by == 0 or self.frequency == "DAILY":
            return self
        if self.frequency == "WEEKLY":
            days = tuple(sorted(((day + by) % 7, None) for day, _ in self.days))
            return replace(self, days=days, week_from=(self.week_from + by) % 7)
        if len(self.days) > 1:
            raise Refusal("Sessions on several days of a month can't all be moved to another day: plan a new series.")
        if self.month_day:
            return replace(self, month_day=after.day)
        was_last = self.days[0][1] == -1
        return replace(self, days=(nth_of(after, last=was_last),))


@dataclass(frozen=True, slots=True)
class Placed:
    """A wall time of a series and its moment in UTC; `local` differs from `original` where clocks skip that time."""

    original: datetime
    local: datetime
    starts_at: datetime
    note: str = ""


def placed(original: datetime, zone: ZoneInfo) -> Placed:
    """Find the moment of a series' wall time, as RFC 5545 (3.3.5) does.

    A time that the clocks skip is held as long after midnight as ever: as much later by the clock as they go forward.
    One that comes twice is taken the first time.
    """
    aware = original.replace(tzinfo=zone)
    moment = aware.astimezone(UTC)
    local = moment.astimezone(zone).replace(tzinfo=None)
    day = f"{original:%a} {original.day} {original:%b}"
    note = ""
    if not datetime_exists(aware):
        note = f"On {day} the clocks skip {original:%H:%M}, so it is held at {local:%H:%M}."
    elif datetime_ambiguous(aware):
        note = f"On {day} {original:%H:%M} comes twice, as the clocks go back; I take the first."
    return Placed(original, local, moment, note)


def nth_of(at: datetime, *, last: bool = False) -> Day:
    """Say which weekday of its month a date is; a fifth one is the last, and so is a fourth if `last` is asked for."""
    nth = (at.day - 1) // 7 + 1
    is_last = (at + timedelta(days=7)).month != at.month
    return at.weekday(), -1 if nth == 5 or (last and is_last) else nth


def listed(words: list[str]) -> str:
    """Join words as people do: *Monday, Tuesday and Friday*."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _nth_days(days: tuple[Day, ...]) -> str:
    if len({day for day, _ in days}) == 1:
        return f"{listed([ORDINALS[nth or 1] for _, nth in days])} {DAYS[days[0][0]]}"
    return listed([f"{ORDINALS[nth or 1]} {DAYS[day]}" for day, nth in days])
