"""The queue between the gateway and the database, bounded, and the one task that empties it in batches."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.ingest.writing import What
from storage.errand import Errand

log = logging.getLogger(__name__)

_PATIENCE = 5
"""Seconds that closing waits for what is queued; the rest is read back at the next start."""
_TRIES = 3
_BURST, _IN_A_BURST = 5, 3
"""A queue longer than five batches is a burst; batches are three times as long then."""


class Queue:
    """Holds what waits to be written. `put` never waits and makes no task; a full queue takes no more.

    `write` writes one batch in one transaction.
    """

    def __init__(self, limit: int, batch: int, write: Callable[[list[What]], Awaitable[None]]) -> None:
        self._limit = limit
        self._batch = batch
        self._write = write
        self._waiting: deque[What] = deque()
        self._taken_in = 0
        self._done = 0
        self._changed = asyncio.Condition()
        self._errand = Errand("ingest", self._empty)

    async def stop(self) -> None:
        """Write what is queued, then end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.settled(), _PATIENCE)
        await self._errand.end()

    def put(self, what: What, *, beyond: bool = False) -> bool:
        """Take something in; False, and nothing is taken, if the queue is full.

        `beyond` is for what can't be read back later (a deletion): twice as much of it finds room.
        """
        if len(self._waiting) >= self._limit * (2 if beyond else 1):
            return False
        self._waiting.append(what)
        self._taken_in += 1
        self._errand.call()
        return True

    async def put_when_free(self, what: What) -> None:
        """Take something in as soon as the queue is less than half full: what is read back makes way for what comes."""
        if len(self._waiting) >= self._limit // 2:
            async with self._changed:
                await self._changed.wait_for(lambda: len(self._waiting) < self._limit // 2)
        self.put(what, beyond=True)

    async def settled(self) -> None:
        """Return once everything taken in so far is committed."""
        taken_in = self._taken_in
        async with self._changed:
            await self._changed.wait_for(lambda: self._done >= taken_in)

    async def commit(self) -> None:
        """Return after the next commit."""
        done = self._done
        async with self._changed:
            await self._changed.wait_for(lambda: self._done > done)

    async def _empty(self) -> None:
        while waiting := len(self._waiting):
            # A long queue is emptied in greater batches: what each costs beside its rows is paid less often.
            size = self._batch * _IN_A_BURST if waiting > self._batch * _BURST else self._batch
            batch = [self._waiting.popleft() for _ in range(min(size, waiting))]
            try:
                await self._write(batch)
            except Exception:
                log.exception("a batch of messages could not be written; it is tried one by one")
                await self._one_by_one(batch)
            self._done += len(batch)
            async with self._changed:
                self._changed.notify_all()

    async def _one_by_one(self, batch: list[What]) -> None:
        for what in batch:
            for again in range(1, _TRIES + 1):
                try:
                    await self._write([what])
                    break
                except Exception:
                    if again == _TRIES:
                        log.exception("one thing that Discord told is given up", extra={"kind": type(what).__name__})
                    await asyncio.sleep(0.1 * 4**again)
