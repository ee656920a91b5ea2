"""What would fall due in days or weeks falls due in seconds; and what must hold at every moment is looked at meanwhile.

Nothing is due before it was: an offer's deadline, the end of a step's time, a round of coffee and its question are put
nearer in the database, as if they had been set so. The machine's clock stays as it is.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from community.errors import Unavailable
from soak.sessions.places import PLACES
from storage import Database, coffee, sessions
from storage.database import Writing
from storage.sessions.waiting import WAITING
from storage.tables.outbox import outbox
from storage.tables.sessions import rsvps
from storage.tables.sessions import sessions as planned

_EVERY = 2.0
_FAR = timedelta(seconds=45)
_DEADLINE, _OVER, _ROUND = timedelta(seconds=30), timedelta(seconds=3), timedelta(seconds=8)
_KINDS = {
    sessions.OVER: _OVER,
    sessions.ASK: _OVER,
    coffee.NOTICE: _OVER,
    coffee.PAIR: _ROUND,
    coffee.THREAD: _OVER,
    coffee.ASK: _OVER,
}


@dataclass
class Hurry:
    """Puts due times nearer until it is stopped; `broken` is what did not hold at some moment."""

    database: Database
    broken: set[str] = field(default_factory=set)
    _stopped: bool = False

    def stop(self) -> None:
        """Put nothing nearer any more."""
        self._stopped = True

    async def go_on(self) -> None:
        """Hurry and look until stopped."""
        while not self._stopped:
            with suppress(sa.exc.DBAPIError, Unavailable):  # the bot had the file for too long: there is a next time
                await self.database.write(None, _put_nearer)
                self.broken |= await self._look()
            await asyncio.sleep(_EVERY)

    async def _look(self) -> set[str]:
        """Give where more come than there are places, and where somebody was asked out of turn."""
        r, s = rsvps.c, planned.c
        async with self.database.read() as tx:
            full = (
                sa.select(r.session_id)
                .join(planned, s.id == r.session_id)
                .where(s.capacity.is_not(None), r.answer == "going", r.member_id != s.host_id)
                .group_by(r.session_id)
                .having(sa.func.count() > PLACES)
            )
            over = {f"over capacity: {id_}" for id_ in (await tx.connection.execute(full)).scalars()}
            query = sa.select(r.session_id, r.offer).where(r.answer == WAITING).order_by(r.session_id, r.number)
            line: dict[int, list[bool]] = {}
            for row in await tx.connection.execute(query):
                line.setdefault(row.session_id, []).append(row.offer is not None)
        return over | {f"out of turn: {id_}" for id_, asked in line.items() if asked != sorted(asked, reverse=True)}


async def _put_nearer(tx: Writing) -> None:
    now = datetime.now(UTC)
    o = outbox.c
    later = (o.status == "pending") & (o.due_at > now + _FAR) & (o.attempts == 0)
    for kind, by in _KINDS.items():
        mine = later & (o.kind == kind)
        if kind == coffee.PAIR:  # those who take part are told first
            telling = _told.c.kind.in_([coffee.NOTICE, coffee.NOTICE_TO])
            mine &= ~sa.exists().where(telling, _told.c.status == "pending")
        await tx.connection.execute(sa.update(outbox).where(mine).values(due_at=now + by))
    query = sa.select(o.id, o.payload).where(later, o.kind == sessions.OFFER_OVER)
    for row in (await tx.connection.execute(query)).all():
        id_, offer = row.payload["session"], row.payload["offer"]
        told = sa.select(o.id).where(o.dedupe_key == sessions.offer_key(id_, offer), o.status == "sent")
        if (await tx.connection.execute(told)).first() is None:
            continue  # until when it stands is a part of its words, which stay as they are
        until = now + _DEADLINE
        one = (rsvps.c.session_id == id_) & (rsvps.c.offer == offer)
        await tx.connection.execute(sa.update(rsvps).where(one).values(offered_until=until))
        await tx.connection.execute(sa.update(outbox).where(o.id == row.id).values(due_at=until))


_told = outbox.alias()
