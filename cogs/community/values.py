"""Values of settings, checked against the server and shown as Discord shows them."""

from typing import Any

import discord

from bot.permissions import FOR_COFFEE, TO_POST, require
from community.errors import Refusal
from community.settings import SETTINGS, CommunitySettings, shown


def check_value(guild: discord.Guild, name: str, value: Any) -> None:
    """Refuse a channel or role that is not there, or that would not do what the setting is for."""
    kind = SETTINGS[name].kind
    if value is None:
        return
    if kind == "channel":
        channel = guild.get_channel(value)
        if not isinstance(channel, discord.TextChannel):
            raise Refusal(
                f"The setting {name} takes a text channel of this server: mention it, or type its id, or none."
            )
        require(channel, FOR_COFFEE if name == "coffee_channel" else TO_POST)
    if kind == "role" and (value == guild.id or guild.get_role(value) is None):
        raise Refusal(f"The setting {name} takes a role of this server: mention it, or type its id, or none.")


def value_shown(guild: discord.Guild, settings: CommunitySettings, name: str) -> str:
    """Give a setting's value as Discord shows it; what was deleted meanwhile is said to be gone."""
    value, kind = settings[name], SETTINGS[name].kind
    if value is None:
        return "not set"
    if kind == "channel":
        return f"<#{value}>" if guild.get_channel(value) else "a channel that was deleted: choose another"
    if kind == "role":
        return f"<@&{value}>" if guild.get_role(value) else "a role that was deleted: choose another"
    left_out = ", ".join(settings.sections_left_out) if name == "summary_sections" else ""
    return f"**{shown(value)}**{f' (left out: {left_out})' if left_out else ''}"
