"""SQLite files that are encrypted, by SQLCipher, with a key that a file beside the configuration holds.

The address names the key's file (`?key_file=...`), so that whoever is given an address can open what it names.
"""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import aiosqlite
from sqlalchemy.engine import URL

from community.errors import Misconfigured
from storage.hold import file_of
from storage.trips import Driver

KEY_FILE = "key_file"
PLAIN = b"SQLite format 3\0"
"""What a SQLite file that is not encrypted begins with."""

_KEY = re.compile(r"[0-9a-fA-F]{64}")
_NOT_INSTALLED = (
    "database.key_file needs SQLCipher, which is not installed: pip install 'guildhall[encrypted]', or leave it out."
)
_NOT_ENCRYPTED = (
    "The database file is not encrypted, but database.key_file is set: docs/encryption.md says how to encrypt it."
)
_ENCRYPTED = "The database file is encrypted, or is no database: set database.key_file if it is encrypted."
_OTHER_KEY = "The file that database.key_file names does not hold the key that this database was encrypted with."


def key_of(url: URL) -> str | None:
    """Give the key that an address names, as 64 hexadecimal digits; None if it names none.

    Raises `Misconfigured`, never with anything of what the file holds.
    """
    name = url.query.get(KEY_FILE)
    if not isinstance(name, str) or not name:
        return None
    try:
        key = Path(name).read_text("ascii").strip()
    except OSError as error:
        raise Misconfigured(f"The file that database.key_file names can't be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        key = ""
    if not _KEY.fullmatch(key):
        raise Misconfigured(
            "The file that database.key_file names must hold 64 hexadecimal digits and nothing else; "
            "`openssl rand -hex 32` makes some."
        )
    return key


def without_key(url: URL) -> URL:
    """Give the address as the driver takes it."""
    return url.difference_update_query([KEY_FILE])


def check_file(url: URL) -> None:
    """Refuse an address whose file is encrypted and that names no key or another, and the other way round."""
    file = file_of(url)
    if file is None or not file.is_file() or not file.stat().st_size:
        return
    key = key_of(url)
    if is_plain(file) != (key is None):
        raise Misconfigured(_NOT_ENCRYPTED if is_plain(file) else _ENCRYPTED)
    if key is not None:
        with closing(connect(file, key)) as connection:
            try:
                connection.execute("SELECT count(*) FROM sqlite_master")
            except driver(key).DatabaseError as error:
                if "not a database" in str(error):
                    raise Misconfigured(_OTHER_KEY) from None


def is_plain(file: Path) -> bool:
    """Say whether a file is a SQLite database that is not encrypted."""
    with file.open("rb") as opened:
        return opened.read(len(PLAIN)) == PLAIN


def connect(file: Path, key: str | None) -> sqlite3.Connection:
    """Open a SQLite file by itself, without transactions of the driver's own; for work in a thread."""
    module = driver(key)
    connection: sqlite3.Connection = module.connect(str(file), isolation_level=None, check_same_thread=False)
    if key is not None:
        unlock(connection, key)
    connection.execute("PRAGMA busy_timeout = 30000")
    return connection


def unlock(connection: Any, key: str) -> None:
    """Tell a new connection its key; whether it is the right one shows when something is read."""
    connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is an error already
    connection.execute(f"PRAGMA key = \"x'{key}'\"")


def driver(key: str | None) -> Any:
    """Give the module that opens files with, or without, a key; raises `Misconfigured` if it is not installed."""
    if key is None:
        return sqlite3
    try:
        return import_module("sqlcipher3.dbapi2")
    except ImportError:
        raise Misconfigured(_NOT_INSTALLED) from None


def engine_options(url: URL) -> dict[str, Any]:
    """Give what an engine on a file, encrypted or not, needs beside its address."""
    key = key_of(url)
    if key is None:
        return {"module": Driver(aiosqlite, sqlite3)}
    module = driver(key)
    return {"module": Driver(_Encrypted(module, key), module)}  # type: ignore[arg-type]  # stands in for the module aiosqlite


@dataclass(frozen=True, slots=True)
class _Encrypted:
    """aiosqlite, as SQLAlchemy asks it, with another driver below it; the key goes no further than here."""

    sqlite: ModuleType
    key: str

    Connection = aiosqlite.Connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sqlite, name)

    def __repr__(self) -> str:
        return "an encrypted driver"

    def connect(self, database: str, **options: Any) -> aiosqlite.Connection:
        """Open a file in a thread of its own; its key is the first thing it is told."""

        def begin() -> Any:
            connection = self.sqlite.connect(database, **options)
            unlock(connection, self.key)
            return connection

        return aiosqlite.Connection(begin, iter_chunk_size=64)
