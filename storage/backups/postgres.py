"""Exchanging what a PostgreSQL database holds, in one transaction."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from community.errors import Misconfigured
from storage.backups.after import LINES, NUMBERED, Before
from storage.backups.streaming import at_once, every_table, opened
from storage.book import Line
from storage.cipher import without_key
from storage.hold import IN_USE, LOCK_NUMBER
from storage.migrations import upgrade
from storage.search import tables as search
from storage.search.texts import put_again
from storage.tables.backups import id_floors


@asynccontextmanager
async def alone(url: URL) -> AsyncIterator[AsyncConnection]:
    """Be the only one to have the database, of the newest schema; raises `Misconfigured` if it is open anywhere."""
    engine = create_async_engine(without_key(url), hide_parameters=True, poolclass=sa.pool.NullPool)
    try:
        async with engine.connect() as connection:
            lock = sa.text(f"SELECT pg_try_advisory_lock({LOCK_NUMBER})")
            if not (await connection.execute(lock)).scalar_one():
                raise Misconfigured(IN_USE)
            await connection.commit()
            await connection.run_sync(upgrade)
            await connection.commit()
            yield connection
    finally:
        await engine.dispose()


async def look_at(connection: AsyncConnection) -> Before:
    """Learn what must be known of the rows that are to be replaced."""
    ids = {}
    for table in NUMBERED:
        given = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0)).scalar_subquery()
        floor = sa.select(id_floors.c.floor).where(id_floors.c.name == table.name).scalar_subquery()
        query = sa.select(sa.func.greatest(given, sa.func.coalesce(floor, 0)))
        ids[table.name] = int((await connection.execute(query)).scalar_one())
    lines = [Line(*row) for row in await connection.execute(LINES)]
    await connection.rollback()
    return Before(ids, lines, is_known=True)


async def exchange(connection: AsyncConnection, ready: Path, key: str | None) -> None:
    """Put the rows of a prepared SQLite file in the place of those that are there; all of it, or nothing."""
    async with connection.begin():
        await connection.execute(sa.text("SET LOCAL lock_timeout = '10s'"))
        names = ", ".join(table.name for table in every_table())
        await connection.execute(sa.text(f"TRUNCATE {names}"))
        with opened(ready, key) as source:
            for table in every_table():
                for part in source.execute(sa.select(*table.columns)).mappings().partitions(at_once(table)):
                    rows = [dict(row) for row in part]
                    if table is search.texts:
                        await put_again(connection, rows)
                    else:
                        await connection.execute(sa.insert(table), rows)
        await _count_on(connection)


async def _count_on(connection: AsyncConnection) -> None:
    """Let each table's ids go on above those that were given."""
    for table in every_table():
        for column in table.columns:
            sequence = sa.select(sa.func.pg_get_serial_sequence(table.name, column.name))
            if (name := (await connection.execute(sequence)).scalar()) is not None:
                floor = sa.select(id_floors.c.floor).where(id_floors.c.name == table.name).scalar_subquery()
                above = sa.func.greatest(sa.select(sa.func.max(column)).scalar_subquery(), floor)
                await connection.execute(sa.select(sa.func.setval(name, above)).where(above >= 1))
