"""The settings of a community: each with its default, what it does and what is allowed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from community.errors import Refusal

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


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


def _zone(text: str) -> str:
    found = {zone.casefold(): zone for zone in available_timezones()}.get(text.strip().casefold())
    if found is None:
        raise Refusal("That is not a time zone I know. Zones look like Europe/London or Asia/Kolkata.")
    return found


def _number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        try:
            value = int(text.strip())
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise Refusal(f"That setting takes a whole number from {low} to {high}.")
        return value

    return parse


def _snowflake(what: str) -> Callable[[str], int | None]:
    def parse(text: str) -> int | None:
        if text.strip().casefold() in {"none", "off", "-"}:
            return None
        digits = text.strip().strip("<#@&!>")
        if not digits.isdigit() or len(digits) > 20:
            raise Refusal(f"That setting takes a {what}: mention it, or type its id, or none.")
        return int(digits)

    return parse


def _day(text: str) -> str:
    wanted = text.strip().casefold()
    for day in DAYS:
        if len(wanted) >= 3 and day.startswith(wanted):
            return day
    raise Refusal("That setting takes a day of the week, such as Monday.")


def _time(text: str) -> str:
    hours, _, minutes = text.strip().partition(":")
    if hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60:
        return f"{int(hours):02}:{int(minutes):02}"
    raise Refusal("That setting takes a time of day on the 24-hour clock, such as 09:00.")


def _yes_no(text: str) -> bool:
    answer = text.strip().casefold()
    if answer in {"yes", "y", "on", "true"}:
        return True
    if answer in {"no", "n", "off", "false"}:
        return False
    raise Refusal("That setting takes yes or no.")


SETTINGS: Mapping[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting("zone", "UTC", "The community's time zone: times are read and shown in it.", "zone", _zone),
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
            "waiting_days",
            7,
            "Days that people have to answer for their quotes before an entry publishes.",
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
    def waiting_time(self) -> timedelta:
        """How long people have to answer for their quotes."""
        return timedelta(days=self["waiting_days"])


def parse_setting(name: str, text: str) -> Any:
    """Turn what a person typed into the setting's value; raises `Refusal` with what is allowed."""
    setting = SETTINGS.get(name)
    if setting is None:
        raise Refusal("There is no setting of that name. Choose one from the list.")
    return setting.parse(text)
