"""The settings of a community: each with its default, what it does and what is allowed. Pure."""

from community.settings.chosen import CommunitySettings
from community.settings.known import SETTINGS, Setting
from community.settings.typed import DAYS, SUMMARY_SECTIONS, read_minutes, read_zone
from community.settings.words import parse_setting, shown, typed_forms

__all__ = [
    "DAYS",
    "SETTINGS",
    "SUMMARY_SECTIONS",
    "CommunitySettings",
    "Setting",
    "parse_setting",
    "read_minutes",
    "read_zone",
    "shown",
    "typed_forms",
]
