"""Who has a database: everybody who opens it says so, a restore wants to be alone with it, and one bot runs on a file.

What says so ends with its process, however that ends: a lock of the file system, or of a session on PostgreSQL.
"""

import contextlib
import os
import platform
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from community.errors import Misconfigured

try:
    import fcntl
except ImportError:  # on Windows a file that is open can't be replaced, so a restore fails by itself
    fcntl = None  # type: ignore[assignment]

IN_USE = "The database is in use: stop the bot (and any other guildhall command) first."
_RESTORING = "The database is just being restored: try again when that is done."
_ANOTHER = "Another bot is running on this database file: two would both answer. Stop it first."

LOGS = ("-wal", "-shm")
"""What the names of the files end with that SQLite keeps beside a database in use."""

LOCK_NUMBER = 0x6775696C64
"""The advisory lock on PostgreSQL: each connection shares it, a restore has it alone."""


def file_of(url: URL) -> Path | None:
    """Give the file of a SQLite database; None for one in memory, and for PostgreSQL."""
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


def share(connection: Any, _record: Any) -> None:
    """Say on each connection to PostgreSQL that the database is open; raises `Misconfigured` while it is restored."""
    cursor = connection.cursor()
    cursor.execute(f"SELECT pg_try_advisory_lock_shared({LOCK_NUMBER})")
    (is_shared,) = cursor.fetchone()
    cursor.close()
    connection.commit()
    if not is_shared:
        raise Misconfigured(_RESTORING)


class Hold:
    """A lock on a file, until it is let go of or the process ends."""

    def __init__(self, descriptor: int, *, ours_before: bool = False) -> None:
        self._descriptor = descriptor
        self.ours_before = ours_before
        """Whether this process held it already: a host that gave up one bot without closing it builds another."""

    @classmethod
    def shared(cls, database: Path) -> "Hold":
        """Say that a database is open; raises `Misconfigured` while it is being restored."""
        found = cls._take(beside(database, ".lock"), alone=False)
        if found is None:
            raise Misconfigured(_RESTORING)
        return found

    @classmethod
    def alone(cls, database: Path) -> "Hold":
        """Be the only one to have a database; raises `Misconfigured` if it is open anywhere."""
        found = cls._take(beside(database, ".lock"), alone=True)
        if found is None:
            raise Misconfigured(IN_USE)
        return found

    @classmethod
    def running(cls, database: Path) -> "Hold":
        """Be the bot that runs on a database; raises `Misconfigured` if a bot of another process does."""
        path = beside(database, ".running")
        found = cls._take(path, alone=True)
        if found is not None:
            path.write_bytes(_who())
            return found
        if path.read_bytes() != _who():
            raise Misconfigured(_ANOTHER)
        return cls(os.open(path, os.O_RDWR), ours_before=True)

    @classmethod
    def _take(cls, path: Path, *, alone: bool) -> "Hold | None":
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if fcntl is not None:
            try:
                fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return None
        return cls(descriptor)

    def let_go(self) -> None:
        """Let go of it; again does no harm."""
        descriptor, self._descriptor = self._descriptor, -1
        with contextlib.suppress(OSError):
            os.close(descriptor)


def beside(database: Path, end: str) -> Path:
    """Give the file or folder beside a database whose name ends so."""
    return database.with_name(f"{database.name}{end}")


def restoring(database: Path) -> Path:
    """Give the folder in which a restore is prepared: beside a SQLite file, or beside the ledger's book.

    Never among what is passing on this machine: a service may have a temporary folder of its own, and would not find
    there what a restore by hand has left.
    """
    return beside(database, ".restoring")


def replaced(database: Path) -> Path:
    """Give where a database is kept that is being replaced."""
    return beside(database, ".replaced")


def clear_left(database: Path) -> None:
    """Remove what a restore left that was cut short; only for who holds the database, so that none is under way."""
    shutil.rmtree(restoring(database), ignore_errors=True)
    for end in ("", *LOGS):
        beside(replaced(database), end).unlink(missing_ok=True)


def clear_left_served(book: Path | None) -> None:
    """Do the same for a server's database; only once connected to it, so that no restore is under way."""
    if book is not None:
        shutil.rmtree(restoring(book), ignore_errors=True)


def _who() -> bytes:
    return f"{platform.node()} {os.getpid()}".encode()
