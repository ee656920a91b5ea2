"""Work done whenever it is called for, by a task that lives only while there is something to do.

No task waits about between calls: a host that asks whether the bot is at rest sees that it is.
"""

import asyncio
from collections.abc import Awaitable, Callable


class Errand:
    """Runs `work` at each call, one run at a time; calls made during a run are answered by one more run after it.

    `work` handles its own errors: one that escapes ends the run, and the next call begins anew.
    """

    def __init__(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        self._name = name
        self._work = work
        self._ended = False
        self._task: asyncio.Task[None] | None = None
        self.is_called = False
        """Whether it was called and has not begun since."""

    def call(self) -> None:
        """Have the work done, now or after the run under way; nothing happens once it is ended."""
        if self._ended:
            return
        self.is_called = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._go(), name=self._name)

    async def end(self) -> None:
        """Cancel the run under way, and let no other begin."""
        self._ended = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def finish(self) -> None:
        """Return once the work called for so far is done."""
        while self._task is not None and not self._task.done():
            await asyncio.gather(self._task, return_exceptions=True)

    async def _go(self) -> None:
        while self.is_called:
            self.is_called = False
            await self._work()
