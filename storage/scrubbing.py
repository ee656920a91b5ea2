"""Leaving nothing of what was erased in the database's own files: the write-ahead log, old pages, dead rows."""

import asyncio
import logging
import os
from collections.abc import Sequence

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

log = logging.getLogger(__name__)

_TRIES, _TRIES_OF_OLDER = 40, 100
_PAUSE = 0.25
"""Seconds between two tries: readers hold the log for as long as they read, and other transactions may take longer."""
_LOCK_WITHIN = "10s"


async def compact(engine: AsyncEngine) -> bool:
    """Write SQLite's whole file anew: where a page was rearranged, copies of moved rows lie in its gaps (seen).

    Readers go on meanwhile. What it puts aside while it works stays in the database's own folder. False where
    that can't be done now: another process writes, or the disk is full.
    """
    async with engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert isinstance(raw, aiosqlite.Connection)
        os.environ["SQLITE_TMPDIR"] = os.path.dirname(engine.url.database or "") or "."  # noqa: PTH120 - no I/O in it
        try:
            await raw.execute("VACUUM")
        except engine.dialect.loaded_dbapi.Error as error:
            log.warning("the database's file can't be written anew yet", extra={"why": str(error)})
            return False
    return True


async def checkpoint(engine: AsyncEngine) -> bool:
    """Write SQLite's log into its file and cut the log to nothing; False while a reader still needs what is in it."""
    async with engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert isinstance(raw, aiosqlite.Connection)
        timeout = next(iter(await raw.execute_fetchall("PRAGMA busy_timeout")))[0]
        await raw.execute("PRAGMA busy_timeout = 100")
        try:
            busy = next(iter(await raw.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")))[0]
        finally:
            await raw.execute(f"PRAGMA busy_timeout = {timeout}")
    return not busy


async def pause(tried: int, tries: int = _TRIES) -> bool:
    """Wait a moment before the next try; False after the last."""
    await asyncio.sleep(_PAUSE)
    return tried < tries


async def rewrite(engine: AsyncEngine, tables: Sequence[str]) -> bool:
    """Have PostgreSQL write these tables and their indexes anew, without dead rows; False where they are in use.

    What its own log (pg_wal) still holds is let go of as far as this user may ask for it; see docs/privacy.md.
    """
    async with engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(sa.text(f"SET lock_timeout = '{_LOCK_WITHIN}'"))
        try:
            if not await _older_have_ended(connection):
                log.warning("a table could not be rewritten yet", extra={"why": "an older transaction is under way"})
                return False
            for table in tables:
                await connection.execute(sa.text(f'VACUUM (FULL, ANALYZE) "{table}"'))
            await connection.execute(sa.text("VACUUM (FULL) pg_statistic"))
        except DBAPIError as error:
            log.warning("a table could not be rewritten yet", extra={"why": type(error.orig).__name__})
            return False
        finally:
            await connection.execute(sa.text("RESET lock_timeout"))
        for ask in ("SELECT pg_switch_wal()", "CHECKPOINT"):
            try:
                await connection.execute(sa.text(ask))
            except DBAPIError:
                log.info("PostgreSQL lets only its administrator do this", extra={"statement": ask})
    return True


_UNDER_WAY = sa.text(
    "SELECT virtualtransaction FROM pg_locks JOIN pg_stat_activity USING (pid)"
    " WHERE granted AND pid <> pg_backend_pid() AND (locktype = 'transactionid' OR locktype = 'virtualxid'"
    " AND datid = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)
"""Each transaction of this database that is under way, and each that writes in another database of the same server: a
rewriting can't let go of what is younger than the oldest of those. Anybody may read these columns."""


async def _older_have_ended(connection: AsyncConnection) -> bool:
    """Wait until what was under way has ended: a row that an older transaction can still see is kept by a rewriting.

    PostgreSQL's own ANALYZE is such a transaction too, and begins when it likes.
    """
    older = set((await connection.execute(_UNDER_WAY)).scalars())
    tried = 0
    while older:
        older &= set((await connection.execute(_UNDER_WAY)).scalars())
        tried += 1
        if older and not await pause(tried, _TRIES_OF_OLDER):
            return False
    return True
