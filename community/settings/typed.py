"""How what a person typed for a setting becomes its value. Pure.

Each raises `Refusal` with a sentence that lacks its beginning: the name of the setting.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from zoneinfo import available_timezones

from community import holidays
from community.errors import Refusal

_MOST_REMINDERS, _SOONEST, _EARLIEST = 4, 5, 14 * 24 * 60
_MINUTES = f"takes up to {_MOST_REMINDERS} numbers of minutes from {_SOONEST} to {_EARLIEST}, with commas, or none."
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SUMMARY_SECTIONS = ("worth your time", "still waiting", "new know-how", "coming up", "what we learnt", "new voices")


@cache
def zones() -> Mapping[str, str]:
    """Give the names of all zones by their folded form; walking the zone files is slow, so it is done once."""
    return {zone.casefold(): zone for zone in sorted(available_timezones(), key=_everyday)}


def read_zone(text: str) -> str:
    """Give the name of a time zone however it was typed; raises `Refusal`, a sentence without its beginning."""
    found = zones().get(text.strip().casefold())
    if found is None:
        raise Refusal("takes a time zone, such as Europe/London or Asia/Kolkata.")
    return found


def number(low: int, high: int) -> Callable[[str], int]:
    """Give the reader of a whole number in a range."""

    def parse(text: str) -> int:
        try:
            value = int(text.strip())
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise Refusal(f"takes a whole number from {low} to {high}.")
        return value

    return parse


def one_of(*allowed: int) -> Callable[[str], int]:
    """Give the reader of one of some numbers."""

    def parse(text: str) -> int:
        if text.strip() not in map(str, allowed):
            raise Refusal(f"takes one of these: {', '.join(map(str, allowed))}.")
        return int(text)

    return parse


def snowflake(what: str) -> Callable[[str], int | None]:
    """Give the reader of a channel or role: a mention, an id, or none."""

    def parse(text: str) -> int | None:
        if text.strip().casefold() in {"none", "off", "-"}:
            return None
        digits = text.strip()[:40].strip("<#@&!>")
        if not (digits.isascii() and digits.isdigit()) or int(digits) >= 1 << 63:
            raise Refusal(f"takes a {what}: mention it, or type its id, or none.")
        return int(digits)

    return parse


def day(text: str) -> str:
    """Read a day of the week, three letters or more of it."""
    wanted = text.strip().casefold()
    for day in DAYS:
        if len(wanted) >= 3 and day.startswith(wanted):
            return day
    raise Refusal("takes a day of the week, such as Monday.")


def time_of_day(text: str) -> str:
    """Read a time of day on the 24-hour clock."""
    hours, _, minutes = text.strip().partition(":")
    if (
        re.fullmatch(r"[0-9]{1,2}", hours)
        and re.fullmatch(r"[0-9]{2}", minutes)
        and int(hours) < 24
        and int(minutes) < 60
    ):
        return f"{int(hours):02}:{int(minutes):02}"
    raise Refusal("takes a time of day on the 24-hour clock, such as 09:00.")


def yes_no(text: str) -> bool:
    """Read yes or no."""
    answer = text.strip().casefold()
    if answer in {"yes", "y", "on", "true"}:
        return True
    if answer in {"no", "n", "off", "false"}:
        return False
    raise Refusal("takes yes or no.")


def read_minutes(text: str) -> tuple[int, ...]:
    """Read how many minutes before a session people are reminded, each once, the most first; none for *none*."""
    if text.strip().casefold() in {"none", "off", "-"}:
        return ()
    typed = [part.strip() for part in text.split(",")]
    if not all(re.fullmatch(r"[0-9]{1,5}", part) for part in typed):
        raise Refusal(_MINUTES)
    minutes = tuple(sorted({int(part) for part in typed}, reverse=True))
    if len(minutes) > _MOST_REMINDERS or not all(_SOONEST <= one <= _EARLIEST for one in minutes):
        raise Refusal(_MINUTES)
    return minutes


def minutes_shown(text: str) -> str:
    """Read minutes before a session, as they are kept."""
    return ", ".join(map(str, read_minutes(text))) or "none"


def region_or_none(text: str) -> str | None:
    """Read whose bank holidays are meant, or none."""
    return None if text.strip().casefold() in {"none", "off", "-"} else holidays.region(text)


def sections(text: str) -> str:
    """Read names of a summary's sections, with commas between them; they are kept in the summary's order."""
    wanted = {" ".join(part.split()).casefold() for part in text.split(",")} - {""}
    if wanted == {"all"}:
        wanted = set(SUMMARY_SECTIONS)
    if not wanted or not wanted.issubset(SUMMARY_SECTIONS):
        raise Refusal(
            f"That setting takes all, or some of these with commas between them: {', '.join(SUMMARY_SECTIONS)}."
        )
    return ", ".join(name for name in SUMMARY_SECTIONS if name in wanted)


def _everyday(zone: str) -> tuple[bool, str]:
    """Put the zones that people live by, such as Europe/London, before the technical and outdated ones."""
    region = zone.partition("/")[0]
    return region not in {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}, zone
