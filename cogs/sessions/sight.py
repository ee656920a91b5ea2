"""Which session a person may be told of."""

from typing import Any

import discord

from bot.client import Guildhall
from community.errors import NotFound
from community.sessions import Session
from storage import access, sessions
from storage.database import Reading


async def visible(tx: Reading, bot: Guildhall, session_id: int, interaction: discord.Interaction[Any]) -> Session:
    """Give a session that the person can see now; raises `NotFound`, whether it is hidden or not there."""
    session = await sessions.find(tx, session_id)
    guild_id = interaction.guild_id or 0
    if session is not None and session.community_id == guild_id and session.status != "sketched":
        seen = await access.seen_by_member(tx, guild_id, interaction.user.id, bot.clock.now())
        if session.plan.seen_in in seen:
            return session
    raise NotFound("There is no such session that you can see. /session list shows what is coming.")
