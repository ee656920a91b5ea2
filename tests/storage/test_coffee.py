"""Coffee as it is kept: rounds written once, whom one met forgotten with leaving, erasure and a year."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from community.coffee import KEPT, Group, Mine
from storage import Database, Writing, coffee, communities, mirror, rights
from storage.rights import Who
from storage.tables.coffee import coffee_meetings
from storage.tables.outbox import outbox

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HERE, ELSEWHERE = 4_000_001, 4_000_002
ANN, BEN, CHO, DEV = [7_700_000_000_000_000 + n for n in range(1, 5)]
TIMES = (NOW + timedelta(days=2), NOW + timedelta(days=4))


async def fill(tx: Writing) -> None:
    for community_id in (HERE, ELSEWHERE):
        await communities.remember(tx, community_id, "Commons")
        await communities.remember_members(tx, community_id, [(i, "x", False) for i in (ANN, BEN, CHO, DEV)])
        for who in (ANN, BEN, CHO, DEV):
            assert await coffee.join(tx, community_id, who, NOW)
        await coffee.plan_round(tx, community_id, NOW + timedelta(days=10), "2 monday")


async def pair(tx: Writing, *groups: set[int]) -> bool:
    one = await coffee.planned_round(tx, HERE)
    if one is None:
        return False
    made = [Group(one.id, n, 0, TIMES, frozenset(members)) for n, members in enumerate(groups, 1)]
    return await coffee.write_groups(tx, one, made, [NOW] * len(made))


async def keys(database: Database, status: str = "pending") -> set[str]:
    async with database.read() as tx:
        query = sa.select(outbox.c.dedupe_key).where(outbox.c.status == status, outbox.c.community_id == HERE)
        return set((await tx.connection.execute(query)).scalars())


async def test_a_round_is_made_once_and_tells_who_met_whom(database: Database):
    await database.write(None, fill)
    async with database.read() as tx:
        one = await coffee.planned_round(tx, HERE)
        assert one is not None
        assert [(p.community_id, p.guests, p.planned is not None) for p in await coffee.present(tx)] == [
            (HERE, 4, True),
            (ELSEWHERE, 4, True),
        ]
    assert await database.write(None, lambda tx: pair(tx, {ANN, BEN}, {CHO, DEV}))
    assert not await database.write(None, lambda tx: coffee.mark_missed(tx, one.id))
    stale = [Group(one.id, 1, 0, TIMES, frozenset({ANN, CHO}))]
    assert not await database.write(None, lambda tx: coffee.write_groups(tx, one, stale, [NOW]))
    assert {f"coffee:{one.id}:1:thread", f"coffee:{one.id}:2:thread"} <= await keys(database)
    later = one.due_at + timedelta(days=5)
    async with database.read() as tx:
        assert await coffee.met_before(tx, HERE, later) == {(ANN, BEN): 5, (CHO, DEV): 5}
        assert await coffee.met_before(tx, ELSEWHERE, later) == {}
        assert await coffee.met_before(tx, HERE, one.due_at + KEPT) == {}
        group = await coffee.find_group(tx, one.id, 2)
        assert group is not None
        assert group.members == {CHO, DEV}
        assert [p.last_at for p in await coffee.present(tx)] == [one.due_at, None]
    for met, number in ((True, 1), (False, 0)):
        await database.write(None, lambda tx, met=met: coffee.say_met(tx, group, DEV, met=met))  # type: ignore[misc]  # bound
        async with database.read() as tx:
            counts = await coffee.counts(tx, HERE)
        assert (counts.guests, counts.met, counts.last and counts.last.groups) == (4, number, 2)
    await database.write(None, lambda tx: coffee.forget_old(tx, one.due_at + KEPT))
    async with database.read() as tx:
        assert await coffee.find_round(tx, one.id) is None
        assert (await tx.connection.execute(sa.select(sa.func.count()).select_from(coffee_meetings))).scalar() == 0


async def test_whoever_leaves_coffee_or_the_server_or_is_erased_is_forgotten_and_their_group_stays(database: Database):
    await database.write(None, fill)
    async with database.read() as tx:
        one = await coffee.planned_round(tx, HERE)
    assert one is not None
    await database.write(None, lambda tx: coffee.tell_all(tx, one, NOW))
    await database.write(None, lambda tx: coffee.skip(tx, HERE, ANN, one.id))
    async with database.read() as tx:
        assert await coffee.mine(tx, HERE, ANN) == Mine(is_in=True, skips=one.id)
        assert await coffee.guests(tx, HERE, but_skipping=one.id) == {BEN, CHO, DEV}
    assert await database.write(None, lambda tx: coffee.leave(tx, HERE, [ANN])) == 1
    assert f"coffee:{one.id}:notice:{ANN}" in await keys(database, "cancelled")
    assert await database.write(None, lambda tx: coffee.join(tx, HERE, ANN, NOW))
    await database.write(None, lambda tx: pair(tx, {ANN, BEN}, {CHO, DEV}))
    id_ = await database.write(None, lambda tx: rights.begin(tx, Who(HERE, ANN, NOW), NOW))
    done = await rights.run(database, id_, NOW)
    assert done.counts["coffee"] == 1
    await database.write(None, lambda tx: mirror.align_some(tx, HERE, (), [CHO], now=NOW))
    async with database.read() as tx:
        assert await coffee.guests(tx, HERE) == {BEN, DEV}
        assert await coffee.met_before(tx, HERE, NOW + timedelta(days=20)) == {}
        group = await coffee.find_group(tx, one.id, 1)
        counts = await coffee.counts(tx, HERE)
        assert await coffee.guests(tx, ELSEWHERE) == {ANN, BEN, CHO, DEV}
    assert group is not None
    assert group.members == {BEN}
    assert counts.last is not None
    assert (counts.last.people, counts.last.groups) == (4, 2)


async def test_a_round_that_is_called_off_leaves_nothing_to_be_done(database: Database):
    await database.write(None, fill)
    async with database.read() as tx:
        one = await coffee.planned_round(tx, HERE)
    assert one is not None
    due = {f"coffee:{one.id}:notice", f"coffee:{one.id}:pair"}
    assert await keys(database) == due
    again = partial(coffee.plan_round, community_id=HERE, due_at=one.due_at, timing="x")
    assert await asyncio.gather(*(database.write(None, again) for _ in range(3))) == [one.id] * 3
    assert await keys(database) == due
    await database.write(None, lambda tx: coffee.call_off(tx, one))
    assert await keys(database) == set()
    next_id = await database.write(None, lambda tx: coffee.plan_round(tx, HERE, one.due_at, "x"))
    assert next_id > one.id
    async with database.read() as tx:
        assert [p.last_at for p in await coffee.present(tx)] == [None, None]
