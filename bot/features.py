"""What the client is made of: the intents that it needs, and the features that are loaded into it."""

import pkgutil
from importlib.util import find_spec

import discord


def intents() -> discord.Intents:
    """Give the intents Guildhall needs, and no others; members and message content are privileged."""
    return discord.Intents(
        guilds=True,
        members=True,
        guild_messages=True,
        dm_messages=True,
        guild_reactions=True,
        message_content=True,
        guild_scheduled_events=True,
        voice_states=True,
    )


def features() -> list[str]:
    """Name the modules of `cogs`, found without importing them: each is one feature, with a `setup`."""
    room = find_spec("cogs")
    assert room is not None
    return [f"cogs.{module.name}" for module in pkgutil.iter_modules(room.submodule_search_locations)]
