"""Who may change or call off a session, and which of those that a person can see they mean."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import discord
from discord import app_commands

from bot.client import Guildhall
from bot.reply import clip
from cogs.sessions.sight import chosen, titled, visible
from community.access import MANAGE_CHANNELS
from community.errors import NotAllowed, Refusal
from community.sessions import Session, check_open
from storage import access, sessions, topics
from storage.database import Reading

Asked = discord.Interaction[Guildhall]
_OVER = timedelta(minutes=60)
"""How long after it began a session is still listed."""


async def coming(tx: Reading, interaction: Asked, *, finished: bool = True) -> list[Session]:
    """Give the sessions to come that the person can see; `finished` ones too, which were run before their time."""
    now, guild_id = interaction.client.clock.now(), interaction.guild_id or 0
    seen = await access.seen_by_member(tx, guild_id, interaction.user.id, now)
    return await sessions.coming(tx, guild_id, seen, now - _OVER, finished=finished)


async def find(tx: Reading, interaction: Asked, text: str) -> Session:
    """Give the session that a person means: by its id, or by its title; of a series, the next one.

    Raises `NotFound` for one that is not there, or that they can't see.
    """
    if (id_ := chosen(text)) is not None:
        return await visible(tx, interaction.client, id_, interaction)
    named = titled(await coming(tx, interaction), text)
    if len(named) == 1 or (named and len({s.part.series_id if s.part else -s.id for s in named}) == 1):
        return named[0]
    return await visible(tx, interaction.client, 0, interaction)


async def allowed(tx: Reading, interaction: Asked, text: str, check: Callable[..., None]) -> Session:
    """Give a session to come that a person means and may act on, as `check` says (`check_may_cancel`).

    Raises `Refusal` for one that is over or was called off.
    """
    found = await find(tx, interaction, text)
    check(found, interaction.user.id, tends=await tends(tx, interaction, found.plan.topic_id))
    check_open(found, interaction.client.clock.now())
    return found


def may(interaction: Asked, channel_id: int, permission: int) -> bool:
    """Say whether a person has a permission of Discord's in a channel."""
    channel: Any = interaction.guild.get_channel(channel_id) if interaction.guild else None
    if channel is None or not isinstance(interaction.user, discord.Member):
        return False
    return bool(channel.permissions_for(interaction.user).value & permission)


async def tends(tx: Reading, interaction: Asked, topic_id: int) -> bool:
    """Say whether a person is a steward of a topic, or may manage its channel."""
    steward = await topics.tends(tx, interaction.guild_id or 0, topic_id, interaction.user.id)
    return steward or may(interaction, topic_id, MANAGE_CHANNELS)


def check_may_post(interaction: Asked, channel_id: int) -> None:
    """Raise `NotAllowed` unless a person may post in a topic."""
    if not may(interaction, channel_id, discord.Permissions(send_messages=True).value):
        raise NotAllowed("You can read that topic but not post in it, so you can't plan a session there.")


async def check_host(
    tx: Reading,
    interaction: Asked,
    seen_in: int,
    host: discord.Member | None,
    otherwise: str = "The host can't see that topic. Choose someone who can.",
) -> None:
    """Raise `Refusal` unless a member can host a session of a topic; `otherwise` is said where they can't see it."""
    if host is None:
        return
    if host.bot:
        raise Refusal("A bot can't host a session.")
    if seen_in not in await access.seen_by_member(tx, host.guild.id, host.id, interaction.client.clock.now()):
        raise Refusal(otherwise)


async def session_choices(interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
    """Suggest sessions to come that the person can see, by date and title; the value is the session's id."""
    async with interaction.client.database.read() as tx:
        there = await coming(tx, interaction)
    return choices_of(there, current)


def choices_of(there: Sequence[Session], current: str) -> list[app_commands.Choice[str]]:
    """Suggest those of some sessions that what is typed so far may mean."""
    fit = [s for s in there if current.casefold() in f"{start_of(s)} {s.plan.title}".casefold()]
    return [app_commands.Choice(name=clip(f"{start_of(s)} · {s.plan.title}", 100), value=str(s.id)) for s in fit[:25]]


def room_choices(interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
    """Suggest voice and stage channels that a person sees."""
    guild, member = interaction.guild, interaction.user
    if guild is None or not isinstance(member, discord.Member):
        return []
    rooms = [r for r in (*guild.voice_channels, *guild.stage_channels) if r.permissions_for(member).view_channel]
    fit = [r for r in rooms if current.casefold() in r.name.casefold()]
    return [app_commands.Choice(name=clip(f"🔊 {r.name}", 100), value=r.mention) for r in fit[:25]]


def start_of(session: Session) -> str:
    """Say when a session starts, by its own zone's clock: *Tue 8 Dec 14:00*."""
    start = session.plan.local_start
    return f"{start:%a} {start.day} {start:%b %H:%M}"
