"""SQLite's driver, with one trip to the connection's thread for each statement.

aiosqlite makes a trip for each thing that is done to a cursor: it is opened, executes, gives its rows, is closed. Each
trip costs more than most of our statements do.
"""
# ruff: noqa: SLF001 - it stands between SQLAlchemy and aiosqlite, and is made of what they have for each other

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is left of a driver's cursor once its statement is done."""

    description: Any = None
    rows: Sequence[Any] = ()
    rowcount: int = -1
    lastrowid: int | None = None


def _told(connection: Any, execute: Callable[[Any], object]) -> _Told:
    """Do, in the connection's thread, all that a statement needs."""
    cursor = connection.cursor()
    try:
        execute(cursor)
        rows = cursor.fetchall() if cursor.description else ()
        return _Told(cursor.description, rows, cursor.rowcount, cursor.lastrowid)
    finally:
        cursor.close()


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that is open for its statement alone."""

    __slots__ = ()

    _cursor: Any

    def _make_new_cursor(self, connection: Any) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        return _Told()

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    async def _execute_async(self, operation: Any, parameters: Any) -> None:
        sent = (operation,) if parameters is None else (operation, parameters)
        await self._go(lambda cursor: cursor.execute(*sent))

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> None:
        await self._go(lambda cursor: cursor.executemany(operation, seq_of_parameters))

    async def _go(self, execute: Callable[[Any], object]) -> None:
        there: Any = self._connection
        async with self._adapt_connection._execute_mutex:
            self._cursor = await there._execute(_told, there._conn, execute)
        self._rows = deque(self._cursor.rows)

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        """Let go of the rows."""
        self._rows.clear()


class _Connection(AsyncAdapt_aiosqlite_connection):
    """A connection whose ends of transactions cost nothing where none was begun."""

    __slots__ = ()

    _cursor_cls = _Cursor

    def commit(self) -> None:
        """Commit, if there is anything."""
        if self._is_in_transaction:
            super().commit()

    def rollback(self) -> None:
        """Undo, if there is anything."""
        if self._is_in_transaction:
            super().rollback()

    @property
    def _is_in_transaction(self) -> bool:
        there: Any = self._connection
        return there._connection is not None and there.in_transaction


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """aiosqlite as SQLAlchemy takes it; rows that are streamed go by its own cursor."""

    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        """Open a connection, in a thread of its own."""
        return _Connection(self, super().connect(*arg, **kw)._connection)
