"""How far back to search, as people type it: a day, or a time ago, in plain words or ISO, day before month."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import dateparser

from community.errors import Refusal

SUGGESTIONS = ("a week ago", "a month ago", "3 months ago", "6 months ago", "a year ago")
_LONGEST = 100
_SETTINGS = {"DATE_ORDER": "DMY", "PREFER_DATES_FROM": "past", "PREFER_DAY_OF_MONTH": "first"}


def read_since(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Read a moment that is past; `now` is aware. A day is taken from its beginning, in the zone.

    Raises `Refusal` for what is no time, or is to come.
    """
    words = " ".join(text.split())[:_LONGEST]
    base = now.astimezone(zone).replace(tzinfo=None, microsecond=0)
    found = _parse(words, base)
    if found is None:
        raise Refusal("I can't read that time. Type it like 3 March 2026, 2026-03-03, last Monday or a month ago.")
    moment = found if found.tzinfo else found.replace(tzinfo=zone)
    if moment > now:
        raise Refusal("That time is to come. Give one that is past.")
    return moment.astimezone(UTC)


def suggested_since(text: str) -> list[str]:
    """Give what to suggest for what was typed so far."""
    typed = " ".join(text.split()).casefold()
    return [words for words in SUGGESTIONS if typed in words]


def _parse(words: str, base: datetime) -> datetime | None:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    try:
        found: datetime | None = dateparser.parse(
            words.removeprefix("last ").removeprefix("since "),
            languages=["en"],
            settings={**_SETTINGS, "RELATIVE_BASE": base},
        )
    except (ValueError, OverflowError):
        return None
    if found is None:
        return None
    timed = any(mark in words.casefold() for mark in (":", "hour", "minute", "am", "pm", "now"))
    return found if timed else found.replace(hour=0, minute=0, second=0)
