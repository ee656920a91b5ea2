"""Looking at a whole community: its roles, channels, threads and members, and who is inside the private ones."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

import discord

from bot.clock import Clock
from bot.ingest.history import members_of, private_archived
from bot.sight import channel_spots, ground_of, listed_spot, person_of, roles_of, thread_spot
from community.snapshot import Snapshot, Spot
from storage import communities, topics
from storage import mirror as store
from storage.database import Database
from storage.messages import forget_thread

_OVERLAP = timedelta(hours=1)
"""By how much Discord's clock and ours may differ."""
_CHUNKING, _CHUNKED_A_SECOND = 5, 500
"""Seconds that a community's members may take to be told, and how many more may take a second more."""


class Survey:
    """Looks at communities of one client, in discord.py's state or afresh."""

    def __init__(self, client: discord.Client, database: Database, clock: Clock) -> None:
        self._client = client
        self._database = database
        self._clock = clock

    async def members(self, guild: discord.Guild, *, afresh: bool) -> Iterable[discord.Member]:
        """Give the members, asked for `afresh` or where discord.py does not know them; raises TimeoutError."""
        if guild.chunked and not afresh:
            return guild.members
        try:
            async with asyncio.timeout(_CHUNKING + (guild.member_count or 0) / _CHUNKED_A_SECOND):
                return await guild.chunk()
        except TimeoutError:
            # discord.py would go on waiting for the answer that was lost, and never ask again.
            self._client._connection._chunk_requests.pop(guild.id, None)  # noqa: SLF001 - there is no public way
            raise

    async def snapshot(self, guild: discord.Guild, members: Iterable[discord.Member], *, afresh: bool) -> Snapshot:
        """Give all of a community as it is now, with these members."""
        roles = await guild.fetch_roles() if afresh else guild.roles
        channels = await guild.fetch_channels() if afresh else guild.channels
        async with self._database.read() as tx:
            tended = {topic.id for topic in await topics.every(tx, guild.id)}
            community = await communities.find(tx, guild.id)
            open_before = await store.open_threads(tx, guild.id)
        threads = [thread for thread in guild.threads if thread.parent_id in tended]
        inside = {
            thread.id: await members_of(self._client.http, thread.id) for thread in threads if thread.is_private()
        }
        spots = [thread_spot(thread) for thread in threads]
        missing = sorted(open_before.keys() - {thread.id for thread in threads})
        looked = [await self._look_for(guild, thread_id, inside) for thread_id in missing]
        spots += [spot for spot in looked if spot is not None]
        since = community.mirrored_at - _OVERLAP if community and community.mirrored_at else None
        spots += await self._archived_since(since, [one for one in channels if one.id in tended], inside)
        people = tuple(person_of(member) for member in members)
        ground, seen_by = ground_of(guild), roles_of(roles)
        return Snapshot(ground, seen_by, channel_spots(channels), tuple(spots), people, inside, since)

    async def _look_for(self, guild: discord.Guild, thread_id: int, inside: dict[int, frozenset[int]]) -> Spot | None:
        """Ask for a thread that was open and is no more: archived, deleted, or out of the bot's own sight."""
        try:
            thread = await guild.fetch_channel(thread_id)
        except discord.NotFound:
            now = self._clock.now()
            await self._database.write(None, partial(forget_thread, thread_id=thread_id, now=now))
            return None
        except (discord.Forbidden, discord.InvalidData):
            await self._database.write(None, partial(store.lose_place, place_id=thread_id))
            return None
        if not isinstance(thread, discord.Thread):
            return None
        if thread.is_private():
            inside[thread_id] = await members_of(self._client.http, thread.id)
        return thread_spot(thread)

    async def _archived_since(
        self, since: datetime | None, channels: Iterable[discord.abc.GuildChannel], inside: dict[int, frozenset[int]]
    ) -> list[Spot]:
        """Give the private threads archived since a moment: who is in them may have changed before that, untold."""
        spots = []
        for channel in channels:
            if isinstance(channel, discord.TextChannel):
                for id_, data in (await private_archived(self._client.http, channel.id, since)).items():
                    inside[id_] = await members_of(self._client.http, id_)
                    spots.append(listed_spot(data))
        return spots
