"""When those who come to a session are reminded. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of a session: its dedupe key, when it is due, and until when it is of use, in UTC."""

    key: str
    minutes: int
    at: datetime
    until: datetime


def reminders(session_id: int, version: int, starts_at: datetime, minutes: Sequence[int]) -> list[Reminder]:
    """Give a session's reminders, soonest first: so many minutes before it starts.

    A late one is of use until the next is due, and the last until the session starts.
    """
    moments = [starts_at - timedelta(minutes=m) for m in minutes]
    ends = [*moments, starts_at][1:]
    return [
        Reminder(f"session:{session_id}:remind:{m}:{version}", m, at, until)
        for m, at, until in zip(minutes, moments, ends, strict=True)
    ]


def reminders_until(session_id: int, version: int, minutes: Sequence[int]) -> list[str]:
    """Give the dedupe keys of all reminders that a session may have had, up to its present version."""
    return [f"session:{session_id}:remind:{m}:{v}" for v in range(1, version + 1) for m in minutes]


def said_before(minutes: Sequence[int]) -> str:
    """Say when people are reminded: *a day and 15 minutes before it starts*; empty for never."""
    told = [_length(one) for one in minutes]
    if not told:
        return ""
    return f"{', '.join(told[:-1])} and {told[-1]} before it starts" if told[1:] else f"{told[0]} before it starts"


def _length(minutes: int) -> str:
    for size, one, name in ((1440, "a day", "days"), (60, "an hour", "hours")):
        if minutes % size == 0:
            return one if minutes == size else f"{minutes // size} {name}"
    return f"{minutes} minutes"
