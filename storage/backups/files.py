"""Exchanging one SQLite file for another, so that a crash leaves either."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from community.errors import Refusal
from storage.backups.after import LINES, NUMBERED, Before
from storage.backups.streaming import opened
from storage.book import Line
from storage.cipher import connect, driver, is_plain
from storage.hold import LOGS, beside, clear_left, replaced


@contextmanager
def only_now(folder: Path) -> Iterator[Path]:
    """Give an empty folder for its owner alone; it is gone afterwards, as is what an earlier one left."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def look_at(target: Path, key: str | None) -> Before:
    """Learn what must be known of the database that is to be replaced; it may be damaged, or not there."""
    if not target.is_file() or not target.stat().st_size:
        return Before()
    used = None if is_plain(target) else key
    try:
        with closing(connect(target, used)) as connection:
            there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            ids = {table.name: _highest(connection, table.name, there) for table in NUMBERED}
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except driver(used).Error:
        return Before()
    return Before(ids, _lines(target, used), is_known=True)


def _lines(target: Path, key: str | None) -> list[Line]:
    try:
        with opened(target, key) as source:
            return [Line(*row) for row in source.execute(LINES)]
    except SQLAlchemyError:
        return []  # it is older than the ledger


def _highest(connection: sqlite3.Connection, table: str, there: set[str]) -> int:
    """Give the highest id that a table gave; `there` are the tables there are: it may be of an older release."""
    highest, row = 0, None
    if table in there:
        given = f"SELECT coalesce(max(id), 0) FROM {table}"  # noqa: S608 - a table of ours
        (highest,) = connection.execute(given).fetchone()
    if "id_floors" in there:
        row = connection.execute("SELECT floor FROM id_floors WHERE name = ?", [table]).fetchone()
    return max(int(highest), row[0] if row else 0)


def exchange(target: Path, ready: Path, key: str | None) -> None:
    """Put a prepared file in the database's place; what was there is kept aside until the new one is known to open."""
    aside = replaced(target)
    _sync(ready)
    if target.exists():
        os.link(target, aside)
        # Its log is empty and gone, unless it could not be read at all; a new file must not meet an old log.
        for end in LOGS:
            with suppress(FileNotFoundError):
                beside(target, end).replace(beside(aside, end))
    ready.replace(target)
    _sync(target.parent)
    try:
        verify(target, key)
    except Exception:
        if aside.exists():
            aside.replace(target)
        raise
    clear_left(target)


def verify(file: Path, key: str | None) -> None:
    """Refuse a database that SQLite does not find whole."""
    with closing(connect(file, key)) as connection:
        found = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if found != ("ok",) or connection.execute("PRAGMA foreign_key_check").fetchone():
            raise Refusal("The restored database is not whole. Nothing was changed.")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
