"""The settings that there are: each with its default, what it does and what is allowed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from community.settings.typed import (
    SUMMARY_SECTIONS,
    day,
    minutes_shown,
    number,
    one_of,
    read_zone,
    region_or_none,
    sections,
    snowflake,
    time_of_day,
    yes_no,
)


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


SETTINGS: Mapping[str, Setting] = {
    setting.name: setting
    for setting in (
        Setting("zone", "UTC", "The community's time zone: times are read and shown in it.", "zone", read_zone),
        Setting(
            "holidays",
            None,
            "Whose bank holidays a series may skip: a country, with its part where they differ, such as GB-ENG.",
            "text",
            region_or_none,
        ),
        Setting(
            "notices_channel",
            None,
            "Where notices go that no topic's own place takes.",
            "channel",
            snowflake("channel"),
        ),
        Setting("steward_role", None, "Members with this role tend every topic.", "role", snowflake("role")),
        Setting(
            "moderator_role",
            None,
            "Members with this role may take an entry down at once.",
            "role",
            snowflake("role"),
        ),
        Setting(
            "summary_channel",
            None,
            "Where the community's weekly summary goes.",
            "channel",
            snowflake("channel"),
        ),
        Setting("summary_day", "monday", "The day the weekly summary goes out.", "day", day),
        Setting("summary_time", "09:00", "The time of day the weekly summary goes out.", "time", time_of_day),
        Setting("summaries", True, "Whether weekly summaries go out by themselves.", "yes-no", yes_no),
        Setting(
            "summary_sections",
            ", ".join(SUMMARY_SECTIONS),
            "The sections of a summary, with commas between them.",
            "text",
            sections,
        ),
        Setting(
            "reminder_minutes",
            "1440, 15",
            "How many minutes before a session those who come are reminded, with commas between them; or none.",
            "text",
            minutes_shown,
        ),
        Setting(
            "offer_hours",
            24,
            "Hours that somebody on a waitlist has to take a place that came free; fewer when the session is near.",
            "number",
            number(1, 168),
        ),
        Setting(
            "objection_hours",
            72,
            "Hours in which who was there may object to notes under the Chatham House Rule before they publish.",
            "number",
            number(1, 336),
        ),
        Setting(
            "waiting_days",
            7,
            "Days that people have to answer for their quotes before an entry publishes.",
            "number",
            number(1, 60),
        ),
        Setting(
            "review_days",
            14,
            "Days after which an entry that was taken down and that nobody reviewed is erased.",
            "number",
            number(1, 60),
        ),
        Setting(
            "support_threshold",
            3,
            "Members, the proposer included, who must support a topic before stewards are asked.",
            "number",
            number(1, 50),
        ),
        Setting(
            "coffee_channel",
            None,
            "Where coffee's private threads are made, a text channel that is no topic; none turns coffee off.",
            "channel",
            snowflake("channel"),
        ),
        Setting("coffee_weeks", 4, "Weeks from one round of coffee to the next: 2 or 4.", "number", one_of(2, 4)),
        Setting("coffee_day", "monday", "The day of the week on which rounds of coffee are made.", "day", day),
        Setting("coffee_time", "10:00", "The time of day at which rounds of coffee are made.", "time", time_of_day),
        Setting(
            "keep_days",
            0,
            "Days that messages of topics are kept; 0 keeps them while the topic is open.",
            "number",
            number(0, 3650),
        ),
    )
}
