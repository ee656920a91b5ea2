"""Time zones that people name beside a time: *2pm New York*, *14:00 Asia/Kolkata*, *2pm BST*. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from community.errors import Refusal

_AREAS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_NO_CITIES = frozenset(("christmas", "easter", "midway", "north", "south", "east", "west", "central", "general"))
"""Names of zones that say something else in a sentence with a date."""
_ALSO = {
    "uk": "Europe/London",
    "edinburgh": "Europe/London",
    "cardiff": "Europe/London",
    "boston": "America/New_York",
    "san francisco": "America/Los_Angeles",
    "india": "Asia/Kolkata",
    "delhi": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata",
    "beijing": "Asia/Shanghai",
}
_HOURS: Mapping[str, float | None] = {
    "UTC": 0,
    "GMT": 0,
    "WET": 0,
    "WEST": 1,
    "CET": 1,
    "CEST": 2,
    "EET": 2,
    "EEST": 3,
    "SAST": 2,
    "MSK": 3,
    "JST": 9,
    "AWST": 8,
    "AEST": 10,
    "AEDT": 11,
    "ACST": 9.5,
    "ACDT": 10.5,
    "NZST": 12,
    "NZDT": 13,
    "EDT": -4,
    "MDT": -6,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    **dict.fromkeys(("BST", "IST", "CST", "CDT", "EST", "MST", "PST", "AST", "ADT", "GST", "SST", "WST", "WAT")),
    **dict.fromkeys(("CAT", "EAT", "HKT", "HST", "KST", "PKT", "SGT", "ECT", "ICT", "ART", "BRT")),
}
"""Short names of zones: hours ahead of UTC, None for those that mean several things or nothing to most."""
_SHORT = re.compile(
    rf"(\d|\d ?[ap]\.?m\.?|\bnoon|\bmidnight)\s*\b({'|'.join(_HOURS)})\b(?!\s*[+-]\s*\d)", re.IGNORECASE
)
_FULL = re.compile(r"\b[A-Za-z]+/[A-Za-z_/+-]+(?:\d+)?")


@dataclass(frozen=True, slots=True)
class Named:
    """What is left of a text that named a zone, and which: a zone, or its short name as *BST*."""

    rest: str
    zone: ZoneInfo | None = None
    short: str = ""


def named_zone(text: str) -> Named:
    """Find the zone that a text names beside its time; raises `Refusal` for a name like *Europe/Narnia*."""
    if full := _FULL.search(text):
        zone = _full_names().get(full[0].casefold())
        if zone is None:
            raise Refusal("I don't know that time zone. Type it like 14:00 Asia/Kolkata or 2pm New York.")
        return Named(_without(text, full), ZoneInfo(zone))
    if city := _city().search(text):
        return Named(_without(text, city), ZoneInfo(_cities()[" ".join(city["city"].casefold().split())]))
    if short := _SHORT.search(text):
        return Named(f"{text[: short.end(1)]}{text[short.end() :]}", short=short[2].upper())
    return Named(text)


def meant_by(short: str, local: datetime, zone: ZoneInfo) -> tzinfo:
    """Say what the short name of a zone means at a wall time, to somebody in `zone`: theirs, if it is called so then.

    Raises `Refusal` for one that means several things, and for one that isn't used then.
    """
    if local.replace(tzinfo=zone).tzname() == short:
        return zone
    hours = _HOURS[short]
    if hours is None:
        raise Refusal(
            f"{short} isn't the time in {zone.key} then, and has several meanings. Name a city: 2pm New York."
        )
    return timezone(timedelta(hours=hours), short)


@cache
def _full_names() -> Mapping[str, str]:
    return {name.casefold(): name for name in available_timezones()}


@cache
def _cities() -> Mapping[str, str]:
    """Give zones by the city that they are named for; one that two areas have is left out."""
    found: dict[str, set[str]] = {}
    for name in sorted(available_timezones()):
        area, _, city = name.partition("/")
        if area in _AREAS and "/" not in city:
            found.setdefault(city.replace("_", " ").casefold(), set()).add(name)
    cities = {city: names.pop() for city, names in found.items() if len(names) == 1 and city not in _NO_CITIES}
    return cities | _ALSO


@cache
def _city() -> re.Pattern[str]:
    names = sorted(_cities(), key=len, reverse=True)
    among = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)
    return re.compile(rf"\b(?:in\s+)?(?P<city>{among})(?:\s+time)?(?![\w/])", re.IGNORECASE)


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()).strip(" ,()")
