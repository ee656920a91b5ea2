"""Settings in words: what is typed for one, what may be, and how its value is shown."""

from typing import Any

from community.errors import Refusal
from community.settings.known import SETTINGS
from community.settings.typed import DAYS, SUMMARY_SECTIONS, zones


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
        "zone": list(zones().values()),
        "yes-no": ["yes", "no"],
        "day": [day.capitalize() for day in DAYS],
        "time": [f"{hour:02}:00" for hour in range(24)],
        "number": [shown(setting.default), *(["2", "4"] if name == "coffee_weeks" else [])],
    }.get(setting.kind, [])
    if name == "summary_sections":
        left_out = [section for section in SUMMARY_SECTIONS if section not in str(current)]
        choices = ["all", *(f"{current}, {section}" for section in left_out)]
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
