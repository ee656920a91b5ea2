"""Rows of every table from PostgreSQL into a SQLite file, and back, by the tables' own types."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.cipher import connect, driver
from storage.engines import reader_engine
from storage.migrations import upgrade
from storage.search import tables as search
from storage.tables import metadata

_AT_ONCE, _FILES_AT_ONCE = 1000, 8
"""Rows in one go, and of tables that hold files; between two goes whatever else waits has its turn."""

Rows = Sequence[dict[str, Any]]

INDEX = (search.places, search.units, search.texts)
"""The search index's own tables: what full text is kept in beside them is made again from them."""


def every_table() -> list[sa.TableClause]:
    """List the tables that a backup holds, each after those it refers to."""
    return [*metadata.sorted_tables, *INDEX]


def at_once(table: sa.TableClause) -> int:
    """Say how many of a table's rows may be held in memory."""
    with_files = any(isinstance(column.type, sa.LargeBinary) for column in table.columns)
    return _FILES_AT_ONCE if with_files else _AT_ONCE


@contextmanager
def opened(file: Path, key: str | None) -> Iterator[sa.Connection]:
    """Open a SQLite file for work in a thread; what is done is committed at the end."""
    engine = sa.create_engine(
        "sqlite://", creator=lambda: connect(file, key), module=driver(key), poolclass=sa.pool.StaticPool
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA synchronous = OFF")  # it is synced once, when it is whole
            connection.exec_driver_sql("BEGIN")
            yield connection
            connection.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()


async def stream(url: URL, file: Path, key: str | None) -> None:
    """Write every row that PostgreSQL holds at one moment into a new SQLite file of the newest schema."""
    await asyncio.to_thread(_begin, file, key)
    engine = reader_engine(url)
    try:
        async with engine.connect() as connection, connection.begin():
            for table in every_table():
                async for rows in read_rows(connection, table):
                    await asyncio.to_thread(_add, file, key, table, rows)
    finally:
        await engine.dispose()
    await asyncio.to_thread(rebuild_words, file, key)


async def read_rows(connection: AsyncConnection, table: sa.TableClause) -> AsyncIterator[Rows]:
    """Give a table's rows by and by, as they were when the transaction began."""
    result = await connection.stream(sa.select(*table.columns), execution_options={"max_row_buffer": at_once(table)})
    async for rows in result.mappings().partitions(at_once(table)):
        yield [dict(row) for row in rows]


def _begin(file: Path, key: str | None) -> None:
    with opened(file, key) as connection:
        upgrade(connection)


def _add(file: Path, key: str | None, table: sa.TableClause, rows: Rows) -> None:
    with opened(file, key) as connection:
        connection.execute(sa.insert(table), rows)


def rebuild_words(file: Path, key: str | None) -> None:
    """Make SQLite's full text again from the index's own tables."""
    with opened(file, key) as connection:
        connection.exec_driver_sql("INSERT INTO search_words (search_words) VALUES ('rebuild')")
        connection.exec_driver_sql("INSERT INTO search_words (search_words) VALUES ('optimize')")
