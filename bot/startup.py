"""What is missing: told in the log when the bot is ready, and by `guildhall check`. The bot goes on with the rest."""

import logging

import discord

from bot.client import Guildhall
from bot.formats import load_formats
from bot.permissions import IN_SERVER, IN_TOPICS, TO_POST, lacking
from bot.settings import Settings
from community.settings import SETTINGS
from community.topics import listed
from storage import checks, communities, topics
from storage.database import Reading

log = logging.getLogger(__name__)

_INTENTS = {
    "Server Members": ("gateway_guild_members", "gateway_guild_members_limited"),
    "Message Content": ("gateway_message_content", "gateway_message_content_limited"),
}
"""Privileged intents by their name in Discord's Developer Portal, and the flags that an application with them has."""


async def report(bot: Guildhall) -> None:
    """Log what is missing, one sentence a line."""
    for sentence in await missing(bot):
        log.warning(sentence)


async def missing(bot: Guildhall) -> list[str]:
    """List what Discord does not let the bot do, and what its settings and topics name that is gone."""
    found = [*_application(bot), *bot.formats.mistakes]
    if not bot.guilds and bot.shard is None:
        found.append("The bot is in no server yet: invite it with the link that docs/operators.md shows.")
    for guild in bot.guilds:
        if guild.unavailable:
            found.append(f"Discord has lost the server with id {guild.id} for now; it is looked at when it is back.")
            continue
        found += _in_server(guild)
        async with bot.database.read() as tx:
            found += await _in_settings(tx, guild)
            found += await _in_topics(tx, guild)
    return found


async def missing_offline(settings: Settings, tx: Reading) -> list[str]:
    """List what the configuration and the database alone show to be missing."""
    found = []
    if not settings.discord.token:
        found.append(
            "No bot token is set: put discord.token into the configuration, or GUILDHALL_TOKEN into the environment."
        )
    found += load_formats(settings.sessions.formats).mistakes
    live = await communities.all_present(tx)
    if not live:
        found.append("The bot has not been in a server with this database yet.")
    for community in live:
        found += [f"{community.name}: {sentence}" for sentence in await checks.of_community(tx, community.id)]
    return found


def _application(bot: Guildhall) -> list[str]:
    application = bot.application
    if application is None:
        return []
    found = []
    lacks = [name for name, ways in _INTENTS.items() if not any(getattr(application.flags, way) for way in ways)]
    if lacks:
        plural = "intents are" if len(lacks) > 1 else "intent is"
        found.append(
            f"The privileged {plural} not switched on in Discord's Developer Portal, under Bot: {listed(lacks)}."
        )
    if application.interactions_endpoint_url:
        found.append(
            "An interactions endpoint URL is set in Discord's Developer Portal: remove it, or no command arrives."
        )
    return found


def _in_server(guild: discord.Guild) -> list[str]:
    has = guild.me.guild_permissions
    lacks = [label for name, label in IN_SERVER.items() if not getattr(has, name)]
    if not lacks:
        return []
    return [f"{guild.name}: the bot's role lacks {listed(lacks)} in the server; it works where a channel allows it."]


async def _in_settings(tx: Reading, guild: discord.Guild) -> list[str]:
    settings = await communities.settings_of(tx, guild.id)
    found = []
    for name, setting in SETTINGS.items():
        value = settings[name]
        if value is None or setting.kind not in {"channel", "role"}:
            continue
        if setting.kind == "role":
            if guild.get_role(value) is None:
                found.append(
                    f"{guild.name}: the role that {name} names was deleted; set another with /community settings."
                )
            continue
        channel = guild.get_channel(value)
        if channel is None:
            found.append(
                f"{guild.name}: the channel that {name} names was deleted; set another with /community settings."
            )
        elif lacks := lacking(channel, TO_POST):
            found.append(
                f"{guild.name}: in the channel that {name} names, #{channel.name}, the bot lacks {listed(lacks)}."
            )
    return found


async def _in_topics(tx: Reading, guild: discord.Guild) -> list[str]:
    found = []
    for topic in await topics.all_open(tx, guild.id):
        channel = guild.get_channel(topic.id)
        if channel is None:
            found.append(f"{guild.name}: the channel of the topic #{topic.name} was deleted.")
        elif lacks := lacking(channel, IN_TOPICS):
            found.append(f"{guild.name}: in the topic #{channel.name} the bot lacks {listed(lacks)}.")
    return found
