"""What a file must be to count as a backup: whole, readable, and of a schema that we know."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from community.errors import Refusal
from storage.cipher import connect, driver, is_plain
from storage.schema import revisions

DETAILS = "guildhall_backup"
"""The table that makes a database file a backup: when it was made, and how many rows each table then had."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that was found whole."""

    made_at: datetime
    revision: str
    rows: Mapping[str, int]


def describe(file: Path, key: str | None, made_at: datetime) -> dict[str, int]:
    """Write into a copy of the database what makes it a backup; gives how many rows each table has."""
    with closing(connect(file, key)) as connection:
        rows = count_rows(connection)
        connection.execute("BEGIN")
        connection.execute(f"DROP TABLE IF EXISTS {DETAILS}")
        connection.execute(f"CREATE TABLE {DETAILS} (name TEXT PRIMARY KEY, rows INTEGER, made_at TEXT)")
        connection.execute("INSERT INTO guildhall_backup VALUES ('', NULL, ?)", [made_at.isoformat()])
        connection.executemany("INSERT INTO guildhall_backup VALUES (?, ?, NULL)", rows.items())
        connection.execute("COMMIT")
    return rows


def check(file: Path, key: str | None) -> Checked:
    """Read a whole backup and compare it with what it says of itself; raises `Refusal` with one sentence.

    Slow for a large one: call it in a thread.
    """
    if not file.is_file():
        raise Refusal("There is no such backup file.")
    plain = is_plain(file)
    if not plain and key is None:
        raise Refusal("The backup is encrypted, or is no backup: set database.key_file if it is encrypted.")
    used = None if plain else key
    try:
        with closing(connect(file, used)) as connection:
            return _read(connection)
    except driver(used).Error as error:
        if "not a database" in str(error):
            raise Refusal(
                "The file is no backup, or database.key_file names another key than it was made with."
            ) from None
        raise Refusal(f"The backup is damaged: {error}.") from None


def _read(connection: sqlite3.Connection) -> Checked:
    tables = _names(connection)
    if DETAILS not in tables or "alembic_version" not in tables:
        raise Refusal("The file is a database, but no backup that Guildhall made.")
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(3)")]
    if found != ["ok"]:
        raise Refusal(f"The backup is damaged: {found[0]}.")
    if connection.execute("PRAGMA foreign_key_check").fetchone():
        raise Refusal("The backup is damaged: a row names another that is not in it.")
    told = dict(connection.execute("SELECT name, rows FROM guildhall_backup WHERE name <> ''"))
    (made_at,) = connection.execute("SELECT made_at FROM guildhall_backup WHERE name = ''").fetchone()
    if told != count_rows(connection):
        raise Refusal("The backup is damaged: rows are missing that were there when it was made.")
    (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if revision not in revisions():
        raise Refusal(f"The backup was made by a newer Guildhall (schema {revision}): restore it with that one.")
    return Checked(datetime.fromisoformat(made_at), revision, told)


def count_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Count the rows of every table of ours."""
    connection.execute("BEGIN")
    names = sorted(name for name in _names(connection) if _is_ours(name))
    counts = {name: f'SELECT count(*) FROM "{name}"' for name in names}  # noqa: S608 - names out of the schema
    rows = {name: int(connection.execute(count).fetchone()[0]) for name, count in counts.items()}
    connection.execute("COMMIT")
    return rows


def _names(connection: sqlite3.Connection) -> set[str]:
    rows: Any = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in rows}


def _is_ours(name: str) -> bool:
    """Say whether a table holds rows of ours, rather than what an index or SQLite keeps for itself."""
    return not name.startswith(("sqlite_", "search_words", "alembic_")) and name != DETAILS
