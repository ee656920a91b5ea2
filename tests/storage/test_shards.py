import asyncio
import uuid
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from community.errors import Misconfigured, Unavailable
from community.shards import Share
from storage import Database, Writing, communities, outbox
from storage import shards as store
from storage.database import Closed
from storage.outbox import Due
from storage.tables.communities import communities as named
from storage.tables.outbox import outbox as table
from tests.conftest import on_postgres

START = datetime(2026, 11, 22, 12, tzinfo=UTC)
LEASE = timedelta(seconds=30)


async def _round(
    database: Database, me: str, keep: Collection[int] = (), *, count: int = 2, after: timedelta = timedelta()
) -> store.Round:
    return await database.write(None, lambda tx: store.go_round(tx, me, count, LEASE, keep, START + after))


async def _is_held(database: Database, number: int, me: str, term: int) -> bool:
    async with database.read() as tx:
        return await store.is_held(tx, number, me, term)


def _on(number: int, count: int = 2) -> int:
    """Give a community's id that is on a shard."""
    return (count * 1000 + number) << 22


async def test_one_alone_takes_everything_step_by_step_and_shares_it_with_the_next(database: Database):
    assert (await _round(database, "a")).held == {0: 1}
    assert (await _round(database, "a", [0])).held == {0: 1, 1: 1}
    newcomer = await _round(database, "b")
    assert newcomer.held == {}
    assert newcomer.watch == LEASE.total_seconds()
    told = await _round(database, "a", [0, 1])
    assert told.leave == 1
    assert told.held == {0: 1, 1: 1}, "it is held until its client has ended"
    assert (await _round(database, "b")).held == {}
    assert (await _round(database, "a", [0])).held == {0: 1}
    assert (await _round(database, "b")).held == {1: 2}


async def test_a_process_that_is_not_heard_of_is_taken_over_when_its_lease_ends_and_not_before(database: Database):
    for keep in ([], [0]):
        term = (await _round(database, "dead", keep)).held[0]
    almost = LEASE - timedelta(seconds=1)
    assert (await _round(database, "b", after=almost)).held == {}
    assert await _is_held(database, 0, "dead", term)
    assert (await _round(database, "b", after=LEASE)).held == {0: term + 1}
    assert not await _is_held(database, 0, "dead", term)
    # The frozen one wakes: what it held is gone, and it asks for its fair share anew.
    assert (await _round(database, "dead", [0, 1], after=LEASE)).held == {1: term}
    assert (await _round(database, "b", [0], after=LEASE)).held == {0: term + 1}


async def test_one_that_lost_its_lease_and_takes_the_shard_again_is_in_a_new_term(database: Database):
    first = (await _round(database, "a", count=1)).held[0]
    again = (await _round(database, "a", count=1, after=2 * LEASE)).held[0]
    assert again > first
    assert not await _is_held(database, 0, "a", first)


async def test_whoever_ends_leaves_everything_at_once(database: Database):
    await _round(database, "a", count=1)
    await database.write(None, lambda tx: store.leave_all(tx, "a"))
    assert (await _round(database, "b", count=1)).held == {0: 2}


async def test_processes_that_divide_otherwise_are_refused_in_one_sentence(database: Database):
    await _round(database, "a", count=2)
    with pytest.raises(Misconfigured, match=r"discord\.shards = 2, this one 4"):
        await _round(database, "b", count=4)
    assert (await _round(database, "b", count=4, after=LEASE)).held == {0: 2}


async def test_many_at_once_never_hold_the_same_shard(database: Database):
    held: dict[str, set[int]] = {f"p{n}": set() for n in range(3)}

    async def work(me: str, rounds: int) -> None:
        for _ in range(rounds):
            told = await _round(database, me, held[me], count=5)
            held[me] = told.held.keys() - {told.leave}

    await asyncio.gather(*(work(me, 4) for me in held))
    taken = [n for numbers in held.values() for n in numbers]
    assert len(taken) == len(set(taken)) > 0
    for _ in range(5):
        for me in held:
            await work(me, 1)
    assert sorted(n for numbers in held.values() for n in numbers) == list(range(5))
    assert {len(numbers) for numbers in held.values()} == {1, 2}


