"""Looking through the last days again: history does not tell of edits, deletions and reactions made in a gap."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import discord

from bot.ingest.history import PAGE, UNKNOWN_CHANNEL, pages_after
from bot.ingest.means import Means
from bot.ingest.writing import Dropped, Page
from community.messages import Place
from storage import messages

log = logging.getLogger(__name__)

_AT_MOST_EVERY = timedelta(hours=1)


class Sweep:
    """Compares what is remembered of the last days with Discord, and all that is older and quoted or summarised."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self.is_wanted = False
        """Whether there is something to be looked through."""
        self._last: datetime | None = None
        self._done: set[int] = set()

    def want(self, *, anyway: bool = False) -> None:
        """Have the last days looked through when nothing else is to be read; `anyway`: even if done within the hour."""
        recently = self._last is not None and self._means.clock.now() - self._last < _AT_MOST_EVERY
        if anyway or not recently:
            self.is_wanted = True
            self._done = set()

    async def run(self, interrupted: Callable[[], bool]) -> None:
        """Look through every topic, open or closed, if that is wanted; ends early when `interrupted`.

        What was looked through before an interruption is not looked through again.
        """
        now = self._means.clock.now()
        if not self.is_wanted:
            return
        since = now - self._means.window
        for topic in self._means.places.topics:
            async with self._means.database.read() as tx:
                there = await messages.places_since(tx, topic.id, since)
                relied_on = await messages.relied_on_before(tx, topic.id, since)
            for place_id in sorted((there | relied_on.keys()) - self._done):
                if interrupted():
                    return
                if (place := self._means.places.find(place_id)) is not None:
                    await self._look_at(place, relied_on.get(place_id, ()), since if place_id in there else None)
                self._done.add(place_id)
        self.is_wanted = False
        self._last = now

    async def _look_at(self, place: Place, relied_on: Sequence[int], since: datetime | None) -> None:
        try:
            await self._compare(place, relied_on)
            if since is not None and self._means.places.is_open(place):
                await self._read_again(place, since)
            elif since is not None:
                await self._compare(place, await self._standing_since(place, since))
        except (discord.NotFound, discord.Forbidden) as error:
            await leave(self._means, place, error)

    async def _compare(self, place: Place, ids: Sequence[int]) -> None:
        while ids:
            last = await self._means.compare(place, ids)
            ids = [id_ for id_ in ids if id_ > last]

    async def _standing_since(self, place: Place, since: datetime) -> list[int]:
        async with self._means.database.read() as tx:
            newest = await messages.newest_in(tx, place.id)
            return sorted(await messages.standing_between(tx, place.id, discord.utils.time_snowflake(since), newest))

    async def _read_again(self, place: Place, since: datetime) -> None:
        async with self._means.database.read() as tx:
            newest = await messages.newest_in(tx, place.id)
        after = discord.utils.time_snowflake(since)
        async for page in pages_after(self._means.http, place.id, after):
            await self._means.take_in(place, page)
            ids = frozenset(int(data["id"]) for data in page)
            last = max(ids, default=after)
            if len(page) < PAGE and newest > last and (page or await self._means.is_gone(place, newest)):
                last = newest
            ids |= await self._means.still_there(place, await self._missing(place, after, last) - ids)
            await self._means.queue.put_when_free(Page(place, after + 1, last, ids))
            after = last

    async def _missing(self, place: Place, after: int, last: int) -> set[int]:
        async with self._means.database.read() as tx:
            return await messages.standing_between(tx, place.id, after + 1, last)


async def leave(means: Means, place: Place, error: discord.HTTPException) -> None:
    """Leave a place that Discord does not show; a thread that is gone is forgotten, with all that was said in it."""
    if place.is_thread and error.code == UNKNOWN_CHANNEL:
        await means.queue.put_when_free(Dropped(place))
        means.places.drop(place.id)
    else:
        log.info("a place can't be looked through", extra={"place": place.id, "why": type(error).__name__})
