"""What is due: claimed and marked, beside raw SQL that does the same; and a wake-up when nothing is due.

*claims*: of 100,000 due rows 1,000 are claimed, twenty at a time, and each marked in a transaction of its own, as
the outbox does; *plain* is sqlite3 (asyncpg) alone with the same statements in the same transactions on a database with
the same rows. *idle*: wake-ups over 1,000,000 rows, of which half are done and half are not due yet, with what else a
wake-up looks at: 1,000 series, 20,000 sessions to come with 100,000 answers (in 2,000 of
them somebody waits for a place), 1,000 members who take coffee and 1,000 who have left; *plain* are the
outbox's own two statements alone.
"""

import asyncio
import json
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import sqlalchemy as sa

from bench._rows import COMMUNITY, at, fill, fill_served, planned_world
from bot.clock import SystemClock
from bot.outbox import Outbox
from bot.traffic import Traffic
from soak.databases import empty_database
from storage import Database, coffee, outbox, sessions
from storage.outbox import LEASE

DUE, TAKEN, TOGETHER, IDLE, TICKS = 100_000, 1_000, 20, 1_000_000, 20
_FREE = "status = 'pending' AND due_at <= {0} AND (claimed_until IS NULL OR claimed_until <= {0})"
_CLAIM = f"SELECT id FROM outbox WHERE {_FREE} ORDER BY due_at, id LIMIT {TOGETHER}"  # noqa: S608 - ours
_TAKE = "UPDATE outbox SET claimed_until = {1}, claimed_by = 'plain', attempts = attempts + 1, first_tried_at = {0}"
_READ = "SELECT id, community_id, kind, dedupe_key, payload, due_at, expires_at, attempts, first_tried_at FROM outbox"
_MARK = "UPDATE outbox SET status = 'sent', finished_at = {1}, message_id = {2}, claimed_until = NULL WHERE id = {0}"
_NEXT = "SELECT due_at FROM outbox WHERE status = 'pending' ORDER BY due_at LIMIT 1"


async def figures() -> dict[str, Any]:
    """Give the milliseconds of each, ours and the limit's, and the ratio of the two."""
    told: dict[str, Any] = {}
    for kind in ("sqlite", "postgres"):
        with tempfile.TemporaryDirectory() as name, empty_database(kind, Path(name)) as address:
            told[f"claims_{kind}"] = await _claims(address, Path(name))
    with tempfile.TemporaryDirectory() as name:
        told["idle_sqlite"] = await _idle(Path(name))
    return {"due": DUE, "taken": TAKEN, "rows": IDLE, **told}


async def _claims(address: str, folder: Path) -> dict[str, Any]:
    database = await Database.open(address)
    try:
        if database.is_postgres:
            plain = address.replace("+asyncpg", "")
            await fill_served(plain, database, DUE)
            limit = await _plain_served(plain)
        else:
            await fill(folder / "guildhall.db", database, DUE)
            await database.write(None, _settled)
            shutil.copy(folder / "guildhall.db", folder / "plain.db")
            limit = await asyncio.to_thread(_plain, folder / "plain.db")
        return _beside(await _ours(database), limit)
    finally:
        await database.close()


async def _settled(tx: Any) -> None:
    """Begin and end a transaction: the rows are in the file by then."""
    await tx.connection.execute(sa.text("SELECT 1"))


def _beside(ours: float, limit: float) -> dict[str, Any]:
    return {"ms": round(ours * 1000), "plain_ms": round(limit * 1000), "ratio_to_plain": round(ours / limit, 2)}


