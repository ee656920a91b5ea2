"""When the database can't do its work for a while: which errors tell that, what is said, and one line in the log.

Whoever gets `Unavailable` keeps what it has and comes back later, without a word: the log has it already.
"""

import logging
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as Busy
from sqlalchemy.ext.asyncio import AsyncConnection

from community.errors import Unavailable
from storage.tables.outbox import write_keys

_PROOF = "the database does its work"

log = logging.getLogger(__name__)


class Outage(Enum):
    """Why the database can't do its work; the value is the sentence for the log."""

    FULL = "The disk is full: nothing can be saved until there is room on it again. What is saved can still be read."
    READ_ONLY = (
        "The database can't be written to: it, its folder or its disk is read-only, or it was moved. Nothing can be "
        "saved until that is mended. What is saved can still be read."
    )
    LOCKED = (
        "Another process holds the database locked: nothing can be saved until it lets go. What is saved can still be "
        "read."
    )
    BROKEN = (
        "The disk does not do what the database asks of it: it may be failing, or have become read-only. Look at the "
        "machine's own log."
    )
    SLOW = (
        "The database does not keep up: every connection to it was busy for half a minute. What waits is written as "
        "soon as it can be."
    )
    AWAY = "The database can't be reached: is it running, and may Guildhall connect to it? It is tried again and again."


_SQLITE = {
    5: Outage.LOCKED,  # SQLITE_BUSY
    8: Outage.READ_ONLY,  # SQLITE_READONLY
    10: Outage.BROKEN,  # SQLITE_IOERR
    13: Outage.FULL,  # SQLITE_FULL
    14: Outage.BROKEN,  # SQLITE_CANTOPEN
}
"""By SQLite's primary result code: https://sqlite.org/rescode.html"""

_POSTGRES = {
    "25006": Outage.READ_ONLY,  # a standby, or a server set to read only
    "53100": Outage.FULL,
    "58030": Outage.BROKEN,
}
_POSTGRES_AWAY = ("08", "53", "57P", "25P03")
"""Beginnings of SQLSTATE: the connection, the server's means, its end, its patience with a transaction.
https://www.postgresql.org/docs/current/errcodes-appendix.html"""

NOT_SAVED = "I can't save anything just now, and nothing of this was saved. Try again in a few minutes."
NOT_SETTLED = "Who may see what has changed, and I can't save that just now. Try again in a few minutes."
_NOT_READ = "I can't look anything up just now. Try again in a few minutes."
_NOT_KNOWN = "I lost touch with my database while I was saving this. Look in a few minutes whether it is there."


FAILURES = (DBAPIError, OSError, Busy)
"""What an outage may be raised as."""


def outage_of(error: BaseException, *, served: bool) -> Outage | None:
    """Say which outage an error tells of; None for any other error. `served`: the database is a server's."""
    if isinstance(error, Busy):
        return Outage.SLOW
    if isinstance(error, DBAPIError):
        if not served:
            return _SQLITE.get(getattr(error.orig, "sqlite_errorcode", 0) & 0xFF)
        state = getattr(error.orig, "sqlstate", None) or ""
        if state in _POSTGRES:
            return _POSTGRES[state]
        return Outage.AWAY if error.connection_invalidated or state.startswith(_POSTGRES_AWAY) else None
    return Outage.AWAY if served and isinstance(error, OSError) else None  # a stopped server's refusal comes bare


class Outages:
    """Knows whether the database does its work, and tells the log once when that changes."""

    def __init__(self, *, served: bool) -> None:
        self._served = served
        self.now: Outage | None = None
        """What is the matter, until something is written again."""
        self.failures = 0
        """How many reads and writes failed so."""

    def in_writing(self, error: BaseException, *, at_commit: bool) -> Unavailable | None:
        """Give what to raise where a write failed; None if the error is no outage.

        `at_commit`: the connection was lost while the commit was under way, so it may be there or not.
        """
        if self._note(error) is None:
            return None
        return Unavailable(_NOT_KNOWN if at_commit and self._served else NOT_SAVED)

    def in_reading(self, error: BaseException) -> Unavailable | None:
        """Give what to raise where something could not be read; None if the error is no outage."""
        if outage_of(error, served=self._served) is Outage.READ_ONLY:
            return None  # somebody wrote where one may only read: a mistake of ours
        return Unavailable(_NOT_READ) if self._note(error) else None

    async def prove(self, connection: AsyncConnection, now: datetime) -> None:
        """Change something, whatever else a transaction does: else its commit would not show that all is well again."""
        if self.now in {None, Outage.AWAY, Outage.LOCKED, Outage.SLOW}:
            return  # that it could begin is enough
        insert: Any = postgresql.insert if self._served else sqlite.insert
        row = insert(write_keys).values(key=_PROOF, result=None, written_at=now)
        await connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={"written_at": now}))

    def over(self) -> None:
        """Note that something was written."""
        if self.now is not None:
            self.now = None
            log.warning("The database does its work again.")

    def _note(self, error: BaseException) -> Outage | None:
        outage = outage_of(error, served=self._served)
        self.failures += outage is not None
        if outage is not None and outage is not self.now:
            self.now = outage
            log.error(outage.value)
        return outage
