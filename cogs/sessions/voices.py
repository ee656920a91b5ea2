"""Who is in the voice channel where a session meets, for as long as it is run."""

from functools import partial

import discord
from discord.ext import commands

from bot.client import Guildhall
from community.sessions import Session, room_of
from storage import sessions
from storage.database import Writing

Room = discord.VoiceChannel | discord.StageChannel


class Voices(commands.Cog):
    """Notes who comes and goes; looks again at each wake-up, so that nothing that was not heard stays wrong."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot
        bot.outbox.each_wake(self.look_everywhere)

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        """Look who is there where somebody came or went."""
        if before.channel != after.channel and self.bot.ready.is_set():
            await self._look([member.guild.id])

    async def look_everywhere(self) -> None:
        """Look at every session that is run: after a restart, nobody tells who came or left meanwhile."""
        await self._look([guild.id for guild in self.bot.guilds if not guild.unavailable])

    async def _look(self, community_ids: list[int]) -> None:
        async with self.bot.database.read() as tx:
            found = [await sessions.find(tx, run.session_id) for run in await sessions.under_way(tx, community_ids)]
        for session in found:
            if session is not None and is_by_voice(self.bot, session):
                await self.bot.database.write(None, partial(see, bot=self.bot, session=session))


async def see(tx: Writing, bot: Guildhall, session: Session) -> None:
    """Write down who is there now, as Discord has told it so far."""
    now = bot.clock.now()
    run = await sessions.run_of(tx, session.id, lock=True)
    if run is None or not run.is_under_way:
        return
    if await sessions.see(tx, session.community_id, session.id, _present(bot, session), now):
        await sessions.show_people(tx, run, now)


def is_by_voice(bot: Guildhall, session: Session) -> bool:
    """Say whether a session meets in a voice or stage channel, where Discord tells who is there."""
    return _room(bot, session) is not None


def _room(bot: Guildhall, session: Session) -> Room | None:
    guild = bot.get_guild(session.community_id)
    room = guild.get_channel(room_of(session) or 0) if guild else None
    return room if isinstance(room, Room) else None


def _present(bot: Guildhall, session: Session) -> list[int]:
    room = _room(bot, session)
    if room is None:
        return []
    known = {id_: room.guild.get_member(id_) for id_ in room.voice_states}
    return [id_ for id_, member in known.items() if member is None or not member.bot]
