"""The database: one writer, many readers, on SQLite or PostgreSQL behind the same two doors.

`write` hands a function to the writer; `read` is a snapshot. Cancelling a caller of `write` cancels nothing: the
work may still commit, which is why writes carry a key. The settings of SQLite are those measured to lose no write.
Where the database can't do its work for a while, both raise `Unavailable`; nothing waits for long.
"""

import asyncio
import itertools
import json
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from community.errors import Misconfigured, Unavailable
from community.shards import WHOLE, Share
from storage import scrubbing
from storage.book import Book, Line, book_of
from storage.cipher import check_file
from storage.engines import reader_engine, writer_engine
from storage.errand import Errand
from storage.hold import Hold, clear_left, clear_left_served, file_of
from storage.outage import FAILURES, NOT_SAVED, Outage, Outages
from storage.schema import revision_of, revisions
from storage.tables.outbox import write_keys

log = logging.getLogger(__name__)

Json = int | float | str | bool | None | list["Json"] | dict[str, "Json"]
T = TypeVar("T")

COMMAND = 0
"""Rank of a member's or steward's wish: ahead of everything."""
INGEST = 1
"""Rank of what Discord tells by itself."""

_READERS_END = 5
"""Seconds that closing waits for what is being read."""
KEYS_KEPT = timedelta(days=14)
_SERIALIZATION = {"40001", "40P01"}
_ATTEMPTS = 30
_AWAY_FOR, _LOOK_AGAIN = 5.0, 0.25
"""Seconds that a write waits for a database that is away (being started again), and between two looks."""
_LONGEST_PAUSE = 0.3
"""Seconds at most between two attempts; each is drawn by chance, so that those who collided do not collide again."""


@dataclass(slots=True)
class Reading:
    """A snapshot of the database; what stores need to read.

    `share` is the part of the communities that whoever reads works for: what goes through all communities goes
    through these.
    """

    connection: AsyncConnection
    share: Share = WHOLE
    book: Book = field(default_factory=lambda: Book(None))
    """The ledger's book: its key makes the marks that the table `ledger` is asked by."""

    @property
    def is_postgres(self) -> bool:
        """Whether this is PostgreSQL (else SQLite)."""
        return self.connection.dialect.name == "postgresql"


@dataclass(slots=True)
class Writing(Reading):
    """A transaction under way; what stores need to write."""

    outbox_touched: bool = False
    lines: list[Line] = field(default_factory=list)
    """Lines of the ledger written in this transaction: they go into the book after the commit."""


Work = Callable[[Writing], Awaitable[T]]
Fence = Callable[[Writing], Awaitable[bool]]
"""Says whether a share of the communities is still this process's to write for."""


@dataclass(order=True, slots=True)
class _Job:
    rank: int
    number: int
    run: Callable[[], Awaitable[None]] = field(compare=False)
    fail: Callable[[Exception], None] = field(compare=False)


@dataclass(slots=True)
class _Trying:
    """How far a write has come: whether this try has begun to write, and whether any was ever about to commit."""

    begun: bool = False
    commits: bool = False


class Closed(RuntimeError):
    """Raised to whoever comes to a database that is being closed, or that another process now works in their place."""


