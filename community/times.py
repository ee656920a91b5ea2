"""Times as people type them: plain words or ISO, in a zone, day before month."""

import re
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import dateparser
from dateutil.tz import datetime_ambiguous, datetime_exists

from community.errors import Refusal
from community.zones import Named, meant_by, named_zone

_EXAMPLES = "Type it like Thu 3 Dec 2pm, tomorrow 14:00 or 2026-12-03 14:00."
_SETTINGS = {"DATE_ORDER": "DMY", "PREFER_DATES_FROM": "future"}
_CLOCK = re.compile(r"\d[:.h]\d\d|\d ?h\b|\d ?[ap]\.?m|\bnoon\b|\bmidnight\b|T\d\d", re.IGNORECASE)
_HENCE = re.compile(r"\bin (?:about )?\w+ (?:min|hour)", re.IGNORECASE)
_MIDNIGHT = re.compile(r"\b0?0[:.h]00|\b12(?:[:.]00)? ?a\.?m|\bmidnight\b|T00", re.IGNORECASE)
_BARE_HOUR = re.compile(r"\bat (\d{1,2})\b(?![:.]\d)", re.IGNORECASE)
_DOTTED = re.compile(
    r"(?<=\s)(\d{1,2})\.([0-5]\d)(?=\s*(?:[ap]\.?m\b|$))|^(\d{1,2})\.([0-5]\d)(?=\s*[ap]\.?m\b)", re.IGNORECASE
)
_HOUR_ALONE = re.compile(r"\b([01]?\d|2[0-3]) ?h\b", re.IGNORECASE)
_FILLER = re.compile(r"\b(?:next|this|on|coming)\s+", re.IGNORECASE)
_NEXT = re.compile(r"\bnext\s+(?:mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)
_WEEKDAY = re.compile(r"\b((?:mon|tues?|wed(?:s|nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)\b", re.IGNORECASE)
_MONTHS = [date(2000, month, 1).strftime("%B") for month in range(1, 13)]
_MONTH = re.compile(rf"\b(?:{'|'.join(f'{name}|{name[:3]}' for name in _MONTHS)}|sept)\b", re.IGNORECASE)
_CLOCKS = re.compile(
    r"\d{1,2}[:.h]\d\d(?::\d\d)?(?:\s*[ap]\.?m)?|\d{1,2}\s*[ap]\.?m|\d{1,2}h\b|\b\d{4}\b", re.IGNORECASE
)
_DAY_NUMBER = re.compile(r"\d")
_OFFSET = re.compile(r"[+-]\s*\d{1,2}(?::?\d\d)?\b|\dZ\b|\b(?:UTC|GMT)\b", re.IGNORECASE)
_SWAPPED = re.compile(r"\b\d{1,2}/(\d{1,2})\b")
_MOST_MONTHS = 12
_WEEK = timedelta(days=7)
_LONGEST = 100


class NoClock(Refusal):
    """What was typed is a day without a time."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A moment that somebody typed: in UTC, as a wall time where it was read, and what to know about that wall time.

    `named` is the zone that the text itself named, if it did: there it was read, and `local` is the same moment in the
    zone that it was to be read in. `by` is what the text says of the clock that it was read by, in words; None where it
    leaves that to the zone that it was to be read in, empty where it does not matter (*in 3 hours*).
    """

    moment: datetime
    local: datetime
    note: str = ""
    named: ZoneInfo | None = None
    by: str | None = None


def read_time(text: str, zone: ZoneInfo, now: datetime) -> Typed:
    """Read a time of day on a day to come; `now` is aware. A text that names its own zone or offset is read there.

    "next" and "this" are taken as the first such day to come, and the note says so of a "next". A wall time that occurs
    twice is taken the first time, and the note says so. Raises `Refusal` for what is no time, lacks a day's number or
    a time of day, names the wrong weekday, is past, or is skipped by the clocks.
    """
    named = named_zone(" ".join(text.split())[:_LONGEST])
    typed = _read(named, named.zone or zone, now)
    if named.zone is None:
        return typed
    if typed.by is None:
        typed = replace(typed, by=named.zone.key)
    if named.zone.key == zone.key:
        return typed
    return replace(typed, local=typed.moment.astimezone(zone).replace(tzinfo=None), named=named.zone)


def _read(named: Named, zone: ZoneInfo, now: datetime) -> Typed:
    text = named.rest
    is_hence = _HENCE.search(text) is not None
    # Hours from now are counted where no clock is put on or back.
    base = now.astimezone(UTC if is_hence else zone).replace(tzinfo=None, second=0, microsecond=0)
    found = _parse(text, base)
    if found is None:
        raise Refusal(f"I can't read that time. {_EXAMPLES}")
    if is_hence:
        return replace(_to_come(_placed(found.replace(tzinfo=UTC), zone), now), by="")
    at_midnight = (found.hour, found.minute) == (0, 0)
    if not _CLOCK.search(text) or (at_midnight and not _MIDNIGHT.search(text)):
        if hour := _BARE_HOUR.search(text):
            raise Refusal(f"Is {hour[1]} in the morning or the afternoon? {_EXAMPLES}")
        raise NoClock(f"Please give the time of day as well. {_EXAMPLES}")
    found = found.replace(microsecond=0)
    _check_day(text, found, base)
    by = named.short or (None if found.tzinfo is None else "the offset from UTC")
    if named.short:
        meant = meant_by(named.short, found.replace(tzinfo=None), zone)
        found = found.replace(tzinfo=None if meant is zone else meant)
    elif found.tzinfo is not None and not _OFFSET.search(text):
        raise Refusal("I don't know that time zone. Type it like 14:00 Asia/Kolkata or 2pm New York.")
    typed = replace(_to_come(_placed(found, zone), now), by=by)
    if _NEXT.search(text) and typed.moment - now < _WEEK:
        return replace(typed, note=f"{typed.note} I take *next* as the first such day to come.".strip())
    return typed


def _to_come(typed: Typed, now: datetime) -> Typed:
    if typed.moment <= now:
        raise Refusal("That time is past. Give one that is to come.")
    return typed


def _check_day(text: str, found: datetime, base: datetime) -> None:
    """Refuse a weekday that is not the date's, and a month without a day."""
    _check_weekday(text, found, base)
    if (swapped := _SWAPPED.search(text)) and int(swapped[1]) > _MOST_MONTHS:
        raise Refusal(f"The day comes before the month, and there is no month {swapped[1]}. {_EXAMPLES}")
    if (month := _MONTH.search(text)) and not _DAY_NUMBER.search(_MONTH.sub(" ", _CLOCKS.sub(" ", text))):
        raise Refusal(f"Which day of {month[0].capitalize()}? {_EXAMPLES}")


def _check_weekday(text: str, found: datetime, base: datetime) -> None:
    """Refuse a weekday that is not the date's, naming both days that may be meant: none before `base`."""
    local = found.replace(tzinfo=None)
    for name in _WEEKDAY.findall(text):
        if f"{local:%A}".casefold().startswith(name.casefold()[:3]):
            continue
        is_one = f"{local.day} {local:%B %Y} is a {local:%A}."
        if local.year in {MINYEAR, MAXYEAR}:
            raise Refusal(f"{is_one} Give a day to come.")
        around = (local + timedelta(days=days) for days in (1, -1, 2, -2, 3, -3, 4, 5, 6))
        others = [one for one in around if f"{one:%a}".casefold() == name.casefold()[:3]]
        other = next((one for one in others if one >= base), others[0])
        year = " %Y" if other.year != local.year else ""
        meant = " or ".join(f"{one:%A} {one.day} {one:{f'%B{year}'}}" for one in (local, other))
        raise Refusal(f"{is_one} Do you mean {meant}?")


def read_day(text: str, today: date) -> date:
    """Read a day to come, without a time; raises `Refusal` for what is none, is past, or names the wrong weekday."""
    base = datetime(today.year, today.month, today.day)  # noqa: DTZ001 - a day has no zone
    found = _parse(text, base)
    if found is None:
        raise Refusal("I can't read that day. Type it like 3 December, next Tuesday or 2026-12-03.")
    _check_weekday(text, found, base)
    if found.date() < today:
        raise Refusal("That day is past. Give one that is to come.")
    return found.date()


def _parse(text: str, base: datetime) -> datetime | None:
    words = _HOUR_ALONE.sub(r"\1:00", " ".join(text.split())[:_LONGEST])
    words = _DOTTED.sub(lambda at: f"{at[1] or at[3]}:{at[2] or at[4]}", words)
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
