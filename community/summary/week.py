"""ISO weeks in a community's zone: when they begin and end, and when their summary is due."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from community.errors import Refusal
from community.settings import DAYS

_WRITTEN = re.compile(r"(\d{4})-?[Ww](\d{1,2})", re.ASCII)
_YEARS = range(2000, 3000)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO week: Monday to Sunday, numbered within its ISO year."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Week":
        """Read a week as it is written, 2026-W15; raises `Refusal` for anything else and for weeks that never are."""
        written = _WRITTEN.fullmatch(text.strip())
        if written is None:
            raise Refusal("A week is written like 2026-W15: the year, then W and the week's number.")
        year, number = int(written[1]), int(written[2])
        last = date(year, 12, 28).isocalendar().week if year in _YEARS else 0
        if not 1 <= number <= last:
            raise Refusal(f"There is no week {number} in {year}.")
        return cls(year, number)

    @classmethod
    def of(cls, moment: datetime, zone: ZoneInfo) -> "Week":
        """Give the week that a moment falls in, in a zone."""
        year, number, _ = moment.astimezone(zone).isocalendar()
        return cls(year, number)

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    def later(self, weeks: int = 1) -> "Week":
        """Give the week that many weeks later; earlier when negative."""
        year, number, _ = (self.monday + timedelta(weeks=weeks)).isocalendar()
        return Week(year, number)

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Give its first moment and the first moment after it, in UTC: 167 to 169 hours apart where clocks change."""
        return _at(self.monday, time(), zone), _at(self.monday + timedelta(weeks=1), time(), zone)

    def due(self, zone: ZoneInfo, day: str, at: str) -> datetime:
        """Give the moment, in UTC, when its summary is due: the first such day and wall time after it ended.

        A wall time that happens twice (clocks go back) is taken the first time; one that never happens (clocks go
        forward) as much later as the clocks go forward: 01:30 in London on 28 March 2027 is 02:30 by the new time.
        """
        hours, minutes = at.split(":")
        wanted = self.monday + timedelta(weeks=1, days=DAYS.index(day))
        return _at(wanted, time(int(hours), int(minutes)), zone)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02}"


def days_said(week: Week) -> str:
    """Say a week's days as people do: 6 to 12 April 2026."""
    first, last = week.monday, week.sunday
    if first.year != last.year:
        return f"{first.day} {first:%B} {first.year} to {last.day} {last:%B} {last.year}"
    if first.month != last.month:
        return f"{first.day} {first:%B} to {last.day} {last:%B} {last.year}"
    return f"{first.day} to {last.day} {last:%B} {last.year}"


def latest_due(now: datetime, zone: ZoneInfo, day: str, at: str) -> Week:
    """Give the latest week whose summary is due by `now`."""
    week = Week.of(now, zone).later(-1)
    return week if week.due(zone, day, at) <= now else week.later(-1)


def _at(day: date, wall: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, wall, zone).astimezone(UTC)
