"""What befalls a database's machine: said once, raised as one sentence, and over by itself."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from community.errors import Unavailable
from storage import Database, Writing, communities
from storage.outage import Outage
from storage.tables.communities import communities as table
from tests.accidents import OwnServer, cut_at_commit, filled, immutable, locked, pragma, small_disk

LONG = "x" * 300_000
RENAME = sa.update(table).where(table.c.id == 1).values(name=sa.bindparam("name"))


async def _make(tx: Writing, id_: int, name: str = LONG) -> int:
    await communities.remember(tx, id_, name)
    return id_


async def _kept(database: Database) -> set[int]:
    async with database.read() as tx:
        return set((await tx.connection.execute(sa.select(table.c.id))).scalars())


@asynccontextmanager
async def _opened(address: str, *, migrate: bool = False) -> AsyncIterator[Database]:
    database = await Database.open(address, migrate=migrate)
    try:
        yield database
    finally:
        await database.close()


def _said(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


Accident = Callable[[Database, Path], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def _no_room(_database: Database, folder: Path) -> AsyncIterator[None]:
    with filled(folder):
        yield


@asynccontextmanager
async def _no_page(database: Database, _folder: Path) -> AsyncIterator[None]:
    await pragma(database, "max_page_count = 1")
    yield
    await pragma(database, "max_page_count = 1073741823")


@asynccontextmanager
async def _query_only(database: Database, _folder: Path) -> AsyncIterator[None]:
    await pragma(database, "query_only = ON")
    yield
    await pragma(database, "query_only = OFF")


@asynccontextmanager
async def _immutable(_database: Database, folder: Path) -> AsyncIterator[None]:
    with immutable(folder / "test.db", folder / "test.db-wal"):
        yield


@asynccontextmanager
async def _locked(database: Database, folder: Path) -> AsyncIterator[None]:
    await pragma(database, "busy_timeout = 100")
    async with locked(folder / "test.db"):
        yield


@pytest.mark.parametrize(
    ("accident", "outage"),
    [
        pytest.param(_no_room, Outage.FULL, id="full disk"),
        pytest.param(_no_page, Outage.FULL, id="full database"),
        pytest.param(_query_only, Outage.READ_ONLY, id="read-only"),
        pytest.param(_immutable, Outage.BROKEN, id="immutable"),
        pytest.param(_locked, Outage.LOCKED, id="locked"),
    ],
)
async def test_what_can_not_be_written_is_said_once_and_goes_on_by_itself(
    accident: Accident, outage: Outage, tmp_path: Path, sqlite_template: Path, caplog: pytest.LogCaptureFixture
):
    with small_disk(tmp_path / "disk") if accident is _no_room else nullcontext(tmp_path) as folder:
        shutil.copy(sqlite_template, folder / "test.db")
        async with _opened(f"sqlite+aiosqlite:///{folder / 'test.db'}") as database:
            await database.write("before", lambda tx: _make(tx, 1))
            async with accident(database, folder):
                with pytest.raises(Unavailable, match="nothing of this was saved"):
                    await database.change(RENAME, {"name": LONG * 2})
                for number in (2, 3):
                    with pytest.raises(Unavailable, match="nothing of this was saved"):
                        await database.write(f"in it {number}", partial(_make, id_=number))
                assert database.outage is outage
                assert await _kept(database) == {1}, "what was saved can be read"
            assert await database.write("in it 2", partial(_make, id_=2)) == 2
            assert await _kept(database) == {1, 2}
            await database.change(RENAME, {"name": "Another name"})
    assert _said(caplog) == [outage.value, "The database does its work again."]


async def test_who_stands_in_line_behind_another_process_waits_no_longer_than_the_first(
    tmp_path: Path, sqlite_template: Path
):
    shutil.copy(sqlite_template, tmp_path / "test.db")

    async def work(tx: Writing) -> int:
        return await _make(tx, 1, "A community")

    async with _opened(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}") as database:
        async with _locked(database, tmp_path):
            answers = await asyncio.gather(*(database.write(f"{n}", work) for n in range(50)), return_exceptions=True)
            assert {type(answer) for answer in answers} == {Unavailable}
        assert await database.write("1", work) == 1


@pytest.fixture
def server() -> Iterator[OwnServer]:
    server = OwnServer()
    yield server
    server.end()


async def test_a_server_that_stops_and_starts_loses_nothing_and_doubles_nothing(
    server: OwnServer, caplog: pytest.LogCaptureFixture
):
    runs = 0

    async def work(tx: Writing) -> int:
        nonlocal runs
        runs += 1
        row = (await tx.connection.execute(sa.select(table.c.owner_id).where(table.c.id == 1))).scalar() or 0
        await communities.remember(tx, 1, "A community", owner_id=row + 1)
        return runs

    async with _opened(server.address, migrate=True) as database:
        assert await database.write("first", work) == 1
        await server.stop()
        told = await asyncio.gather(database.write(None, work), _kept(database), return_exceptions=True)
        assert [type(one) for one in told] == [Unavailable, Unavailable]
        waiting = asyncio.create_task(database.write("second", work))
        await server.start()
        assert await waiting == runs
        async with cut_at_commit(server.address) as (address, cut_next), _opened(address) as cut:
            await cut.write(None, lambda tx: _make(tx, 2))
            cut_next()
            assert await cut.write("third", work) == runs, "its key tells that the first try was there"
        async with database.read() as tx:
            assert (await tx.connection.execute(sa.select(table.c.owner_id).where(table.c.id == 1))).scalar() == 3
    assert _said(caplog) == [Outage.AWAY.value, "The database does its work again."] * 2
