"""The settings of a community: each with its default, what it does and what is allowed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from community import holidays
from community.errors import Refusal

_MOST_REMINDERS, _SOONEST, _EARLIEST = 4, 5, 14 * 24 * 60
_MINUTES = f"takes up to {_MOST_REMINDERS} numbers of minutes from {_SOONEST} to {_EARLIEST}, with commas, or none."
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SUMMARY_SECTIONS = ("worth your time", "still waiting", "new know-how", "coming up", "what we learnt", "new voices")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, default, what it does, and how a typed text becomes its value.

    `kind` tells the reader what to type: text, zone, channel, role, number, day, time or yes-no. Values are plain JSON.
    """

    name: str
    default: Any
    does: str
    kind: str
    parse: Callable[[str], Any]


@cache
def _zones() -> Mapping[str, str]:
    """Give the names of all zones by their folded form; walking the zone files is slow, so it is done once."""
    return {zone.casefold(): zone for zone in sorted(available_timezones(), key=_everyday)}


def read_zone(text: str) -> str:
    """Give the name of a time zone however it was typed; raises `Refusal`, a sentence without its beginning."""
    found = _zones().get(text.strip().casefold())
    if found is None:
        raise Refusal("takes a time zone, such as Europe/London or Asia/Kolkata.")
    return found


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        try:
            value = int(text.strip())
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise Refusal(f"takes a whole number from {low} to {high}.")
        return value

    return parse


