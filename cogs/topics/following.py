"""Topics follow their channels: renamed with them, and marked when they are deleted."""

import logging

import discord
from discord.ext import commands

from bot.client import Guildhall
from storage import topics
from storage.database import INGEST, Writing

log = logging.getLogger(__name__)


class Following(commands.Cog):
    """Hears of channels that are renamed or deleted, and looks once more whenever the bot becomes ready."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """Let a topic's name follow its channel's."""
        if before.name != after.name:
            await self.bot.database.write(None, lambda tx: topics.rename(tx, after.id, after.name), rank=INGEST)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Mark the topic of a channel that is gone."""
        await self._gone([channel.id])

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Forget the post where a forum topic's notices went, so that the next notice makes another."""

        async def work(tx: Writing) -> None:
            topic = await topics.find(tx, payload.parent_id)
            if topic is not None and topic.notices_id == payload.thread_id:
                await topics.place_notices(tx, topic.id, None)

        await self.bot.database.write(None, work, rank=INGEST)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Catch up with what happened to channels while the bot was away."""
        for guild in self.bot.guilds:
            await self._catch_up(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Catch up with a server that Discord had lost for a while."""
        await self._catch_up(guild)

    async def _catch_up(self, guild: discord.Guild) -> None:
        if guild.unavailable:  # its channels are unknown, not gone
            return
        async with self.bot.database.read() as tx:
            known = [topic for topic in await topics.every(tx, guild.id) if topic.status != "gone"]
        there = {channel.id: channel.name for channel in guild.channels}
        await self._gone([topic.id for topic in known if topic.id not in there])
        renamed = {topic.id: there[topic.id] for topic in known if there.get(topic.id, topic.name) != topic.name}

        async def work(tx: Writing) -> None:
            for id_, name in renamed.items():
                await topics.rename(tx, id_, name)

        if renamed:
            await self.bot.database.write(None, work, rank=INGEST)

    async def _gone(self, ids: list[int]) -> None:
        now = self.bot.clock.now()

        async def work(tx: Writing) -> list[int]:
            return [id_ for id_ in ids if await topics.mark_gone(tx, id_, now)]

        gone = await self.bot.database.write(None, work, rank=INGEST) if ids else []
        for id_ in gone:
            log.warning("the channel of a topic was deleted", extra={"channel": id_})
        if gone:
            await self.bot.topics_changed()
