"""Bank holidays: which days they are in a country, or in a part of it that has its own. Pure."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from community.errors import Refusal

NONE = ""
"""No country: nothing is known of bank holidays."""


def region(text: str) -> str:
    """Read a country with or without a part of it, such as GB-ENG or IE; raises `Refusal` for what is not known."""
    country, _, part = text.strip().upper().partition("-")
    known = _countries()
    if country not in known or (part and part not in known[country]):
        raise Refusal("takes a country, with its part where they differ, such as GB-ENG, GB-SCT or IE; or none.")
    return f"{country}-{part}" if part else country


def holiday_on(region: str, day: date) -> str | None:
    """Give the name of the bank holiday that a day is in a region, or None."""
    return holidays_in(region, day.year).get(day) if region else None


@lru_cache(maxsize=64)
def holidays_in(region: str, year: int) -> Mapping[date, str]:
    """Give a year's bank holidays in a region; the first call in a process reads files, so it takes half a second."""
    import holidays  # noqa: PLC0415 - half a second, spent where bank holidays are asked about alone

    country, _, part = region.partition("-")
    # In English where the calendar has it: what is shown is English too.
    found = holidays.country_holidays(country, subdiv=part or None, years=year, language=_language(country))
    return dict(found)


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, frozenset[str]]:
    import holidays  # noqa: PLC0415 - as above

    known = holidays.list_supported_countries(include_aliases=False)
    return {country: frozenset(parts) for country, parts in known.items()}


@lru_cache(maxsize=64)
def _language(country: str) -> str | None:
    import holidays  # noqa: PLC0415 - as above

    known = holidays.list_localized_countries().get(country, [])
    return next((language for language in ("en_GB", "en_US") if language in known), None)