class Database:
    """One open database. Make it with `Database.open`, end it with `close`."""

    def __init__(self, writer: AsyncEngine, reader: AsyncEngine, now: Callable[[], datetime], book: Book) -> None:
        self._now = now
        self._share = WHOLE
        self._fence: Fence | None = None
        self.book = book
        self._writer = writer
        self._reader = reader
        self._jobs: asyncio.PriorityQueue[_Job] = asyncio.PriorityQueue()
        self._numbers = 0
        self._running: set[asyncio.Task[None]] = set()
        self._closed = False
        self._reading = 0
        self._nobody_reads = asyncio.Event()
        self._nobody_reads.set()
        self._writing = Errand("writer", self._write_all)
        self._file: Path | None = None
        self._holds: list[Hold] = []
        self._outages = Outages(served=self.is_postgres)
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
                clear_left_served(url)
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
        door = Database(self._writer, self._reader, self._now, self.book)
        door._share, door._fence, door._outages = share, fence, self._outages
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
        """Run `work` in a transaction and give its result, which must be plain JSON (ids, flags, lists of them).

        The same `key` twice writes once and gives the same result. Keys are kept for 14 days. No Discord call
        belongs in `work`: it may run twice where the database asks for a retry. Raises `Unavailable` where the
        database can't write just now.
        """
        return await self._in_turn(lambda: self._attempt(key, work), rank)

    async def _in_turn(self, act: Callable[[], Awaitable[T]], rank: int = INGEST) -> T:
        """Have something done by the one who writes (on PostgreSQL: at once), whatever becomes of the caller."""
        if self._closed:
            raise Closed("the database is closed")
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def fail(error: Exception) -> None:
            if not done.cancelled():
                done.set_exception(error)
            elif not isinstance(error, Unavailable):
                log.error("a write failed after its caller left", exc_info=error)

        async def run() -> None:
            try:
                result = await act()
            except Exception as error:  # noqa: BLE001 - it goes to whoever waits for it
                fail(error)
            else:
                if not done.cancelled():
                    done.set_result(result)

        if self.is_postgres:
            task = asyncio.create_task(run())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        else:
            self._numbers += 1
            self._jobs.put_nowait(_Job(rank, self._numbers, run, fail))
            self._writing.call()
        return await done

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

        async def work(tx: Writing) -> None:
            await tx.connection.execute(sa.delete(write_keys).where(write_keys.c.written_at < self._now() - KEYS_KEPT))

        await self.write(None, work, rank=INGEST)

    async def close(self) -> None:
        """Finish what was handed in, then let go of every connection."""
        if self._closed:
            return
        self._closed = True
        await self._writing.finish()
        if self._running:
            await asyncio.gather(*self._running)
        with suppress(TimeoutError):
            async with asyncio.timeout(_READERS_END):
                await self._nobody_reads.wait()
        if self._fence is None:
            await self._dispose()

    def run_alone(self) -> None:
        """Be the bot that runs on this database until it is closed; on PostgreSQL several may.

        Raises `Misconfigured` if the bot of another process runs on this file.
        """
        if self._file is not None:
            self._holds.append(Hold.running(self._file))
            if self._holds[-1].ours_before:
                log.warning("a bot that this process did not close has this database open; another goes on with it")

    def _hold(self, url: URL) -> None:
        """Say that it is open, so that no restore takes it away, and clear up after one that was cut short."""
        self._file = file_of(url)
        if self._file is not None:
            self._holds.append(Hold.shared(self._file))
            clear_left(self._file)
        check_file(url)

    async def _write_all(self) -> None:
        while not self._jobs.empty():
            await self._jobs.get_nowait().run()
            if self._outages.now is Outage.LOCKED:
                # Whoever stood in line has waited as long as the one before, and need not wait as long again.
                waited = Unavailable(NOT_SAVED)
                while not self._jobs.empty():
                    self._jobs.get_nowait().fail(waited)

    async def _attempt(self, key: str | None, work: Work[T]) -> T:
        clock = asyncio.get_running_loop().time
        until = clock() + _AWAY_FOR
        trying = _Trying()
        for attempt in itertools.count(1):
            trying.begun = False
            try:
                result = await self._transaction(key, work, trying)
            except Exception as error:
                if attempt < _ATTEMPTS and _sqlstate(error) in _SERIALIZATION:
                    await asyncio.sleep(random.uniform(0, min(_LONGEST_PAUSE, 0.01 * 2**attempt)))  # noqa: S311 - no secret
                    continue
                if not isinstance(error, FAILURES):
                    raise
                unavailable = self._outages.in_writing(error, at_commit=trying.commits)
                if unavailable is None:
                    raise
                # Only what has not begun, or has a key to be found by, may be done again after its connection was lost.
                again = self._outages.now is Outage.AWAY and (key is not None or not trying.begun)
                if not again or clock() > until:
                    raise unavailable from error
                await asyncio.sleep(_LOOK_AGAIN)
            else:
                self._outages.over()
                return result
        raise AssertionError("unreachable")

    async def _transaction(self, key: str | None, work: Work[T], trying: _Trying) -> T:
        async with self._writer.begin() as connection:
            writing = Writing(connection, self._share, self.book)
            if self._fence is not None and not await self._fence(writing):
                raise Closed("the lease on this share of the communities is over")
            await self._outages.prove(connection, self._now())
            if key is not None:
                row = (await connection.execute(sa.select(write_keys.c.result).where(write_keys.c.key == key))).first()
                if row is not None:
                    earlier: T = row.result
                    return earlier
            trying.begun = True
            result = await work(writing)
            if key is not None:
                json.dumps(result)
                values = {"key": key, "result": result, "written_at": self._now()}
                await connection.execute(sa.insert(write_keys).values(values))
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


def _sqlstate(error: BaseException) -> str | None:
    """Give PostgreSQL's code of an error; one met while rows are streamed comes as the driver's own."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return getattr(original, "sqlstate", None)


def _upgrade(connection: sa.Connection) -> None:
    if revision_of(connection) != revisions()[-1]:
        from storage.migrations import upgrade  # noqa: PLC0415 - Alembic is slow to load and seldom needed

        connection.rollback()
        upgrade(connection)


def _why(error: BaseException) -> str:
    """Give the driver's own reason, on one line, without the statement and its parameters."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return " ".join(str(original).split()).rstrip(".") or type(error).__name__
