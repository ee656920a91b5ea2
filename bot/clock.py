"""The clock: what time it is, and what wakes the bot. APScheduler lives here alone, in memory alone."""

import logging
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from storage.errand import Errand

log = logging.getLogger(__name__)

WAKE_EVERY = 30
"""Seconds between wake-ups: the most that a reminder is late by. What is due at once does not wait for one."""

_AGREES = timedelta(minutes=1)
"""By how much the machine's clock may differ from Discord's before Discord's is gone by."""


class Clock(Protocol):
    """Tells the time; tests bring their own."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        ...


def elapsed() -> float:
    """Give the seconds of a clock that nobody sets, and that runs on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


_MACHINE = partial(datetime.now, UTC)


class SystemClock:
    """The machine's clock, made steady: when that jumps, this one goes on, and Discord says which of them is right.

    A leap of the machine's clock neither sends a reminder early, nor lets one be missed, nor stops anything.
    """

    def __init__(
        self,
        machine: Callable[[], datetime] = _MACHINE,
        elapsed: Callable[[], float] = elapsed,
    ) -> None:
        self._machine = machine
        self._elapsed = elapsed
        self._agrees = True
        self._set(machine())

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        return self._start + timedelta(seconds=self._elapsed())

    def hear(self, told: datetime) -> None:
        """Take Discord's word for the time, which it tells to the second with every answer."""
        machine = self._machine()
        agrees = abs(machine - told) <= _AGREES
        self._set(machine if agrees else told)
        if agrees is not self._agrees:
            self._agrees = agrees
            log.warning(_SAME if agrees else _differs(machine - told))

    def _set(self, now: datetime) -> None:
        self._start = now - timedelta(seconds=self._elapsed())


_SAME = "The machine's clock and Discord's agree again."


def _differs(by: timedelta) -> str:
    minutes, ahead = round(abs(by) / timedelta(minutes=1)), by > timedelta()
    return (
        f"The machine's clock is {minutes} minutes {'ahead of' if ahead else 'behind'} Discord's: Guildhall goes by "
        "Discord's until they agree. Set the machine's clock."
    )


class Alarm:
    """Wakes the bot at short intervals; losing it loses nothing, for what is due is in the database."""

    def __init__(self, wake: Callable[[], Awaitable[None]]) -> None:
        self._errand = Errand("alarm", wake)
        self._scheduler = _Scheduler(timezone=UTC)
        self._scheduler.add_job(
            self._ring, "interval", seconds=WAKE_EVERY, coalesce=True, max_instances=1, misfire_grace_time=None
        )

    def start(self) -> None:
        """Begin to wake."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Wake no more, and cut short what a wake-up still does."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await self._errand.end()

    async def _ring(self) -> None:
        # A run of its own: what APScheduler runs, it cancels when it is shut down, and logs that as an error.
        self._errand.call()


class _Scheduler(AsyncIOScheduler):  # type: ignore[misc]  # APScheduler has no types
    """Goes by the machine's clock, as APScheduler does; set back, that would have it sleep for as long."""

    def _start_timer(self, wait_seconds: float | None) -> None:
        if wait_seconds is not None and wait_seconds > WAKE_EVERY:
            for job in self.get_jobs():
                job.modify(next_run_time=datetime.now(UTC))  # which sets the timer anew
            return
        super()._start_timer(wait_seconds)
