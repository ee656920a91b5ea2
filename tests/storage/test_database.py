import asyncio
import logging
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from storage import Database, Writing, communities, engines
from storage.database import KEYS_KEPT
from storage.dialects import COMPILED
from storage.tables.communities import communities as table
from tests.conftest import on_postgres


async def _make(tx: Writing, id_: int) -> int:
    await communities.remember(tx, id_, "A community")
    return id_


async def test_the_same_key_writes_once_and_gives_the_same_result(database: Database):
    calls = 0

    async def work(tx: Writing) -> int:
        nonlocal calls
        calls += 1
        return await _make(tx, calls)

    assert await database.write("key", work) == 1
    assert await database.write("key", work) == 1
    assert calls == 1


async def test_a_cancelled_caller_cancels_no_write(database: Database):
    begun = asyncio.Event()
    go_on = asyncio.Event()

    async def work(tx: Writing) -> int:
        begun.set()
        await go_on.wait()
        return await _make(tx, 7)

    caller = asyncio.create_task(database.write("key", work))
    await begun.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go_on.set()
    await database.write(None, lambda tx: _make(tx, 8))
    assert await database.write("key", work) == 7


CUT = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
RENAME = sa.update(table).where(table.c.id == sa.bindparam("this")).values(name=sa.bindparam("name"))


async def test_one_statement_is_a_transaction_by_itself_between_those_of_others(database: Database):
    await database.write(None, lambda tx: _make(tx, 7))
    held, go_on = asyncio.Event(), asyncio.Event()

    async def work(tx: Writing) -> None:
        found = await communities.find(tx, 7)
        held.set()
        await go_on.wait()
        await communities.remember(tx, 7, f"{found.name if found else ''}, as it was")

    writing = asyncio.create_task(database.write(None, work))
    await held.wait()
    changing = asyncio.create_task(database.change(RENAME, {"this": 7, "name": "Another name"}))
    go_on.set()
    await asyncio.gather(writing, changing)
    await database.change(RENAME, {"this": 8, "name": "Nobody's"})
    with pytest.raises(DBAPIError):
        await database.change(RENAME, {"this": 7, "name": None})
    async with database.read() as tx:
        found = await communities.find(tx, 7)
    assert found is not None
    assert found.name in {"Another name", "Another name, as it was"}, "one came wholly before the other"

    async def undone(tx: Writing) -> None:
        await communities.remember(tx, 7, "A name that is undone")
        raise ValueError("no")

    for _ in range(9):  # whichever connection it was done on, what is begun on it later is a transaction as ever
        with pytest.raises(ValueError, match="no"):
            await database.write(None, undone)
    async with database.read() as tx:
        assert await communities.find(tx, 7) == found
    with pytest.raises(DBAPIError):
        async with database.read() as tx:
            await tx.connection.execute(RENAME, {"this": 7, "name": "By a reader"})


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_each_statement_is_one_trip_to_sqlites_thread(database: Database, caplog: pytest.LogCaptureFixture):
    await database.write(None, lambda tx: _make(tx, 7))

    async def trips(act: Awaitable[object]) -> int:
        caplog.clear()
        with caplog.at_level(logging.DEBUG, "aiosqlite"):
            await act
        return sum(record.getMessage().startswith("executing") for record in caplog.records)

    begun_and_committed = 2
    assert await trips(database.write(None, lambda tx: communities.find(tx, 7))) == begun_and_committed + 1
    assert await trips(database.change(RENAME, {"this": 7, "name": "Another name"})) == 1


