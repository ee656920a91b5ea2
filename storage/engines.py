"""How connections are made, on each database. What a statement was given (members' words) stays out of its errors."""

import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.cipher import engine_options, without_key
from storage.dialects import COMPILED, alike
from storage.hold import share

READERS = 8
_BUSY_MS = 5_000
"""How long one waits for another process's lock: a member is told after that, and ingest tries again and again."""

_ASK_AFTER = 1.0
"""Seconds that a connection to PostgreSQL is idle until it is asked, before it is used, whether it still stands: asking
is three trips to the server, as many as a short transaction is."""

_CONNECT_WITHIN = 5
"""Seconds that a PostgreSQL server may take to let one in."""


def writer_engine(url: URL, idle: float | None = None) -> AsyncEngine:
    """Make the engine that writes: one connection on SQLite, a small pool on PostgreSQL.

    `idle`: seconds after which PostgreSQL takes back a transaction in which nothing is done.
    """
    if url.drivername.startswith("postgresql"):
        settings = {"default_transaction_isolation": "serializable"}
        if idle is not None:
            settings["idle_in_transaction_session_timeout"] = str(round(idle * 1000))
        engine = _engine(
            url,
            pool_size=READERS,
            isolation_level="SERIALIZABLE",
            connect_args={"timeout": _CONNECT_WITHIN, "server_settings": settings},
        )
        _serve(engine)
        return engine
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(url, pool_size=1, max_overflow=0, **engine_options(url))
    _prepare(engine, "BEGIN IMMEDIATE", read_only=False)
    return engine


def reader_engine(url: URL) -> AsyncEngine:
    """Make the engine that reads: each transaction is a snapshot and can't write."""
    if url.drivername.startswith("postgresql"):
        engine = _engine(
            url,
            pool_size=READERS,
            isolation_level="REPEATABLE READ",
            # Compiling a short query takes longer than running it.
            connect_args={
                "timeout": _CONNECT_WITHIN,
                "server_settings": {"default_transaction_read_only": "on", "jit": "off"},
            },
        )
        _serve(engine)
        return engine
    engine = _engine(url, pool_size=READERS, max_overflow=0, **engine_options(url))
    _prepare(engine, "BEGIN", read_only=True)
    return engine


def _engine(url: URL, **options: Any) -> AsyncEngine:
    return create_async_engine(
        alike(without_key(url)), execution_options={"compiled_cache": COMPILED}, hide_parameters=True, **options
    )


def _serve(engine: AsyncEngine) -> None:
    """Share a server's connections fairly, and give out none that was cut while nobody used it."""
    dialect = engine.dialect

    def note(_connection: Any, record: Any) -> None:
        record.info["used"] = time.monotonic()

    def on_checkout(connection: Any, record: Any, _used: Any) -> None:
        if time.monotonic() - record.info["used"] < _ASK_AFTER:
            return
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            if dialect.is_disconnect(error, connection, None):
                raise InvalidatePoolError from error  # the others do not stand either, and new ones are made
            raise

    sa.event.listen(engine.sync_engine, "connect", share)
    sa.event.listen(engine.sync_engine, "connect", note)
    sa.event.listen(engine.sync_engine, "checkin", note)
    sa.event.listen(engine.sync_engine, "checkout", on_checkout)


def _prepare(engine: AsyncEngine, begin: str, *, read_only: bool) -> None:
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("PRAGMA cache_size = -65536")
        if read_only:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    def on_begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    sa.event.listen(engine.sync_engine, "connect", on_connect)
    sa.event.listen(engine.sync_engine, "begin", on_begin)
