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


class Store:
    """Keeps a state in a SQLite file; with no path it keeps nothing."""

    def __init__(self, state: State, path: Path | None) -> None:
        self.state = state
        self.path = path
        self._connection: sqlite3.Connection | None = None
        self._task: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    def open(self, *, fresh: bool = False) -> None:
        """Open the file, made if it is not there, and read it into the state; `fresh` empties it first."""
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS record "
            "(kind TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )
        if fresh:
            self._connection.execute("DELETE FROM record")
        for kind in KINDS:
            rows = self._connection.execute("SELECT body FROM record WHERE kind = ?", (kind.kind,))
            for (body,) in rows:
                self.state.index(kind.load(body))

    def start(self) -> None:
        """Begin writing behind."""
        if self._connection is not None:
            self._task = asyncio.create_task(self._keep_writing())

    async def _keep_writing(self) -> None:
        while True:
            await asyncio.sleep(FLUSHED_EVERY)
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
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.flush()
        if self._connection is not None:
            self._connection.close()
            self._connection = None


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
