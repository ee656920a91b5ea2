import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from community.access import READABLE, PlaceKind
from community.sessions import Answer, Plan, Poll
from community.snapshot import Ground, Person, Role, Snapshot, Spot
from storage import Database, communities, mirror, sessions
from storage.database import Reading, Writing
from storage.rights import Who
from storage.rights.polls import erase_polls
from storage.tables.outbox import outbox
from storage.tables.polls import poll_times, poll_votes

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TIMES = [NOW + timedelta(days=3), NOW + timedelta(days=4)]
TOPIC, ANN, BEN, ASKS, HOSTS, GONE = 5, 7, 6, 8, 9, 10


async def _asked(database: Database) -> int:
    plan = Plan(TOPIC, TOPIC, "Falls", "case clinic", TIMES[0], TIMES[0].replace(tzinfo=None), "UTC", 60, HOSTS)
    people = tuple(Person(id_, f"P{id_}", is_bot=False, role_ids=frozenset()) for id_ in (ANN, BEN, ASKS, HOSTS))
    roles, spots = (Role(1, "@everyone", READABLE),), (Spot(TOPIC, PlaceKind.TEXT, "falls"),)

    async def work(tx: Writing) -> int:
        await communities.remember(tx, 1, "A community")
        await mirror.align(tx, Snapshot(Ground(1, "A community", 99), roles, spots, (), people, {}), NOW)
        id_ = await sessions.sketch_poll(tx, 1, plan, TIMES, ASKS, NOW)
        await sessions.open_poll(tx, await _poll(tx, id_), NOW)
        return id_

    return await database.write(None, work)


async def _poll(tx: Reading, poll_id: int) -> Poll:
    poll = await sessions.find_poll(tx, poll_id)
    assert poll is not None
    return poll


async def _vote(database: Database, poll_id: int, member: int, number: int, minutes: int = 0) -> None:
    moment = NOW + timedelta(minutes=minutes)
    work = partial(sessions.vote, poll_id=poll_id, member_id=member, number=number, now=moment)
    await database.write(None, work)


async def _due(database: Database, **where: str) -> dict[str, str]:
    async with database.read() as tx:
        rows = await tx.connection.execute(sa.select(outbox.c.dedupe_key, outbox.c.status).filter_by(**where))
        return {row.dedupe_key: row.status for row in rows}


async def test_a_vote_counts_once_however_often_and_by_how_many_at_once_it_is_given(database: Database):
    id_ = await _asked(database)
    votes = [_vote(database, id_, member, number) for member in (ANN, BEN) for number in (1, 2, 1)]
    await asyncio.gather(*votes)
    async with database.read() as tx:
        assert {n: set(people) for n, people in (await _poll(tx, id_)).votes.items()} == {1: {6, 7}, 2: {6, 7}}
    choosing = partial(sessions.choose, poll_id=id_, member_id=ANN, numbers=[2], now=NOW + timedelta(hours=1))
    await database.write(None, choosing)
    async with database.read() as tx:
        poll = await _poll(tx, id_)
    assert poll.chosen_by(ANN) == [2]
    assert poll.voting(2) == (BEN, ANN)  # who keeps a time keeps their place in the order


async def test_picking_plans_the_session_with_those_who_can_make_it_in_the_order_of_their_votes(database: Database):
    id_ = await _asked(database)
    for minutes, member in enumerate((GONE, ANN, BEN)):
        await _vote(database, id_, member, 2, minutes)
    await _vote(database, id_, HOSTS, 1)

    async def pick(tx: Writing) -> int:
        poll = await _poll(tx, id_)
        return await sessions.pick(tx, poll, 2, poll.at(2), NOW + timedelta(hours=1))

    session_id = await database.write(None, pick)
    async with database.read() as tx:
        session, poll = await sessions.find(tx, session_id), await _poll(tx, id_)
    assert session is not None
    assert (session.status, session.plan.starts_at, session.plan.host_id) == ("planned", TIMES[1], HOSTS)
    assert list(session.answers.items()) == [(ANN, Answer.GOING), (BEN, Answer.GOING)]  # the one who left is left out
    assert (poll.status, poll.session_id, poll.picked) == ("picked", session_id, 2)
    due = await _due(database)
    assert due[f"poll:{id_}:over"] == "cancelled"
    assert due[f"session:{session_id}:card"] == due[f"poll:{id_}:picked"] == "pending"


async def test_a_sketch_asks_nobody_and_is_dropped_with_its_times(database: Database):
    await _asked(database)
    plan = Plan(TOPIC, TOPIC, "Falls", "case clinic", TIMES[0], TIMES[0].replace(tzinfo=None), "UTC", 60, HOSTS)
    work = partial(
        sessions.sketch_poll, community_id=1, wanted=plan, times=TIMES, asked_by=ASKS, now=NOW + timedelta(days=1)
    )
    id_ = await database.write(None, work)
    assert not [key for key in await _due(database) if key.startswith(f"poll:{id_}:")]
    await database.write(None, partial(sessions.drop_poll_sketches, before=NOW))
    async with database.read() as tx:
        assert (await _poll(tx, id_)).status == "sketched"
    await database.write(None, partial(sessions.drop_poll_sketches, before=NOW + timedelta(days=2)))
    async with database.read() as tx:
        assert await sessions.find_poll(tx, id_) is None
        left = sa.select(poll_times).where(poll_times.c.poll_id == id_)
        assert (await tx.connection.execute(left)).all() == []


async def test_erasing_takes_a_members_votes_and_name_out_of_polls_and_has_the_cards_corrected(database: Database):
    id_ = await _asked(database)
    await _vote(database, id_, ASKS, 1)
    await _vote(database, id_, BEN, 1)
    who = Who(1, ASKS, NOW + timedelta(hours=1))
    done = await database.write(None, lambda tx: erase_polls(tx, who, NOW + timedelta(hours=1)))
    assert done.counts == {"polls": 1, "votes": 1}
    async with database.read() as tx:
        poll = await _poll(tx, id_)
        left = (await tx.connection.execute(sa.select(poll_votes.c.member_id))).scalars().all()
    assert (poll.asked_by, poll.plan.title, poll.plan.host_id) == (0, "Case clinic", HOSTS)
    assert list(left) == [BEN]
    assert list((await _due(database, kind=sessions.POLL_CHANGED)).values()) == ["pending"]
