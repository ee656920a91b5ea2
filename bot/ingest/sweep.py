"""Looking through the last days again: history does not tell of edits, deletions and reactions made in a gap."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import discord

from bot.clock import Clock
from bot.ingest.history import PAGE, History
from bot.ingest.places import Places
from bot.ingest.queue import Queue
from bot.ingest.reading import said_in
from bot.ingest.writing import Gone, Page
from community.messages import Place
from storage import messages
from storage.database import Database

log = logging.getLogger(__name__)

_AT_MOST_EVERY = timedelta(hours=1)


class Sweep:
    """Compares what is remembered of the last days with Discord, and asks for every older message that is quoted."""

    def __init__(
        self,
        client: discord.Client,
        database: Database,
        clock: Clock,
        places: Places,
        queue: Queue,
        history: History,
        window: timedelta,
    ) -> None:
        self._client = client
        self._database = database
        self._clock = clock
        self._places = places
        self._queue = queue
        self._history = history
        self._window = window
        self.is_wanted = False
        """Whether there is something to be looked through."""
        self._last: datetime | None = None
        self._done: set[int] = set()

    def want(self, *, anyway: bool = False) -> None:
        """Have the last days looked through when nothing else is to be read; `anyway`: even if done within the hour."""
        recently = self._last is not None and self._clock.now() - self._last < _AT_MOST_EVERY
        if anyway or not recently:
            self.is_wanted = True
            self._done = set()

    async def run(self, interrupted: Callable[[], bool]) -> None:
        """Look through every open topic, if that is wanted; ends early when `interrupted`.

        What was looked through before an interruption is not looked through again.
        """
        now = self._clock.now()
        if not self.is_wanted:
            return
        since = now - self._window
        for topic in self._places.open_topics:
            async with self._database.read() as tx:
                there = await messages.places_since(tx, topic.id, since)
                quoted = await messages.quoted_before(tx, topic.id, since)
            for place_id in sorted(there - self._done):
                if interrupted():
                    return
                if (place := self._places.find(place_id)) is not None:
                    await self._compare(place, since)
                self._done.add(place_id)
            for place_id, message_id in quoted:
                if (place := self._places.find(place_id)) is not None:
                    await self._ask_for(place, message_id)
        self.is_wanted = False
        self._last = now

    async def _compare(self, place: Place, since: datetime) -> None:
        async with self._database.read() as tx:
            newest = await messages.newest_in(tx, place.id)
        after = discord.utils.time_snowflake(since)
        try:
            async for page in self._history.pages(place, after):
                await self._history.take_in(place, page)
                ids = frozenset(int(data["id"]) for data in page)
                last = max(ids, default=after)
                if len(page) < PAGE:
                    last = max(last, newest)
                await self._queue.put_when_free(Page(place, after + 1, last, ids))
                after = last
        except (discord.NotFound, discord.Forbidden) as error:
            log.info("a place can't be looked through", extra={"place": place.id, "why": type(error).__name__})

    async def _ask_for(self, place: Place, message_id: int) -> None:
        try:
            data = await self._client.http.get_message(place.id, message_id)
        except discord.NotFound:
            await self._queue.put_when_free(Gone(place, (message_id,)))
        except discord.Forbidden:
            return
        else:
            said = said_in(place, dict(data), with_reactions=True)
            if said is not None:
                await self._queue.put_when_free(said)