async def _ours(database: Database) -> float:
    """Claim, read and mark; gives the seconds."""
    began = time.perf_counter()
    for _ in range(TAKEN // TOGETHER):
        now = datetime.now(UTC)
        rows = await database.write(None, partial(outbox.claim, now=now, who="bench", limit=TOGETHER))
        assert len(rows) == TOGETHER, "so many are due"
        for row in rows:
            await outbox.finish(database, row, "sent", datetime.now(UTC), row.id)
    return time.perf_counter() - began


def _plain(file: Path) -> float:
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "secure_delete = ON", "foreign_keys = ON"):
            raw.execute(f"PRAGMA {pragma}")
        began = time.perf_counter()
        for _ in range(TAKEN // TOGETHER):
            now = datetime.now(UTC)
            raw.execute("BEGIN IMMEDIATE")
            ids = [row[0] for row in raw.execute(_CLAIM.format("?1"), (at(now),))]
            these = f" WHERE id IN ({', '.join(map(str, ids))})"
            raw.execute(_TAKE.format("?1", "?2") + these, (at(now), at(now + LEASE)))
            raw.execute("COMMIT")
            rows = raw.execute(_READ + these + " ORDER BY due_at, id").fetchall()
            for row in rows:
                raw.execute("BEGIN IMMEDIATE")
                raw.execute(_MARK.format("?1", "?2", "?3"), (row[0], at(datetime.now(UTC)), row[0]))
                raw.execute("COMMIT")
        return time.perf_counter() - began


async def _plain_served(address: str) -> float:
    raw = await asyncpg.connect(address)
    try:
        began = time.perf_counter()
        for _ in range(TAKEN // TOGETHER):
            now = datetime.now(UTC)
            async with raw.transaction(isolation="serializable"):
                claim = _CLAIM.format("$1") + " FOR UPDATE SKIP LOCKED"
                ids = [row["id"] for row in await raw.fetch(claim, now)]
                await raw.execute(_TAKE.format("$1", "$2") + " WHERE id = ANY($3)", now, now + LEASE, ids)
            for row in await raw.fetch(_READ + " WHERE id = ANY($1) ORDER BY due_at, id", ids):
                async with raw.transaction(isolation="serializable"):
                    await raw.execute(_MARK.format("$1", "$2", "$3"), row["id"], datetime.now(UTC), row["id"])
        return time.perf_counter() - began
    finally:
        await raw.close()


async def _idle(folder: Path) -> dict[str, Any]:
    clock = SystemClock()
    database = await Database.open(f"sqlite+aiosqlite:///{folder / 'guildhall.db'}", now=clock.now)
    try:
        soon = datetime.now(UTC) + timedelta(days=1)
        await fill(folder / "guildhall.db", database, IDLE, due=soon, done=IDLE // 2)
        await planned_world(folder / "guildhall.db")
        ours = Outbox(database, clock, Traffic())
        makers = _makers(database, clock)
        for maker in makers.values():
            ours.each_wake(maker)
        whole = await _times(ours.wake)
        each = {name: round(median(await _times(maker)) * 1000, 1) for name, maker in makers.items()}
        limit = median(await asyncio.to_thread(_plain_idle, folder / "guildhall.db"))
        return {
            "ms_median": round(median(whole) * 1000, 1),
            "ms_most": round(max(whole) * 1000, 1),
            "outbox_ms": round(median(await _times(Outbox(database, clock, Traffic()).wake)) * 1000, 1),
            "makers_ms": each,
            "plain_ms": round(limit * 1000, 2),
        }
    finally:
        await database.close()


def _makers(database: Database, clock: SystemClock) -> dict[str, Any]:
    """Give what a wake-up looks at for sessions and coffee, where there is nothing to make."""

    async def series() -> None:
        async with database.read() as tx:
            assert not await sessions.to_look_at(tx, clock.now()), "nothing is to be made"

    async def rounds() -> None:
        async with database.read() as tx:
            assert [one.community_id for one in await coffee.present(tx)] == [COMMUNITY]

    async def places() -> None:
        async with database.read() as tx:
            assert not await sessions.unable(tx, clock.now()), "nobody has gone"
            assert not await sessions.roles_left(tx, clock.now()), "nor left a role"

    async def reminders() -> None:
        async with database.read() as tx:
            assert not await sessions.timed_otherwise(tx, clock.now()), "no setting was changed"

    async def events() -> None:
        async with database.read() as tx:
            assert not await sessions.mirrored(tx, clock.now()), "Discord has no event of them"

    async def sketches() -> None:
        before = clock.now() - timedelta(days=1)
        await database.write(None, partial(sessions.drop_sketches, before=before))
        await database.write(None, partial(sessions.drop_poll_sketches, before=before))

    others = {"reminders": reminders, "events": events, "sketches": sketches}
    return {"series": series, "coffee": rounds, "places": places, **others}


async def _times(act: Any) -> list[float]:
    taken: list[float] = []
    for _ in range(TICKS):
        began = time.perf_counter()
        await act()
        taken.append(time.perf_counter() - began)
    return taken


def _plain_idle(file: Path) -> Iterable[float]:
    taken: list[float] = []
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        for _ in range(TICKS):
            began = time.perf_counter()
            raw.execute(_CLAIM.format("?1"), (at(datetime.now(UTC)),)).fetchall()
            raw.execute(_NEXT).fetchall()
            taken.append(time.perf_counter() - began)
    return taken


if __name__ == "__main__":
    print(json.dumps(asyncio.run(figures()), indent=2))  # noqa: T201 - the document is what it is for