def _one_of(*allowed: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if text.strip() not in map(str, allowed):
            raise Refusal(f"takes one of these: {', '.join(map(str, allowed))}.")
        return int(text)

    return parse


def _snowflake(what: str) -> Callable[[str], int | None]:
    def parse(text: str) -> int | None:
        if text.strip().casefold() in {"none", "off", "-"}:
            return None
        digits = text.strip()[:40].strip("<#@&!>")
        if not (digits.isascii() and digits.isdigit()) or int(digits) >= 1 << 63:
            raise Refusal(f"takes a {what}: mention it, or type its id, or none.")
        return int(digits)

    return parse


def _day(text: str) -> str:
    wanted = text.strip().casefold()
    for day in DAYS:
        if len(wanted) >= 3 and day.startswith(wanted):
            return day
    raise Refusal("takes a day of the week, such as Monday.")


def _time(text: str) -> str:
    hours, _, minutes = text.strip().partition(":")
    if (
        re.fullmatch(r"[0-9]{1,2}", hours)
        and re.fullmatch(r"[0-9]{2}", minutes)
        and int(hours) < 24
        and int(minutes) < 60
    ):
        return f"{int(hours):02}:{int(minutes):02}"
    raise Refusal("takes a time of day on the 24-hour clock, such as 09:00.")


def _yes_no(text: str) -> bool:
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


def _minutes(text: str) -> str:
    return ", ".join(map(str, read_minutes(text))) or "none"


def _holidays(text: str) -> str | None:
    return None if text.strip().casefold() in {"none", "off", "-"} else holidays.region(text)


def _sections(text: str) -> str:
    """Read names of a summary's sections, with commas between them; they are kept in the summary's order."""
    wanted = {" ".join(part.split()).casefold() for part in text.split(",")} - {""}
    if wanted == {"all"}:
        wanted = set(SUMMARY_SECTIONS)
    if not wanted or not wanted.issubset(SUMMARY_SECTIONS):
        raise Refusal(
            f"That setting takes all, or some of these with commas between them: {', '.join(SUMMARY_SECTIONS)}."
        )
    return ", ".join(name for name in SUMMARY_SECTIONS if name in wanted)


SETTINGS: Mapping[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting("zone", "UTC", "The community's time zone: times are read and shown in it.", "zone", read_zone),
        Setting(
            "holidays",
            None,
            "Whose bank holidays a series may skip: a country, with its part where they differ, such as GB-ENG.",
            "text",
            _holidays,
        ),
        Setting(
            "notices_channel",
            None,
            "Where notices go that no topic's own place takes.",
            "channel",
            _snowflake("channel"),
        ),
        Setting("steward_role", None, "Members with this role tend every topic.", "role", _snowflake("role")),
        Setting(
            "moderator_role",
            None,
            "Members with this role may take an entry down at once.",
            "role",
            _snowflake("role"),
        ),
        Setting(
            "summary_channel",
            None,
            "Where the community's weekly summary goes.",
            "channel",
            _snowflake("channel"),
        ),
        Setting("summary_day", "monday", "The day the weekly summary goes out.", "day", _day),
        Setting("summary_time", "09:00", "The time of day the weekly summary goes out.", "time", _time),
        Setting("summaries", True, "Whether weekly summaries go out by themselves.", "yes-no", _yes_no),
        Setting(
            "summary_sections",
            ", ".join(SUMMARY_SECTIONS),
            "The sections of a summary, with commas between them.",
            "text",
            _sections,
        ),
        Setting(
            "reminder_minutes",
            "1440, 15",
            "How many minutes before a session those who come are reminded, with commas between them; or none.",
            "text",
            _minutes,
        ),
        Setting(
            "offer_hours",
            24,
            "Hours that somebody on a waitlist has to take a place that came free; fewer when the session is near.",
            "number",
            _number(1, 168),
        ),
        Setting(
            "objection_hours",
            72,
            "Hours in which who was there may object to notes under the Chatham House Rule before they publish.",
            "number",
            _number(1, 336),
        ),
        Setting(
            "waiting_days",
            7,
            "Days that people have to answer for their quotes before an entry publishes.",
            "number",
            _number(1, 60),
        ),
        Setting(
            "review_days",
            14,
            "Days after which an entry that was taken down and that nobody reviewed is erased.",
            "number",
            _number(1, 60),
        ),
        Setting(
            "support_threshold",
            3,
            "Members, the proposer included, who must support a topic before stewards are asked.",
            "number",
            _number(1, 50),
        ),
        Setting(
            "coffee_channel",
            None,
            "Where coffee's private threads are made, a text channel that is no topic; none turns coffee off.",
            "channel",
            _snowflake("channel"),
        ),
        Setting("coffee_weeks", 4, "Weeks from one round of coffee to the next: 2 or 4.", "number", _one_of(2, 4)),
        Setting("coffee_day", "monday", "The day of the week on which rounds of coffee are made.", "day", _day),
        Setting("coffee_time", "10:00", "The time of day at which rounds of coffee are made.", "time", _time),
        Setting(
            "keep_days",
            0,
            "Days that messages of topics are kept; 0 keeps them while the topic is open.",
            "number",
            _number(0, 3650),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class CommunitySettings:
    """What one community has set, with defaults for the rest."""

    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        """Give a setting's value; KeyError for a name that is no setting."""
        setting = SETTINGS[name]
        return self.values.get(name, setting.default)

    @property
    def zone(self) -> ZoneInfo:
        """The community's time zone."""
        return ZoneInfo(self["zone"])

    @property
    def summary_sections(self) -> tuple[str, ...]:
        """The names of the sections a summary has, in order."""
        return tuple(self["summary_sections"].split(", "))

    @property
    def reminder_minutes(self) -> tuple[int, ...]:
        """How many minutes before a session those who come are reminded, the most first."""
        return read_minutes(self["reminder_minutes"])

    @property
    def objection_time(self) -> timedelta:
        """How long people have to object to notes under the Chatham House Rule."""
        return timedelta(hours=self["objection_hours"])

    @property
    def waiting_time(self) -> timedelta:
        """How long people have to answer for their quotes."""
        return timedelta(days=self["waiting_days"])


def parse_setting(name: str, text: str) -> Any:
    """Turn what a person typed into the setting's value; raises `Refusal` with the name and what is allowed."""
    setting = SETTINGS.get(name)
    if setting is None:
        raise Refusal("There is no setting of that name. Choose one from the list.")
    try:
        return setting.parse(text)
    except Refusal as refusal:
        raise Refusal(f"The setting {name} {refusal.sentence}") from refusal


def typed_forms(name: str, current: Any) -> list[str]:
    """Give what may be typed for a setting, the current value first; empty where Discord knows the choices better."""
    setting = SETTINGS[name]
    choices = {
        "zone": list(_zones().values()),
        "yes-no": ["yes", "no"],
        "day": [day.capitalize() for day in DAYS],
        "time": [f"{hour:02}:00" for hour in range(24)],
        "number": [shown(setting.default), *(["2", "4"] if name == "coffee_weeks" else [])],
    }.get(setting.kind, [])
    if not choices:
        return []
    first = shown(current)
    return [first, *(choice for choice in choices if choice.casefold() != first.casefold())]


def shown(value: Any) -> str:
    """Give a setting's value as it would be typed: yes and no for flags, none where nothing is set."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).capitalize() if value in DAYS else str(value)


def _everyday(zone: str) -> tuple[bool, str]:
    """Put the zones that people live by, such as Europe/London, before the technical and outdated ones."""
    region = zone.partition("/")[0]
    return region not in {"Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}, zone
