"""The clock: what time it is, and what wakes the bot. APScheduler lives here alone, in memory alone."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

WAKE_EVERY = 30
"""Seconds between wake-ups: the most that a reminder is late by. What is due at once does not wait for one."""


class Clock(Protocol):
    """Tells the time; tests bring their own."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        return datetime.now(UTC)


class Alarm:
    """Wakes the bot at short intervals; losing it loses nothing, for what is due is in the database."""

    def __init__(self, wake: Callable[[], Awaitable[None]]) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._scheduler.add_job(
            wake, "interval", seconds=WAKE_EVERY, coalesce=True, max_instances=1, misfire_grace_time=None
        )

    def start(self) -> None:
        """Begin to wake."""
        self._scheduler.start()

    def stop(self) -> None:
        """Wake no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
