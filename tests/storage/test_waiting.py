import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from community.access import READ_MESSAGE_HISTORY, VIEW_CHANNEL, Overwrite, PlaceKind
from community.sessions import Answer, Plan, Session, offers
from community.snapshot import Ground, Person, Role, Snapshot, Spot
from storage import Database, Writing, communities, mirror, rights, sessions
from storage.rights import Who
from storage.tables.outbox import outbox as rows

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = NOW + timedelta(days=10)
HOST, ANN, BEN, CHO, DEV = 9, 1, 2, 3, 4


async def planned(database: Database, capacity: int | None, *, shown: bool = True) -> int:
    """Plan a session, and give its id."""
    plan = Plan(5, 5, "Falls", "case clinic", START, START.replace(tzinfo=None), "UTC", 60, HOST, capacity=capacity)

    async def work(tx: Writing) -> int:
        await communities.remember(tx, 1, "A community")
        await communities.remember_members(tx, 1, [(id_, str(id_), False) for id_ in (HOST, ANN, BEN, CHO, DEV)])
        sketched = await sessions.find(tx, await sessions.sketch(tx, 1, plan, HOST, NOW))
        assert sketched is not None
        await sessions.plan(tx, sketched, NOW)
        if shown:
            await sessions.note_place(tx, sketched.id, channel_id=5, message_id=6, thread_id=7)
        return sketched.id

    return await database.write(None, work)


async def say(database: Database, id_: int, member_id: int, given: Answer = Answer.GOING, now: datetime = NOW) -> int:
    work = partial(sessions.answer, session_id=id_, member_id=member_id, given=given, now=now)
    return await database.write(None, work)


async def found(database: Database, id_: int) -> Session:
    async with database.read() as tx:
        session = await sessions.find(tx, id_)
    assert session is not None
    return session


def people(session: Session) -> tuple[list[int], list[int], list[int]]:
    """Give who goes, who waits, and to whom a place is offered."""
    waiting = [one.member_id for one in session.waiting]
    return session.saying(Answer.GOING), waiting, [one.member_id for one in offers(session.places)]


async def due(database: Database, kind: str) -> list[Mapping[str, Any]]:
    async with database.read() as tx:
        query = sa.select(rows).where(rows.c.kind == kind).order_by(rows.c.id)
        return [dict(row) for row in (await tx.connection.execute(query)).mappings()]


async def test_a_free_place_is_offered_to_the_next_until_a_deadline_then_to_the_one_after(database: Database):
    id_ = await planned(database, 1)
    assert [await say(database, id_, one) for one in (ANN, BEN, CHO, HOST, BEN)] == [0, 1, 2, 0, 1]
    await say(database, id_, ANN, Answer.MAYBE)
    session = await found(database, id_)
    assert people(session) == ([HOST], [BEN, CHO], [BEN])
    assert session.answers[ANN] is Answer.MAYBE
    (offer,) = await due(database, sessions.OFFER)
    (over,) = await due(database, sessions.OFFER_OVER)
    assert offer["expires_at"] == over["due_at"] == NOW + timedelta(days=1)
    assert str(BEN) not in str(offer["payload"]) + offer["dedupe_key"].rsplit(":", 1)[0].removeprefix(f"session:{id_}")

    async def sent(tx: Writing) -> None:
        change = sa.update(rows).where(rows.c.kind == sessions.OFFER)
        await tx.connection.execute(change.values(status="sent", message_id=70))

    await database.write(None, sent)
    late = over["due_at"]
    await database.write(None, partial(sessions.change_places, session_id=id_, now=late))
    session = await found(database, id_)
    assert people(session) == ([HOST], [CHO], [CHO])
    assert BEN not in session.answers
    (ended,) = await due(database, sessions.OFFER_ENDED)
    assert ended["payload"]["how"] == "on"
    assert len(await due(database, "session-changed")) == 2
    assert await say(database, id_, CHO, now=late) == 0
    assert people(await found(database, id_)) == ([HOST, CHO], [], [])


async def test_an_offer_that_was_never_sent_is_made_anew(database: Database):
    id_ = await planned(database, 1)
    for one in (ANN, BEN, CHO):
        await say(database, id_, one)
    await say(database, id_, ANN, Answer.NO)
    late = NOW + timedelta(days=3)
    await database.write(None, partial(sessions.change_places, session_id=id_, now=late))
    session = await found(database, id_)
    assert people(session) == ([], [BEN, CHO], [BEN])
    assert session.waiting[0].until == late + timedelta(days=1)
    assert len(await due(database, sessions.OFFER)) == 2


