"""Times as people type them: plain words or ISO, in a zone, day before month."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo

import dateparser
from dateutil.tz import datetime_ambiguous, datetime_exists

from community.errors import Refusal

_EXAMPLES = "Type it like Thu 3 Dec 2pm, tomorrow 14:00 or 2026-12-03 14:00."
_SETTINGS = {"DATE_ORDER": "DMY", "PREFER_DATES_FROM": "future"}
_CLOCK = re.compile(
    r"\d[:.h]\d\d|\d ?h\b|\d ?[ap]\.?m|\bnoon\b|\bmidnight\b|\bin \w+ (?:min|hour)|T\d\d", re.IGNORECASE
)
_MIDNIGHT = re.compile(r"\b0?0[:.h]00|\b12(?:[:.]00)? ?a\.?m|\bmidnight\b|\bT00", re.IGNORECASE)
_BARE_HOUR = re.compile(r"\bat (\d{1,2})\b(?![:.]\d)", re.IGNORECASE)
_DOTTED = re.compile(
    r"(?<=\s)(\d{1,2})\.([0-5]\d)(?=\s*(?:[ap]\.?m\b|$))|^(\d{1,2})\.([0-5]\d)(?=\s*[ap]\.?m\b)", re.IGNORECASE
)
_FILLER = re.compile(r"\b(?:next|this|on|coming)\s+", re.IGNORECASE)
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Typed:
    """A moment that somebody typed: in UTC, as a wall time in its zone, and what to know about that wall time."""

    moment: datetime
    local: datetime
    note: str = ""


def read_time(text: str, zone: ZoneInfo, now: datetime) -> Typed:
    """Read a time of day on a day to come; `now` is aware. A text that names its own offset keeps it.

    "next" and "this" are taken as the first such day to come. A wall time that occurs twice is taken the first
    time, and the note says so. Raises `Refusal` for what is no time, lacks a time of day, is past, or is skipped by the
    clocks.
    """
    base = now.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
    found = _parse(text, base)
    if found is None:
        raise Refusal(f"I can't read that time. {_EXAMPLES}")
    at_midnight = (found.hour, found.minute) == (0, 0)
    if not _CLOCK.search(text) or (at_midnight and not _MIDNIGHT.search(text)):
        if hour := _BARE_HOUR.search(text):
            raise Refusal(f"Is {hour[1]} in the morning or the afternoon? {_EXAMPLES}")
        raise Refusal(f"Please give the time of day as well. {_EXAMPLES}")
    typed = _placed(found.replace(microsecond=0), zone)
    if typed.moment <= now:
        raise Refusal("That time is past. Give one that is to come.")
    return typed


def read_day(text: str, today: date) -> date:
    """Read a day to come, without a time; raises `Refusal` for what is none, or is past."""
    found = _parse(text, datetime(today.year, today.month, today.day))  # noqa: DTZ001 - a day has no zone
    if found is None:
        raise Refusal("I can't read that day. Type it like 3 December, next Tuesday or 2026-12-03.")
    if found.date() < today:
        raise Refusal("That day is past. Give one that is to come.")
    return found.date()


def _parse(text: str, base: datetime) -> datetime | None:
    words = _DOTTED.sub(lambda at: f"{at[1] or at[3]}:{at[2] or at[4]}", " ".join(text.split())[:_LONGEST])
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    try:
        found: datetime | None = dateparser.parse(
            _FILLER.sub("", words), languages=["en"], settings={**_SETTINGS, "RELATIVE_BASE": base}
        )
    except (ValueError, OverflowError):
        return None
    return found


def _placed(found: datetime, zone: ZoneInfo) -> Typed:
    own: tzinfo | None = found.tzinfo
    if own is not None:
        return Typed(found.astimezone(UTC), found.astimezone(zone).replace(tzinfo=None))
    local = found.replace(tzinfo=zone)
    if not datetime_exists(local):
        raise Refusal("The clocks go forward over that time: it does not exist on that day. Choose another.")
    note = ""
    if datetime_ambiguous(local):
        note = "The clocks go back that night, so this time comes twice; I take the first."
    return Typed(local.astimezone(UTC), found, note)
