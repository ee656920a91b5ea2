"""Turns with the one who writes: commands ahead of ingest. PostgreSQL writes for many at once and has none."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from community.errors import Unavailable
from storage.errand import Errand
from storage.outage import NOT_SAVED, Outage, Outages

log = logging.getLogger(__name__)

T = TypeVar("T")

COMMAND = 0
"""Rank of a member's or steward's wish: ahead of everything."""
INGEST = 1
"""Rank of what Discord tells by itself."""


@dataclass(order=True, slots=True)
class _Job:
    rank: int
    number: int
    run: Callable[[], Awaitable[None]] = field(compare=False)
    fail: Callable[[Exception], None] = field(compare=False)


class Turns:
    """Has one thing after the other done, or, where `is_single` is false, everything at once."""

    def __init__(self, outages: Outages, *, is_single: bool) -> None:
        self._outages = outages
        self._is_single = is_single
        self._jobs: asyncio.PriorityQueue[_Job] = asyncio.PriorityQueue()
        self._numbers = 0
        self._running: set[asyncio.Task[None]] = set()
        self._writing = Errand("writer", self._write_all)

    async def wait(self, act: Callable[[], Awaitable[T]], rank: int) -> T:
        """Have something done in its turn, whatever becomes of the caller, and give its result."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def fail(error: Exception) -> None:
            if not done.cancelled():
                done.set_exception(error)
            elif not isinstance(error, Unavailable):
                log.error("a write failed after its caller left", exc_info=error)

        async def run() -> None:
            try:
                result = await act()
            except Exception as error:  # noqa: BLE001 - it goes to whoever waits for it
                fail(error)
            else:
                if not done.cancelled():
                    done.set_result(result)

        if self._is_single:
            self._numbers += 1
            self._jobs.put_nowait(_Job(rank, self._numbers, run, fail))
            self._writing.call()
        else:
            task = asyncio.create_task(run())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return await done

    async def finish(self) -> None:
        """Return once all that was handed in is done."""
        await self._writing.finish()
        if self._running:
            await asyncio.gather(*self._running)

    async def _write_all(self) -> None:
        while not self._jobs.empty():
            await self._jobs.get_nowait().run()
            if self._outages.now is Outage.LOCKED:
                # Whoever stood in line has waited as long as the one before, and need not wait as long again.
                waited = Unavailable(NOT_SAVED)
                while not self._jobs.empty():
                    self._jobs.get_nowait().fail(waited)
