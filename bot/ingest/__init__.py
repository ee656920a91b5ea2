"""Ingest: what is said in topics comes in, from the gateway as it happens and from history after a gap."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import discord

from bot.clock import Clock
from bot.gateway import Data
from bot.ingest.catchup import Catchup
from bot.ingest.hearing import Hearing
from bot.ingest.means import Means
from bot.ingest.places import Places
from bot.ingest.queue import Queue
from bot.ingest.rounds import Rounds
from bot.ingest.writing import What, write
from bot.settings import Ingest as IngestSettings
from storage import communities, messages
from storage.database import INGEST, Database, Reading, Writing

__all__ = ["Ingest"]

_LET_GO_AT_ONCE = 10
"""Transactions of old messages let go of at one wake-up."""


class Ingest:
    """Keeps what is said in the topics of every community of one client."""

    def __init__(self, client: discord.Client, database: Database, clock: Clock, settings: IngestSettings) -> None:
        self._database = database
        self._clock = clock
        self._places = Places()
        self._queue = Queue(settings.queue, settings.batch, self._write)
        window = timedelta(days=settings.reread_days)
        means = Means(client, database, clock, self._places, self._queue, window)
        self._catchup = Catchup(means)
        within = timedelta(days=settings.look_again_days)
        self._rounds = Rounds(means, within, lambda: self._catchup.is_busy)
        self._hearing = Hearing(client, self._places, self._queue, self._catchup, clock)

    @property
    def queued(self) -> int:
        """How many events wait to be written."""
        return len(self._queue)

    @property
    def behind(self) -> int:
        """How many places wait to be read back."""
        return self._catchup.behind

    async def start(self) -> None:
        """Learn what is followed; call it before the client connects."""
        async with self._database.read() as tx:
            await self._places.load(tx, self._clock.now())

    async def stop(self) -> None:
        """Write what is queued, then end."""
        await self._rounds.stop()
        await self._catchup.stop()
        await self._queue.stop()

    def hear(self, event: str, data: Data) -> None:
        """Take in an event of the gateway; nothing is awaited and no task is made."""
        self._hearing.hear(event, data)

    def catch_up(self) -> None:
        """Begin to read back what was said since each place's cursor, and then to look for edits and deletions."""
        self._catchup.begin()

    def fall_behind(self) -> None:
        """Note that what was said until now may not have been told."""
        self._catchup.fall_behind()

    async def follow(self) -> set[int]:
        """Follow what the database says now, and read opened topics back; gives the communities they are in."""
        async with self._database.read() as tx:
            new = await self._places.load(tx, self._clock.now())
        self._catchup.begin(new)
        return {topic.community_id for topic in new}

    async def settled(self) -> None:
        """Return once everything heard or read back so far is committed."""
        await self._queue.settled()

    async def caught_up(self) -> None:
        """Return once every open topic and its threads have been read up to now, and that is committed."""
        await self._catchup.caught_up()
        await self._queue.settled()

    async def swept(self) -> None:
        """Return once the last days have been looked through for edits and deletions too, and that is committed."""
        await self._catchup.swept()
        await self._queue.settled()

    async def look_again(self) -> None:
        """Go on with the slow look at every kept message, if it is due; the outbox calls it at each wake-up."""
        self._rounds.go_on()

    async def looked_again(self) -> None:
        """Return once the slow look has done what was due, and that is committed."""
        await self._rounds.gone_on()
        await self._queue.settled()

    async def until(self, holds: Callable[[Reading], Awaitable[Any]]) -> None:
        """Return once `holds` is true of the database; it is asked again after each commit."""
        while True:
            commit = asyncio.ensure_future(self._queue.commit())
            await asyncio.sleep(0)  # let it begin to wait, so that no commit falls between
            try:
                async with self._database.read() as tx:
                    if await holds(tx):
                        return
                await commit
            finally:
                commit.cancel()

    async def let_go(self) -> None:
        """Drop messages older than their community keeps them; the outbox calls it at each wake-up."""
        await self.follow()
        async with self._database.read() as tx:
            kept = {
                one.id: (await communities.settings_of(tx, one.id))["keep_days"]
                for one in await communities.all_present(tx)
            }
        for community_id, days in kept.items():
            for _ in range(_LET_GO_AT_ONCE if days else 0):
                before = self._clock.now() - timedelta(days=days)

                async def work(tx: Writing, id_: int = community_id, before: Any = before) -> int:
                    return await messages.drop_old(tx, id_, before)

                if not await self._database.write(None, work, rank=INGEST):
                    break

    async def _write(self, batch: list[What]) -> None:
        now = self._clock.now()
        await self._database.write(None, lambda tx: write(tx, batch, now), rank=INGEST)
