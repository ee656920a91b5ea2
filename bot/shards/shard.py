"""One shard in the hands of this process: whether it still is, its door to the database, its turn to identify."""

import asyncio
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp

from bot.clock import Clock, elapsed
from community.shards import Share
from storage import shards as store
from storage.database import Closed, Database, Writing

_APART = timedelta(seconds=5)
"""Discord lets a bucket of shards open one session in so long."""
_ASK_AGAIN = 1.0
"""Seconds at most between two looks whether it is our turn: a turn is never kept for one who gave up waiting."""


class Lease:
    """The lease of this process, as it knows of it by itself: it asks no database whether it is over."""

    def __init__(self, name: str, seconds: float) -> None:
        self.name = name
        self.seconds = seconds
        self._until = 0.0

    def renewed(self, asked_at: float) -> None:
        """Note that it was renewed by a request made at a moment of `elapsed`."""
        self._until = asked_at + self.seconds

    @property
    def left(self) -> float:
        """Give the seconds until it is over; less than nothing when it is."""
        return self._until - elapsed()


class Shard:
    """One shard that this process holds, for one term. Once it is lost, it stays lost: its client has to end."""

    def __init__(self, share: Share, term: int, lease: Lease, database: Database, clock: Clock) -> None:
        self.share = share
        self.term = term
        self._lease = lease
        self._whole = database
        self._clock = clock
        self._lost = False
        fence = partial(store.is_held, number=share.number, me=lease.name, term=term)
        self.database = database.of_share(share, fence)
        """The door of this shard: what is written through it is fenced."""

    @property
    def is_held(self) -> bool:
        """Whether this process may act for the shard; asked before everything that is heard, written or sent."""
        if not self._lost and self._lease.left <= 0:
            self._lost = True
        return not self._lost

    def lose(self) -> None:
        """Note that another process has it, or will."""
        self._lost = True

    def trace(self) -> aiohttp.TraceConfig:
        """Give what keeps a client from asking Discord for anything once the shard is lost."""

        async def look(_session: Any, _context: Any, _params: Any) -> None:
            if not self.is_held:
                raise Closed("the lease on this shard is over")

        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(look)
        return trace

    async def identify_turn(self, at_once: int) -> None:
        """Return when this shard may open a session: one bucket in five seconds, of all processes together.

        `at_once` is how many buckets Discord allows, its `max_concurrency`.
        """
        bucket = self.share.number % at_once

        async def ask(tx: Writing) -> float:
            return await store.identify_turn(tx, bucket, _APART, await store.shared_now(tx, self._clock.now()))

        while wait := await self._whole.write(None, ask):  # noqa: ASYNC110 - other processes take turns, too
            await asyncio.sleep(min(wait, _ASK_AGAIN))
