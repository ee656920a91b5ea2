"""The queue between the gateway and the database, bounded, and the one task that empties it in batches.

While the database can't write, what waits is held, in order, and tried again; what finds no room any more is read back
from Discord later.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from itertools import chain, repeat

from bot.ingest.writing import What
from community.errors import Unavailable
from storage.database import Closed
from storage.errand import Errand

log = logging.getLogger(__name__)

_PATIENCE = 5
"""Seconds that closing waits for what is queued; the rest is read back at the next start."""
_TRIES = 3
_HELD_FOR = (0.5, 1, 2, 5)
"""Seconds between tries while the database can't write; the last again and again."""
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
        self._held: list[What] = []
        self._taken_in = 0
        self._done = 0
        self._changed = asyncio.Condition()
        self._errand = Errand("ingest", self._empty)

    def __len__(self) -> int:
        """Count what waits or is just being written."""
        return len(self._waiting) + len(self._held)

    async def stop(self) -> None:
        """Write what is queued, then end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.settled(), _PATIENCE)
        await self._errand.end()

    def put(self, what: What, *, beyond: bool = False) -> bool:
        """Take something in; False, and nothing is taken, if the queue is full.

        `beyond` is for what can't be read back later (a deletion): twice as much of it finds room.
        """
        if len(self) >= self._limit * (2 if beyond else 1):
            return False
        self._waiting.append(what)
        self._taken_in += 1
        self._errand.call()
        return True

    async def put_when_free(self, what: What) -> None:
        """Take something in as soon as the queue is less than half full: what is read back makes way for what comes."""
        if len(self) >= self._limit // 2:
            async with self._changed:
                await self._changed.wait_for(lambda: len(self) < self._limit // 2)
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
            self._held = [self._waiting.popleft() for _ in range(min(size, waiting))]
            await self._write_held()
            self._done += len(self._held)
            self._held = []
            async with self._changed:
                self._changed.notify_all()

    async def _write_held(self) -> None:
        try:
            await self._when_it_can(self._held)
        except Closed:
            log.info("what was heard is left to whoever works here next")
        except Exception:
            log.exception("a batch of messages could not be written; it is tried one by one")
            await self._one_by_one(self._held)

    async def _when_it_can(self, batch: list[What]) -> None:
        """Write a batch, holding it for as long as the database can't write."""
        for pause in chain(_HELD_FOR, repeat(_HELD_FOR[-1])):
            try:
                await self._write(batch)
            except Unavailable:
                await asyncio.sleep(pause)
            else:
                return

    async def _one_by_one(self, batch: list[What]) -> None:
        for what in batch:
            for again in range(1, _TRIES + 1):
                try:
                    await self._when_it_can([what])
                    break
                except Closed:
                    return
                except Exception:
                    if again == _TRIES:
                        log.exception("one thing that Discord told is given up", extra={"kind": type(what).__name__})
                    await asyncio.sleep(0.1 * 4**again)
