"""One open database, and how it is opened and closed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from community.errors import Misconfigured
from community.shards import WHOLE, Share
from storage import scrubbing
from storage.book import Book, Line, book_of
from storage.cipher import check_file
from storage.database import keys
from storage.database.alone import Alone
from storage.database.attempts import Trying, attempt
from storage.database.transaction import Closed, Fence, Reading, Work, Writing
from storage.database.turns import COMMAND, INGEST, Turns
from storage.engines import reader_engine, writer_engine
from storage.hold import Hold, clear_left, clear_left_served, file_of
from storage.outage import FAILURES, Outage, Outages
from storage.schema import revision_of, revisions

log = logging.getLogger(__name__)

T = TypeVar("T")

_READERS_END = 5
"""Seconds that closing waits for what is being read."""


class Database:
    """One open database. Make it with `Database.open`, end it with `close`."""

    def __init__(
        self,
        writer: AsyncEngine,
        reader: AsyncEngine,
        now: Callable[[], datetime],
        book: Book,
        outages: Outages | None = None,
    ) -> None:
        self._now = now
        self._share = WHOLE
        self._fence: Fence | None = None
        self.book = book
        self._writer = writer
        self._reader = reader
        self._closed = False
        self._reading = 0
        self._nobody_reads = asyncio.Event()
        self._nobody_reads.set()
        self._file: Path | None = None
        self._holds: list[Hold] = []
        self._outages = outages or Outages(served=self.is_postgres)
        self._turns = Turns(self._outages, is_single=not self.is_postgres)
        self._alone = Alone(writer)
        self.on_outbox: Callable[[], None] = lambda: None
        """Called after a commit that put something into the outbox."""

    @classmethod
    async def open(
        cls,
        address: str,
        *,
        migrate: bool = True,
        now: Callable[[], datetime] | None = None,
        idle: float | None = None,
        ledger: str | Path | None = None,
    ) -> "Database":
        """Open the database at a SQLAlchemy address and bring its schema up to date.

        `now` tells the time (the machine's, unless given). `idle`: seconds after which PostgreSQL takes back a
        transaction in which nothing is done, so that a frozen process stands in nobody's way. `ledger` is where the
        ledger's book is, if not where `storage.book.book_of` puts it.

        Raises `Misconfigured`, with one sentence, when the address is unusable or the database can't be reached.
        """
        try:
            url = make_url(address)
        except ArgumentError:
            raise Misconfigured(
                "database.address is not a database address, such as sqlite+aiosqlite:///guildhall.db"
            ) from None
        if url.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
            raise Misconfigured("database.address must begin with sqlite+aiosqlite:// or postgresql+asyncpg://")
        try:
            now = now or partial(datetime.now, UTC)
            database = cls(writer_engine(url, idle), reader_engine(url), now, book_of(url, ledger))
        except OSError as error:
            raise Misconfigured(f"The database's folder can't be made: {_why(error)}.") from error
        try:
            database._hold(url)
            if migrate:
                async with database._writer.connect() as connection:
                    await connection.run_sync(_upgrade)
            else:
                async with database._reader.connect() as connection:
                    await connection.execute(sa.text("SELECT 1"))
            if database.is_postgres:
                clear_left_served(database.book.path)
        except Misconfigured:
            await database._dispose()
            raise
        except (SQLAlchemyError, OSError) as error:
            await database._dispose()
            raise Misconfigured(f"The database can't be opened: {_why(error)}.") from error
        return database

    def of_share(self, share: Share, fence: "Fence") -> "Database":
        """Give another door to the same connections, for one share of the communities; closing it leaves these open.

        Each write asks `fence`, in its own transaction and before its work: a no makes it raise `Closed`.
        """
        door = Database(self._writer, self._reader, self._now, self.book, self._outages)
        door._share, door._fence = share, fence
        return door

    @property
    def is_postgres(self) -> bool:
        """Whether this is PostgreSQL (else SQLite)."""
        return self._writer.dialect.name == "postgresql"

    @property
    def outage(self) -> Outage | None:
        """What keeps the database from its work just now."""
        return self._outages.now

    @property
    def failures(self) -> int:
        """How many reads and writes failed by an outage since it was opened."""
        return self._outages.failures

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        """Give a snapshot: everything read in it is of one moment, and nothing can be written.

        Raises `Unavailable` where the database can't be read just now.
        """
        if self._closed:
            raise Closed("the database is closed")
        self._reading += 1
        self._nobody_reads.clear()
        try:
            async with self._reader.connect() as connection, connection.begin():
                yield Reading(connection, self._share, self.book)
        except FAILURES as error:
            if (unavailable := self._outages.in_reading(error)) is not None:
                raise unavailable from error
            raise
        finally:
            self._reading -= 1
            if not self._reading:
                self._nobody_reads.set()

    async def write(self, key: str | None, work: Work[T], *, rank: int = COMMAND) -> T:
        """Run `work` in a transaction and give its result.

        The same `key` twice writes once and gives the same result, which must be plain JSON for that (ids, flags,
        lists of them). Keys are kept for 14 days. No Discord call belongs in `work`: it may run twice where the
        database asks for a retry. Raises `Unavailable` where the database can't write just now.
        """

        async def act() -> T:
            return await attempt(self._outages, partial(self._transaction, key, work), has_key=key is not None)

        return await self._in_turn(act, rank)

    async def change(self, statement: sa.Update, values: Mapping[str, Any]) -> None:
        """Run one statement as a transaction: what `write` does, in a fraction of the time.

        It must come to the same when it is run twice. Raises `Unavailable` as `write` does.
        """
        if self._fence is not None or self._outages.now is not None:

            async def work(tx: Writing) -> None:
                await tx.connection.execute(statement, values)

            await self.write(None, work)
            return
        act = partial(self._alone.change, statement, values)
        await self._in_turn(partial(attempt, self._outages, act, has_key=True), COMMAND)

    async def _in_turn(self, act: Callable[[], Awaitable[T]], rank: int = INGEST) -> T:
        """Have something done by the one who writes (on PostgreSQL: at once), whatever becomes of the caller."""
        if self._closed:
            raise Closed("the database is closed")
        return await self._turns.wait(act, rank)

    async def scrub(self, tables: Sequence[str]) -> bool:
        """Leave nothing of what was deleted in the files; False where somebody is reading: try again later.

        `tables` are those that PostgreSQL has to write anew; SQLite has one file for all.
        """
        if self.is_postgres:
            return await scrubbing.rewrite(self._writer, tables)
        if not await self._in_turn(lambda: scrubbing.compact(self._writer)):
            return False
        tried = 0
        while not await self._in_turn(lambda: scrubbing.checkpoint(self._writer)):
            tried += 1
            if not await scrubbing.pause(tried):
                return False
        return True

    async def forget_old_keys(self) -> None:
        """Let go of the keys of writes that nobody will repeat any more."""
        await self.write(None, lambda tx: keys.forget_old(tx, self._now()), rank=INGEST)

    async def close(self) -> None:
        """Finish what was handed in, then let go of every connection."""
        if self._closed:
            return
        self._closed = True
        await self._turns.finish()
        with suppress(TimeoutError):
            async with asyncio.timeout(_READERS_END):
                await self._nobody_reads.wait()
        if self._fence is None:
            await self._dispose()

    def run_alone(self) -> bool:
        """Be the bot that runs on this database until it is closed; on PostgreSQL several may.

        Gives whether it is known that no other works here. Raises `Misconfigured` if the bot of another process runs on
        this file.
        """
        if self._file is None:
            return False
        self._holds.append(Hold.running(self._file))
        if self._holds[-1].ours_before:
            log.warning("a bot that this process did not close has this database open; another goes on with it")
        return not self._holds[-1].ours_before

    def _hold(self, url: URL) -> None:
        """Say that it is open, so that no restore takes it away, and clear up after one that was cut short."""
        self._file = file_of(url)
        if self._file is not None:
            self._holds.append(Hold.shared(self._file))
            clear_left(self._file)
        check_file(url)

    async def _transaction(self, key: str | None, work: Work[T], trying: Trying) -> T:
        async with self._writer.begin() as connection:
            writing = Writing(connection, self._share, self.book)
            if self._fence is not None and not await self._fence(writing):
                raise Closed("the lease on this share of the communities is over")
            await self._outages.prove(connection, self._now())
            if key is not None and (earlier := await keys.earlier(writing, key)) is not None:
                before: T = earlier.result
                return before
            trying.begun = True
            result = await work(writing)
            if key is not None:
                await keys.note(writing, key, result, self._now())
            trying.commits = True
        await self._into_book(writing.lines)
        if writing.outbox_touched:
            self.on_outbox()
        return result

    async def _into_book(self, lines: list[Line]) -> None:
        """Copy what the ledger was told into its book; what can't be copied now is at the next start."""
        if not lines:
            return
        try:
            await asyncio.to_thread(self.book.append, lines)
        except OSError as error:
            log.error("the ledger's book can't be written; see to it", extra={"why": error.strerror})  # noqa: TRY400 - no trace is needed

    async def _dispose(self) -> None:
        await self._writer.dispose()
        await self._reader.dispose()
        for hold in self._holds:
            hold.let_go()


def _upgrade(connection: sa.Connection) -> None:
    if revision_of(connection) != revisions()[-1]:
        from storage.migrations import upgrade  # noqa: PLC0415 - Alembic is slow to load and seldom needed

        connection.rollback()
        upgrade(connection)


def _why(error: BaseException) -> str:
    """Give the driver's own reason, on one line, without the statement and its parameters."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return " ".join(str(original).split()).rstrip(".") or type(error).__name__
