"""One statement that is a transaction by itself: it needs no trips to the database to begin one and to commit it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

from storage.database.attempts import Trying
from storage.engines import ALONE


def for_one(engine: AsyncEngine) -> sa.Engine:
    """Give the same engine, on the same connections, for transactions of one statement each."""
    # SQLite does so wherever nothing was begun; PostgreSQL's driver has to be told.
    told = {} if engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
    return engine.sync_engine.execution_options(**{ALONE: True}, **told)


async def change(engine: sa.Engine, statement: sa.Update, values: Mapping[str, Any], trying: Trying) -> None:
    """Run one statement, on an engine that is for such."""

    def act() -> None:
        with engine.connect() as connection:
            trying.begun = trying.commits = True
            connection.execute(statement, values)

    # As `AsyncConnection` does it, but once for all of it; and without a task for its end, as nobody cancels this.
    await greenlet_spawn(act)
