"""The crew of one process: takes its share of the shards, starts a client for each, and ends those that it lost."""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module

import discord

from bot.client import Guildhall
from bot.clock import Clock, SystemClock, elapsed
from bot.features import features
from bot.settings import Settings
from bot.shards.shard import Lease, Shard
from community.errors import Misconfigured
from community.shards import Share
from storage import shards as store
from storage.database import Closed, Database, Writing

log = logging.getLogger(__name__)

Serve = Callable[[Guildhall], Coroutine[None, None, None]]
"""Runs a client until it is closed."""
Close = Callable[[Guildhall], Awaitable[None]]
"""Closes a client, within a stated time."""

_ROUNDS_IN_A_LEASE = 3
_ROUND_AT_MOST = 5.0
"""Seconds between two rounds, at most: Discord lets one more shard identify in so long."""
_A_LITTLE = 0.05


@dataclass(eq=False)
class _Hand:
    shard: Shard
    bot: Guildhall
    serving: asyncio.Task[None]
    ending: asyncio.Task[None] | None = None


class Crew:
    """Works the shards that fall to this process. `serve` and `close` run and end one client."""

    def __init__(self, settings: Settings, database: Database, serve: Serve, close: Close) -> None:
        self._settings = settings
        self._database = database
        self._serve = serve
        self._close = close
        self._clock: Clock = SystemClock()
        name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._lease = Lease(name, settings.discord.shard_lease)
        self._hands: dict[int, _Hand] = {}
        self._told_why: str | None = None
        self._nudge = asyncio.Event()
        self._is_ending = self._is_over = False

    async def work(self) -> None:
        """Work until ended. Raises `Misconfigured` where nothing can be done but by the operator."""
        for name in features():
            import_module(name)  # slow, and no lease should wait for it
        while not self._is_over:
            pause = min(self._lease.seconds / _ROUNDS_IN_A_LEASE, _ROUND_AT_MOST)
            self._let_ended_go()
            try:
                async with asyncio.timeout(self._lease.left if self._lease.left > 0 else pause):
                    watch = await self._go_round()
                if watch is not None:
                    pause = min(pause, max(watch, 0) + _A_LITTLE)
                self._told_why = None
            except Misconfigured:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the lease runs on and tells when to stop
                self._tell_once(error)
            self._end_those_over()
            await self._rest(pause)

    async def end(self, working: asyncio.Task[None]) -> None:
        """Close every client, end the task that does `work`, and let go of all shards."""
        self._is_ending = True
        for hand in self._hands.values():
            self._begin_end(hand)
        await asyncio.gather(*(hand.ending for hand in self._hands.values() if hand.ending), return_exceptions=True)
        self._is_over = True
        self._nudge.set()
        await asyncio.wait({working}, timeout=_ROUND_AT_MOST)
        with suppress(Exception):  # without it the others wait for the lease to end, no more
            await self._database.write(None, lambda tx: store.leave_all(tx, self._lease.name))

    async def _go_round(self) -> float | None:
        """Renew the lease, take or let go of a shard; gives when to look again, if another's lease may end."""
        keep = [number for number, hand in self._hands.items() if hand.shard.is_held and not self._is_ended(hand)]
        closing = {number for number, hand in self._hands.items() if not self._is_ended(hand)} - set(keep)
        count, lease = self._settings.discord.shards, timedelta(seconds=self._lease.seconds)
        asked_at = elapsed()

        async def work(tx: Writing) -> store.Round:
            now = await store.shared_now(tx, self._clock.now())
            return await store.go_round(tx, self._lease.name, count, lease, keep, now)

        told = await self._database.write(None, work)
        self._lease.renewed(asked_at)
        for number in keep:
            if told.held.get(number) != self._hands[number].shard.term:
                self._hands[number].shard.lose()
        for number, term in told.held.items():
            if number not in keep and number not in closing and not self._is_ending:
                self._begin(Share(number, count), term)
        if told.leave is not None and (hand := self._hands.get(told.leave)):
            log.info("a shard is handed on", extra={"shard": told.leave})
            self._begin_end(hand)
        return told.watch

    def _begin(self, share: Share, term: int) -> None:
        log.info("a shard is taken", extra={"shard": share.number, "of": share.count})
        shard = Shard(share, term, self._lease, self._database, self._clock)
        bot = Guildhall(self._settings, self._clock, shard)
        serving = asyncio.create_task(self._serve(bot), name=f"shard {share.number}")
        self._hands[share.number] = _Hand(shard, bot, serving)

    def _end_those_over(self) -> None:
        """Close the clients of shards that were lost, and those that ended by themselves."""
        for number, hand in self._hands.items():
            if hand.ending is not None:
                continue
            if not hand.shard.is_held:
                log.warning("a shard is lost: the lease on it was over", extra={"shard": number})
                self._begin_end(hand)
            elif hand.serving.done():
                self._begin_end(hand)

    def _begin_end(self, hand: _Hand) -> None:
        if hand.ending is None:
            hand.ending = asyncio.create_task(self._end(hand), name=f"end of shard {hand.shard.share.number}")

    async def _end(self, hand: _Hand) -> None:
        as_told = not hand.serving.done()
        try:
            await self._close(hand.bot)
            await discord.Client.close(hand.bot)  # whatever could not be finished in time, no connection stays
        finally:
            hand.shard.lose()
            hand.serving.cancel()
            await asyncio.gather(hand.serving, return_exceptions=True)
            if as_told:
                self._nudge.set()  # another process waits for it; one that ended by itself waits its turn

    def _is_ended(self, hand: _Hand) -> bool:
        return hand.ending is not None and hand.ending.done()

    def _let_ended_go(self) -> None:
        """Forget the clients that have ended; one that ended by itself is started again, unless nothing helps it."""
        for number, hand in list(self._hands.items()):
            if not self._is_ended(hand):
                continue
            del self._hands[number]
            error = None if hand.serving.cancelled() else hand.serving.exception()
            if isinstance(error, Misconfigured):
                raise error
            if isinstance(error, OSError):
                log.warning(
                    "a shard could not be served; it is tried again", extra={"shard": number, "why": str(error)}
                )
            elif error is not None and not isinstance(error, Closed):
                log.error("a shard's client ended; it is started again", extra={"shard": number}, exc_info=error)

    async def _rest(self, pause: float) -> None:
        """Wait for the next round: until a client ends, and no longer than the lease lasts."""
        with suppress(TimeoutError):
            async with asyncio.timeout(min(pause, self._lease.left) if self._lease.left > 0 else pause):
                await self._nudge.wait()
        self._nudge.clear()

    def _tell_once(self, error: Exception) -> None:
        why = type(error).__name__
        if why != self._told_why:
            self._told_why = why
            log.warning("the lease on this process's shards could not be renewed", extra={"why": why})