async def test_what_was_compiled_once_is_not_compiled_again_for_another_engine(database: Database, address: str):
    label = f"of_{address.split('+', maxsplit=1)[0]}"
    ask = sa.select(table.c.id.label(label)).where(table.c.name == sa.bindparam("name"))

    def compiled() -> int:
        return sum(label in str(one) for one in COMPILED.values())

    await database.write(None, lambda tx: tx.connection.execute(ask, {"name": "Falls"}))
    assert compiled() == 1
    async with database.read() as tx:
        await tx.connection.execute(ask, {"name": "Wards"})
    other = await Database.open(address)
    await other.write(None, lambda tx: tx.connection.execute(ask, {"name": "Beds"}))
    await other.close()
    assert compiled() == 1
    await database.write(None, lambda tx: tx.connection.execute(ask.order_by(table.c.id), {"name": "Falls"}))
    assert compiled() == 2


@pytest.mark.parametrize("kind", ["postgres"])
async def test_connections_that_were_cut_while_nobody_used_them_are_made_anew(
    database: Database, address: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engines, "_ASK_AFTER", 0)  # as if a second had passed
    await database.write(None, lambda tx: _make(tx, 7))
    async with database.read() as tx:
        assert await communities.find(tx, 7) is not None
    await on_postgres(address, CUT)
    await database.write(None, lambda tx: _make(tx, 8))
    await database.change(RENAME, {"this": 8, "name": "Another name"})
    async with database.read() as tx:
        found = await communities.find(tx, 8)
    assert found is not None
    assert found.name == "Another name"


async def test_a_failed_write_leaves_nothing_and_raises_to_its_caller(database: Database):
    async def work(tx: Writing) -> None:
        await _make(tx, 7)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.write("key", work)
    async with database.read() as tx:
        assert await communities.find(tx, 7) is None


async def test_a_hundred_writers_lose_no_update(database: Database):
    await database.write(None, lambda tx: _make(tx, 1))

    async def grow(tx: Writing) -> None:
        row = (await tx.connection.execute(sa.select(table.c.owner_id))).scalar() or 0
        await tx.connection.execute(sa.update(table).values(owner_id=row + 1))

    await asyncio.gather(*(database.write(None, grow) for _ in range(40)))
    async with database.read() as tx:
        assert (await tx.connection.execute(sa.select(table.c.owner_id))).scalar() == 40


async def test_a_reader_can_not_write(database: Database):
    async with database.read() as tx:
        with pytest.raises(DBAPIError):
            await tx.connection.execute(sa.insert(table).values(id=1, name="x", imported=False, present=True))


async def test_moments_come_back_in_utc(database: Database):
    moment = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    await database.write(None, lambda tx: _make(tx, 1))

    async def mark(tx: Writing) -> None:
        await tx.connection.execute(sa.update(table).values(mirrored_at=moment))

    await database.write(None, mark)
    async with database.read() as tx:
        found = await communities.find(tx, 1)
    assert found is not None
    assert found.mirrored_at == moment


async def test_keys_are_forgotten_once_nobody_will_repeat_them(address: str):
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    database = await Database.open(address, now=lambda: moment)
    assert await database.write("key", lambda tx: _make(tx, 1)) == 1
    moment += KEYS_KEPT
    await database.forget_old_keys()
    assert await database.write("key", lambda tx: _make(tx, 2)) == 1
    moment += timedelta(seconds=1)
    await database.forget_old_keys()
    assert await database.write("key", lambda tx: _make(tx, 2)) == 2
    await database.close()


async def test_a_conflict_that_shows_while_rows_are_streamed_is_tried_again(database: Database):
    if not database.is_postgres:
        pytest.skip("SQLite has one writer, so nothing conflicts")
    tries = 0

    async def work(tx: Writing) -> int:
        nonlocal tries
        tries += 1
        if tries == 1:
            # What PostgreSQL says when two transactions can't both have been first, said by PostgreSQL.
            conflict = "BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'serialization_failure'; END"
            function = f"CREATE FUNCTION pg_temp.fail() RETURNS int LANGUAGE plpgsql AS $$ {conflict} $$"
            await tx.connection.execute(sa.text(function))
            async with tx.connection.stream(sa.text("SELECT pg_temp.fail()")) as rows:
                await rows.all()
        return await _make(tx, 7)

    assert await database.write(None, work) == 7
    assert tries == 2
