"""The sandbox's own file: every record as one JSON row, written behind the changes."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sandbox.state import KINDS, Record, State

FLUSHED_EVERY: Final = 0.5
"""Seconds between two writings, and so the most that a crash of the sandbox loses."""

Row = tuple[str, str, str | None]


class StoreError(Exception):
    """A state file that can not be used; the sentence names it and what is wrong with it."""


class Store:
    """Keeps a state in a SQLite file; with no path it keeps nothing."""

    def __init__(self, state: State, path: Path | None) -> None:
        self.state = state
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = asyncio.Event()
        self._writing = asyncio.Lock()

    def open(self, *, fresh: bool = False) -> None:
        """Open the file, made if it is not there, and read it into the state; `fresh` empties it first.

        Raises StoreError for a file that is no state, or one of another version.
        """
        if self.path is None:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            self._read(self._connection, fresh=fresh)
        except (OSError, sqlite3.Error) as error:
            self.abandon()
            raise StoreError(f"{self.path} can not hold the state: {error}.") from error
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self.abandon()
            raise StoreError(f"{self.path} was written by another version; begin anew with --fresh.") from error

    def _read(self, connection: sqlite3.Connection, *, fresh: bool) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS record "
            "(kind TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )
        if fresh:
            connection.execute("DELETE FROM record")
        for kind in KINDS:
            for (body,) in connection.execute("SELECT body FROM record WHERE kind = ?", (kind.kind,)):
                self.state.index(kind.load(body))

    def abandon(self) -> None:
        """Close the file and write nothing, as what is in memory is not worth keeping."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def start(self) -> None:
        """Begin writing behind."""
        if self._connection is not None:
            self._task = asyncio.create_task(self._keep_writing())

    async def _keep_writing(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FLUSHED_EVERY):
                    await self._stopping.wait()
            await self.flush()

    async def flush(self) -> None:
        """Write what changed."""
        async with self._writing:
            if self._connection is None or not self.state.dirty:
                return
            changed, self.state.dirty = self.state.dirty, {}
            rows = [_row(kind, key, record) for (kind, key), record in changed.items()]
            await asyncio.to_thread(_write, self._connection, rows)

    async def close(self) -> None:
        """Write what is left and close the file."""
        # Cancelling the task would leave a writing under way in its thread, on a connection that is then closed.
        self._stopping.set()
        if self._task is not None:
            await self._task
        await self.flush()
        self.abandon()


def _row(kind: str, key: str, record: Record | None) -> Row:
    return kind, key, None if record is None else record.dump()


def _write(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    gone: list[tuple[str, str]] = []
    kept: list[Row] = []
    for kind, key, body in rows:
        if body is None:
            gone.append((kind, key))
        else:
            kept.append((kind, key, body))
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("DELETE FROM record WHERE kind = ? AND key = ?", gone)
    connection.executemany("REPLACE INTO record VALUES (?, ?, ?)", kept)
    connection.execute("COMMIT")
