"""Which process works which shard: each process has a lease, and holds shards for as long as that lasts.

Leases go by the database's own clock, so that no machine's clock can give one away. What a process writes for a shard
is fenced by the shard's term, which rises whenever the shard changes hands: a process that was frozen past its lease
writes nothing more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from community.errors import Misconfigured
from community.shards import Held, Share, next_step
from storage.database import Reading, Writing
from storage.outbox import free_claims
from storage.sql import add, put
from storage.tables.shards import identifies, processes, shards

_DEAD_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Round:
    """How things stand after a round: the terms of the shards held, by number; the one to let go of, if any.

    `watch`: seconds until the first of the other processes' leases is over unless it is renewed.
    """

    held: dict[int, int]
    leave: int | None
    watch: float | None


async def shared_now(tx: Reading, now: datetime) -> datetime:
    """Give the time that all processes go by: PostgreSQL's; on SQLite, which only one machine opens, `now`."""
    if not tx.is_postgres:
        return now
    moment: datetime = (await tx.connection.execute(sa.select(sa.func.clock_timestamp()))).scalar_one()
    return moment


async def go_round(tx: Writing, me: str, count: int, lease: timedelta, keep: Collection[int], now: datetime) -> Round:
    """Renew the lease of process `me`, and take one step towards fair shares of `count` shards.

    `keep` are the shards it has been working until now; others that are down as its own are free from now on.

    Raises `Misconfigured` if processes that run now divide the communities otherwise.
    """
    others = await _others(tx, me, count, now)
    await put(tx, processes, {"name": me, "until": now + lease, "divides_into": count})
    await tx.connection.execute(sa.delete(processes).where(processes.c.until < now - _DEAD_FOR))
    there = await _shards(tx, count)
    ended = [n for n, row in there.items() if row.held_by == me and n not in keep]
    await _change(tx, ended, held_by=None, leaving=False)
    held = [Held(n, None if n in ended else row.held_by, row.leaving) for n, row in sorted(there.items())]
    step = next_step(held, {me, *others}, me)
    mine = {n: row.term for n, row in there.items() if row.held_by == me and n in keep}
    if step.take is not None:
        mine[step.take] = there[step.take].term + 1
        await _change(tx, [step.take], held_by=me, leaving=False, term=mine[step.take])
        await free_claims(tx, Share(step.take, count), now)
    if step.leave is not None:
        await _change(tx, [step.leave], leaving=True)
    watch = min(((until - now).total_seconds() for until in others.values()), default=None)
    return Round(mine, step.leave, watch)


async def _others(tx: Reading, me: str, count: int, now: datetime) -> dict[str, datetime]:
    """Give the ends of the leases of the other processes that run now, by name."""
    query = sa.select(processes).where(processes.c.until > now, processes.c.name != me)
    rows = (await tx.connection.execute(query)).all()
    for row in rows:
        if row.divides_into != count:
            raise Misconfigured(
                f"Another process on this database has discord.shards = {row.divides_into}, this one {count}: "
                "give all the same number, and change it while none runs."
            )
    return {row.name: row.until for row in rows}


async def _shards(tx: Writing, count: int) -> dict[int, Any]:
    s = shards.c
    query = sa.select(s.number, s.held_by, s.term, s.leaving)
    there = {row.number: row for row in await tx.connection.execute(query)}
    if there.keys() != set(range(count)):
        await tx.connection.execute(sa.delete(shards).where(s.number >= count))
        await add(tx, shards, [{"number": n, "term": 0, "leaving": False} for n in range(count) if n not in there])
        there = {row.number: row for row in await tx.connection.execute(query)}
    return there


async def _change(tx: Writing, numbers: Collection[int], **values: object) -> None:
    if numbers:
        await tx.connection.execute(sa.update(shards).where(shards.c.number.in_(numbers)).values(**values))


async def leave_all(tx: Writing, me: str) -> None:
    """Let go of everything at once, so that the others need not wait for the lease to end."""
    await tx.connection.execute(sa.update(shards).where(shards.c.held_by == me).values(held_by=None, leaving=False))
    await tx.connection.execute(sa.delete(processes).where(processes.c.name == me))


async def is_held(tx: Reading, number: int, me: str, term: int) -> bool:
    """Say whether a shard is still in the hands of process `me`, since the term that it was taken in."""
    s = shards.c
    query = sa.select(s.number).where(s.number == number, s.held_by == me, s.term == term)
    return (await tx.connection.execute(query)).first() is not None


async def identify_turn(tx: Writing, bucket: int, apart: timedelta, now: datetime) -> float:
    """Take the turn to open a session with Discord, of which each bucket has one in `apart`.

    Gives 0 when it is taken, else the seconds to wait before asking again.
    """
    query = sa.select(identifies.c.at).where(identifies.c.bucket == bucket)
    last: datetime | None = (await tx.connection.execute(query)).scalar()
    if last is not None and last <= now < last + apart:
        return (last + apart - now).total_seconds()
    await put(tx, identifies, {"bucket": bucket, "at": now})
    return 0
