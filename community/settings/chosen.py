"""What one community has set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from community.settings.known import SETTINGS
from community.settings.typed import SUMMARY_SECTIONS, read_minutes


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
    def sections_left_out(self) -> tuple[str, ...]:
        """The names of the sections that a summary does not have: by choice, or as they came after the choice."""
        return tuple(name for name in SUMMARY_SECTIONS if name not in self.summary_sections)

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