async def test_what_is_written_for_a_shard_that_was_lost_is_refused(database: Database):
    term = (await _round(database, "a", count=1)).held[0]
    door = database.of_share(Share(0, 1), partial(store.is_held, number=0, me="a", term=term))
    await door.write(None, lambda tx: communities.remember(tx, 1, "Before"))
    await _round(database, "b", count=1, after=LEASE)
    with pytest.raises(Closed):
        await door.write(None, lambda tx: communities.remember(tx, 1, "After"))
    rename = sa.update(named).where(named.c.id == 1).values(name=sa.bindparam("to"))
    with pytest.raises(Closed):
        await door.change(rename, {"to": "After"})
    async with door.read() as tx:
        found = await communities.find(tx, 1)
    assert found is not None
    assert found.name == "Before"
    await door.close()
    await _round(database, "b", [0], count=1)  # closing a door leaves the connections to the others


async def test_due_rows_of_each_shard_are_claimed_by_its_holder_and_freed_when_it_changes_hands(database: Database):
    now = datetime.now(UTC)

    async def put(tx: Writing) -> None:
        for number in (0, 1):
            await communities.remember(tx, _on(number), f"On shard {number}")
            for n in range(3):
                await outbox.put_due(tx, _on(number), Due("post", f"{number}.{n}", now))

    await database.write(None, put)
    for keep in ([], [0]):
        terms = (await _round(database, "a", keep)).held
    doors = [
        database.of_share(Share(n, 2), partial(store.is_held, number=n, me="a", term=term)) for n, term in terms.items()
    ]
    for number, door in enumerate(doors):
        rows = await door.write(None, lambda tx: outbox.claim(tx, START + LEASE, "a"))
        assert rows == []  # not yet due by that clock
        rows = await door.write(None, lambda tx: outbox.claim(tx, now, "a"))
        assert [row.dedupe_key for row in rows] == [f"{number}.{n}" for n in range(3)]
        async with door.read() as tx:
            assert (await outbox.next_due_at(tx)) is not None

    async def take_over(tx: Writing) -> None:
        await store.go_round(tx, "b", 2, LEASE, [], now + timedelta(seconds=1))

    await database.write(None, lambda tx: store.leave_all(tx, "a"))
    await database.write(None, take_over)
    async with database.read() as tx:
        query = sa.select(table.c.community_id).where(table.c.claimed_until.is_(None))
        assert set((await tx.connection.execute(query)).scalars()) == {_on(0)}


async def test_sessions_are_opened_one_at_a_time_by_all_together(database: Database):
    apart = timedelta(seconds=5)

    async def ask(bucket: int, after: float) -> float:
        at = START + timedelta(seconds=after)
        return await database.write(None, lambda tx: store.identify_turn(tx, bucket, apart, at))

    assert await ask(0, 0) == 0
    assert await ask(0, 1) == 4
    assert await ask(1, 1) == 0
    assert await ask(0, 5) == 0
    assert sorted(await asyncio.gather(*(ask(0, 20) for _ in range(6)))) == [0, 5, 5, 5, 5, 5]
    assert await ask(0, -3600) == 0  # a clock that was put back holds nobody up


async def test_several_processes_may_bring_an_empty_database_up_to_date_at_once(postgres: str):
    name = f"test_{uuid.uuid4().hex}"
    await on_postgres(postgres.format("postgres"), f"CREATE DATABASE {name}")
    opened = await asyncio.gather(*(Database.open(postgres.format(name)) for _ in range(4)))
    for database in opened:
        await database.close()
    await on_postgres(postgres.format("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


async def test_a_transaction_of_a_frozen_process_is_taken_back(postgres_address: str):
    frozen = await Database.open(postgres_address, idle=0.2)
    other = await Database.open(postgres_address)
    begun, thaw = asyncio.Event(), asyncio.Event()

    async def hang(tx: Writing) -> None:
        await communities.remember(tx, 1, "Frozen")
        begun.set()
        await thaw.wait()

    hanging = asyncio.create_task(frozen.write(None, hang))
    await begun.wait()
    await other.write(None, lambda tx: communities.remember(tx, 1, "Taken over"))
    thaw.set()
    with pytest.raises(Unavailable):
        await hanging
    for database in (frozen, other):
        await database.close()
