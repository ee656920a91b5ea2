"""The outbox's hands: takes what is due, lets the feature that owns it act once, and marks what became of it."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import aiohttp
import discord

from bot.clock import Clock
from bot.traffic import Traffic
from community.errors import GuildhallError, Refusal, Unavailable
from storage import outbox as store
from storage.database import Closed, Database, Writing
from storage.errand import Errand
from storage.outbox import Claimed

log = logging.getLogger(__name__)

Handler = Callable[[Claimed], Awaitable[int | None]]
"""Acts for one due row and gives the id of the message it sent, if it sent one. May run again after a failure."""

Maker = Callable[[], Awaitable[None]]
"""Writes the rows that the passing of time makes (next week's summary); must change nothing when run again."""


_Put = Callable[[Writing, Claimed, datetime], Awaitable[None]]
_LATE = timedelta(minutes=2)
_SHUT_FOR = timedelta(days=30)
"""For so long what is to be taken back is tried again where Discord does not let us."""


class GiveUp(GuildhallError):
    """Raised by a handler for something that can't happen any more; the message says why, for the log."""


class TryLater(GuildhallError):
    """Raised by a handler for what waits for something else; the message says for what. It is no failure of its own."""


class PutOff(GuildhallError):
    """Raised by a handler for something that can't be done before `until`; the message says why, for the log."""

    def __init__(self, why: str, until: datetime) -> None:
        super().__init__(why)
        self.until = until


@dataclass(frozen=True, slots=True)
class _Kind:
    handler: Handler
    missed: Handler | None
    takes_back: bool


class Outbox:
    """Dispatches due rows. Features register their kinds when their cog loads."""

    def __init__(self, database: Database, clock: Clock, traffic: Traffic) -> None:
        self._database = database
        self._clock = clock
        self._traffic = traffic
        self._kinds: dict[str, _Kind] = {}
        self._makers: list[Maker] = []
        self._turn = asyncio.Lock()
        self._name = secrets.token_hex(6)
        self._stopping = False
        self._errand = Errand("outbox", self._work)

    def register(self, kind: str, handler: Handler, *, missed: Handler | None = None, takes_back: bool = False) -> None:
        """Let `handler` act for due rows of `kind`, and `missed` report one that came too late to be useful.

        One that `takes_back` what was posted, or corrects it, is tried each day for a month where Discord forbids it:
        the bot may be let into the channel again.
        """
        self._kinds[kind] = _Kind(handler, missed, takes_back)

    def each_wake(self, maker: Maker) -> None:
        """Let `maker` write the rows that the passing of time makes, at each wake-up."""
        self._makers.append(maker)

    async def wake(self) -> None:
        """Make what time makes, then do everything that is due."""
        for maker in self._makers:
            try:
                await maker()
            except (Closed, Unavailable):
                raise
            except Exception:
                log.exception("what time makes could not be made; the next wake-up tries again")
        await self.run_due()
        async with self._database.read() as tx:
            oldest = await store.next_due_at(tx)
        if oldest is not None and oldest < self._clock.now() - _LATE:
            log.warning("the outbox is late", extra={"oldest_due": oldest.isoformat()})

    async def run_due(self) -> None:
        """Do everything that is due now; returns when nothing is left to claim."""
        async with self._turn:
            while not (self._stopping or self._traffic.is_held_back):
                claimed = await self._claim()
                if not claimed:
                    return
                for row in claimed:
                    await self._act(row)

    def start(self) -> None:
        """From now on, do what is due as soon as a commit puts something in."""
        self._database.on_outbox = self._errand.call

    async def stop(self) -> None:
        """Finish the row under way and take no other."""
        self._stopping = True
        await self._errand.finish()
        async with self._turn:
            pass

    async def _work(self) -> None:
        try:
            await self.run_due()
        except Closed:
            return  # whoever works here next does what is due
        except Unavailable:
            return  # the log has it; what is due stays written down
        except Exception:
            log.exception("the outbox could not be worked; it is tried again at the next wake-up")

    async def _claim(self) -> list[Claimed]:
        now, discords = self._clock.now(), self._traffic.discords_now
        return await self._database.write(None, lambda tx: store.claim(tx, now, self._name, discords_now=discords))

    async def _act(self, row: Claimed) -> None:
        now = self._clock.now()
        kind = self._kinds.get(row.kind)
        if kind is None:
            await self._again(row, store.put_back)
            log.warning("nothing here handles this kind of due row", extra={"kind": row.kind})
            return
        late = row.expires_at is not None and now >= row.expires_at
        handler = kind.missed if late else kind.handler
        if late and row.may_be_sent:
            handler = None  # nobody is told that something was missed which may have been sent before a restore
        status, message_id = "missed" if late else "sent", None
        try:
            message_id = await handler(row) if handler else None
        except (GiveUp, PutOff, Refusal, discord.NotFound, discord.Forbidden) as error:
            if until := _put_off_until(error, row, kind, now):
                log.warning("put off", extra={"kind": row.kind, "row": row.id, "why": _reason(error)})
                await self._database.write(None, partial(store.put_off, row=row, until=until))
                return
            status = "missed" if late else "failed"
            log.warning("given up", extra={"kind": row.kind, "row": row.id, "why": _reason(error)})
        except (
            TryLater,
            discord.HTTPException,
            discord.GatewayNotFound,
            aiohttp.ClientError,
            OSError,
            TimeoutError,
        ) as error:
            log.warning("to be tried again", extra={"kind": row.kind, "row": row.id, "why": type(error).__name__})
            await self._again(row, store.let_wait if isinstance(error, TryLater) else store.put_back)
            return
        except Closed:
            raise  # no longer ours to act on, nor to say how it went
        except Unavailable:
            raise  # nothing can be marked either: the row is free again once its lease is over
        except Exception:
            log.exception("a handler failed; to be tried again", extra={"kind": row.kind, "row": row.id})
            await self._again(row, store.put_back)
            return
        if late:
            log.warning("missed: it came due too long ago", extra={"kind": row.kind, "row": row.id})
        await store.finish(self._database, row, status, self._clock.now(), message_id)

    async def _again(self, row: Claimed, put: _Put) -> None:
        """Have a row acted on again."""
        await self._database.write(None, lambda tx: put(tx, row, self._clock.now()))


def _put_off_until(error: Exception, row: Claimed, kind: _Kind, now: datetime) -> datetime | None:
    """Give when something is tried again that can't be done for some time, or None for what can't be done at all."""
    if isinstance(error, PutOff):
        return error.until
    if isinstance(error, discord.Forbidden) and kind.takes_back and now < row.first_tried_at + _SHUT_FOR:
        return now + timedelta(days=1)
    return None


def _reason(error: BaseException) -> str:
    if isinstance(error, discord.HTTPException):
        return f"{type(error).__name__} {error.status} {error.code}"
    # A refusal is written for whoever asked, and may name what they may see.
    return str(error) if isinstance(error, GiveUp | PutOff) else type(error).__name__