async def test_without_a_card_nothing_moves_and_with_it_all_does_at_once_near_the_start(database: Database):
    id_ = await planned(database, 1, shown=False)
    for one in (ANN, BEN):
        await say(database, id_, one)
    await say(database, id_, ANN, Answer.NO)
    assert await say(database, id_, DEV) == 2
    assert people(await found(database, id_)) == ([], [BEN, DEV], [])
    near = START - timedelta(hours=1)

    async def posted(tx: Writing) -> None:
        await sessions.note_place(tx, id_, channel_id=5, message_id=6)
        await sessions.change_places(tx, id_, near)

    await database.write(None, posted)
    assert people(await found(database, id_)) == ([BEN], [DEV], [])
    (given,) = await due(database, sessions.GIVEN)
    assert given["payload"] == {"session": id_, "member": BEN}
    assert await due(database, sessions.OFFER) == []


async def test_places_are_never_given_twice_however_many_press_at_once(database: Database):
    id_ = await planned(database, 3)
    members = range(20, 32)
    await asyncio.gather(*(say(database, id_, one) for one in members))
    going, waiting, offered = people(await found(database, id_))
    assert (len(going), len(waiting), offered) == (3, 9, [])
    assert sorted((*going, *waiting)) == list(members)
    leaving = [(one, Answer.NO) for one in going[:2]]
    coming = [(one, Answer.GOING) for one in (*waiting, 40, 41)]
    await asyncio.gather(*(say(database, id_, one, given) for one, given in (*leaving, *coming)))
    session = await found(database, id_)
    still, line, offered = people(session)
    assert len(still) + len(offered) == 3
    assert set(line) | set(still) == {*going[2:], *waiting, 40, 41}
    assert len({one.number for one in session.waiting}) == len(line)
    assert {one.member_id for one in session.waiting[: len(offered)]} == set(offered)


async def test_who_is_erased_leaves_or_sees_the_topic_no_more_makes_room(database: Database):
    id_ = await planned(database, 3)
    for one in (ANN, BEN, CHO, DEV, 21, 22):
        await say(database, id_, one)

    async def mirrored(tx: Writing, inside: tuple[int, ...], seeing: tuple[int, ...], now: datetime) -> None:
        closed = (Overwrite(1, 0, VIEW_CHANNEL), *(Overwrite(one, VIEW_CHANNEL, 0) for one in seeing))
        spot = Spot(5, PlaceKind.TEXT, "falls", overwrites=closed)
        members = tuple(Person(one, str(one), is_bot=False, role_ids=frozenset()) for one in inside)
        everyone = Role(1, "everyone", READ_MESSAGE_HISTORY)
        snapshot = Snapshot(Ground(1, "A community", 77), (everyone,), (spot,), (), members, {})
        await mirror.align(tx, snapshot, now)

    everybody = (HOST, ANN, BEN, CHO, DEV, 21, 22)
    await database.write(None, lambda tx: mirrored(tx, everybody, everybody, NOW))
    await database.write(None, partial(sessions.let_go, now=NOW))
    assert people(await found(database, id_)) == ([ANN, BEN, CHO], [DEV, 21, 22], [])
    await database.write(None, lambda tx: mirrored(tx, everybody[:1] + everybody[2:], everybody, NOW))
    await database.write(None, partial(sessions.let_go, now=NOW))
    assert people(await found(database, id_)) == ([BEN, CHO], [DEV, 21, 22], [DEV])
    await database.write(None, partial(mirror.doubt, community_id=1))
    async with database.read() as tx:
        assert await sessions.unable(tx, NOW) == {}
    await database.write(None, lambda tx: mirrored(tx, everybody[:1] + everybody[2:], (HOST, CHO, DEV, 22), NOW))
    await database.write(None, partial(sessions.let_go, now=NOW))
    assert people(await found(database, id_)) == ([CHO], [DEV, 22], [DEV, 22])
    erasure = await database.write(None, partial(rights.begin, who=Who(1, DEV, NOW), now=NOW))
    await rights.run(database, erasure, NOW)
    assert people(await found(database, id_)) == ([CHO], [22], [22])


async def test_more_places_another_host_and_another_day_move_the_waitlist(database: Database):
    id_ = await planned(database, 1)
    for one in (ANN, BEN, CHO):
        await say(database, id_, one)

    async def change(**to: Any) -> Session:
        session = await found(database, id_)
        after = replace(session.plan, **to)
        await database.write(None, partial(sessions.change_one, session=session, after=after, now=NOW))
        return await found(database, id_)

    assert people(await change(capacity=2)) == ([ANN], [BEN, CHO], [BEN])
    assert await due(database, sessions.TOLD) == []
    assert people(await change(host_id=ANN)) == ([ANN], [BEN, CHO], [BEN, CHO])
    # Moved to before an offer would end: it is made anew, for as long as there is time.
    soon = NOW + timedelta(hours=10)
    session = await change(starts_at=soon, local_start=soon.replace(tzinfo=None))
    assert people(session) == ([ANN], [BEN, CHO], [BEN, CHO])
    assert {one.until for one in session.waiting} == {NOW + timedelta(hours=5)}
    assert people(await change(capacity=1)) == ([ANN], [BEN, CHO], [BEN])
    assert people(await change(capacity=None)) == ([ANN], [BEN, CHO], [BEN, CHO])
