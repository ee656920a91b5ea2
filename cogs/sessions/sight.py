"""Which session or poll a person may be told of."""

from collections.abc import Iterable
from typing import Any

import discord

from bot.client import Guildhall
from community.errors import NotFound
from community.sessions import Poll, Session
from storage import access, sessions
from storage.database import Reading


def chosen(text: str) -> int | None:
    """Give the id of what somebody chose from the suggestions; None for words that they typed."""
    digits = text.strip()
    return int(digits) if digits.isdecimal() and len(digits) < 19 else None


def titled(there: Iterable[Session], text: str) -> list[Session]:
    """Give those of some sessions whose whole title somebody typed."""
    title = text.strip().casefold()
    return [one for one in there if one.plan.title.casefold() == title]


async def visible(tx: Reading, bot: Guildhall, session_id: int, interaction: discord.Interaction[Any]) -> Session:
    """Give a session that the person can see now; raises `NotFound`, whether it is hidden or not there."""
    session = await sessions.find(tx, session_id)
    if session is not None and await _is_seen(tx, bot, session, interaction):
        return session
    raise NotFound("There is no such session that you can see. /session list shows what is coming.")


async def visible_poll(tx: Reading, bot: Guildhall, poll_id: int, interaction: discord.Interaction[Any]) -> Poll:
    """Give a poll that the person can see now; raises `NotFound`, whether it is hidden or not there."""
    poll = await sessions.find_poll(tx, poll_id)
    if poll is not None and await _is_seen(tx, bot, poll, interaction):
        return poll
    raise NotFound("There is no such poll that you can see.")


async def _is_seen(tx: Reading, bot: Guildhall, one: Session | Poll, interaction: discord.Interaction[Any]) -> bool:
    """Say whether somebody sees the place of a session or poll, in the server where they ask; a sketch nobody does."""
    guild_id = interaction.guild_id or 0
    if one.community_id != guild_id or one.status == "sketched":
        return False
    return one.plan.seen_in in await access.seen_by_member(tx, guild_id, interaction.user.id, bot.clock.now())
