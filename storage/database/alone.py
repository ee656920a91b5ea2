"""One statement that is a transaction by itself: it needs no trips to the database to begin one and to commit it."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import aiosqlite
import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.util import greenlet_spawn

from storage.database.attempts import Trying

Values = Mapping[str, Any]
Bind = Callable[[Values], tuple[str, list[Any]]]


class Alone:
    """Runs such statements, on the connections of an engine that writes."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._told = engine.sync_engine.execution_options(isolation_level="AUTOCOMMIT")
        self._writer: aiosqlite.Connection | None = None

    async def change(self, statement: sa.Update, values: Values, trying: Trying) -> None:
        """Run one statement; on SQLite, while nobody else writes."""
        if self._is_sqlite:
            await self._by_the_writer(statement, values, trying)
            return

        def act() -> None:
            with self._told.connect() as connection:
                trying.begun = trying.commits = True
                connection.execute(statement, values)

        # As `AsyncConnection` does it, but once for all of it; and without a task for its end, as nobody cancels this.
        await greenlet_spawn(act)

    async def _by_the_writer(self, statement: sa.Update, values: Values, trying: Trying) -> None:
        """Ask the driver itself, of the one connection that writes: what SQLAlchemy does around it takes longer."""
        if self._writer is None:
            async with self._engine.connect() as connection:
                self._writer = (await connection.get_raw_connection()).driver_connection
        assert self._writer is not None, "it is open"
        sql, given = _bound(statement, self._engine.dialect)(values)
        trying.begun = trying.commits = True
        try:
            await self._writer.execute_fetchall(sql, given)
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise DBAPIError(sql, None, error, hide_parameters=True) from error
        except ValueError:  # it was closed: the engine opens another
            self._writer = None
            raise


@lru_cache(maxsize=32)
def _bound(statement: sa.Update, dialect: Dialect) -> Bind:
    """Give what makes of values what the driver takes for a statement."""
    compiled: Any = statement.compile(dialect=dialect)
    sql, names, written = str(compiled), compiled.positiontup, compiled._bind_processors  # noqa: SLF001 - nothing public gives them

    def bind(values: Values) -> tuple[str, list[Any]]:
        given = compiled.construct_params(values)
        return sql, [written[name](given[name]) if name in written else given[name] for name in names]

    return bind
