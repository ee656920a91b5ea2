"""Who left, or lost sight of a session, is found from their side, and what was theirs in sessions to come is free."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from community.access import READ_MESSAGE_HISTORY, VIEW_CHANNEL, PlaceKind
from community.sessions import Answer, Held, Plan, Session, read_repeats
from community.snapshot import Ground, Person, Role, Snapshot, Spot
from storage import Database, Writing, mirror, sessions, topics
from storage.tables.outbox import outbox
from storage.topics import Topic
from tests.storage.test_reminding import found

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = NOW + timedelta(days=10)
HOST, ANN, BEN, CHO = 9, 1, 2, 3


async def here(database: Database, *member_ids: int) -> None:
    """Bring the community to these members, who all see its one channel."""
    people = tuple(Person(one, str(one), is_bot=False, role_ids=frozenset()) for one in member_ids)
    everyone = Role(1, "everyone", READ_MESSAGE_HISTORY | VIEW_CHANNEL)
    snapshot = Snapshot(Ground(1, "A community", 77), (everyone,), (Spot(5, PlaceKind.TEXT, "falls"),), (), people, {})
    await database.write(None, partial(mirror.align, snapshot=snapshot, now=NOW))


async def planned(database: Database, starts_at: datetime = START, repeats: str = "") -> Session:
    """Plan a session that has its card, or a series of which the first has it."""
    wall = starts_at.replace(tzinfo=None)
    plan = Plan(5, 5, "Falls", "case clinic", starts_at, wall, "UTC", 60, HOST)

    async def work(tx: Writing) -> int:
        await topics.open_topic(tx, Topic(5, 1, "falls", "Falls", "open", NOW, 5), opened_by=HOST)
        rule = read_repeats(repeats, wall, "") if repeats else None
        sketched = await sessions.find(tx, await sessions.sketch(tx, 1, plan, HOST, NOW, rule))
        assert sketched is not None
        await sessions.plan(tx, sketched, NOW)
        await sessions.note_place(tx, sketched.id, channel_id=5, message_id=6, thread_id=7)
        return sketched.id

    return await found(database, await database.write(None, work))


async def test_what_those_had_who_left_is_free_and_the_card_says_so(database: Database):
    await here(database, HOST, ANN, BEN, CHO)
    coming, past = await planned(database), await planned(database, NOW - timedelta(hours=2))

    async def work(tx: Writing) -> None:
        for one in (ANN, BEN, CHO):
            await sessions.answer(tx, coming.id, one, Answer.GOING, NOW)
        for session in (coming, past):
            await sessions.take_role(tx, session, "presenter", ANN, NOW)
            await sessions.take_role(tx, session, "note-taker", BEN, NOW)
        await sessions.offer_role(tx, coming, Held("note-taker", BEN), ANN, 44, NOW)
        await sessions.offer_role(tx, coming, Held("facilitator"), ANN, 45, NOW)
        await tx.connection.execute(sa.delete(outbox))

    await database.write(None, work)
    await here(database, HOST, BEN, CHO)
    await database.write(None, partial(sessions.let_go, now=NOW))
    assert (await found(database, coming.id)).answers == {BEN: Answer.GOING, CHO: Answer.GOING}
    assert (await found(database, coming.id)).roles == {"note-taker": BEN}
    assert (await found(database, past.id)).roles == {"presenter": ANN, "note-taker": BEN}
    async with database.read() as tx:
        assert await sessions.held(tx, coming.id, "note-taker") == Held("note-taker", BEN)
        assert [await sessions.offered(tx, coming.id, one) for one in (44, 45)] == [None, None]
        assert (await sessions.unable(tx, NOW), await sessions.roles_left(tx, NOW)) == ({}, set())
        made = await tx.connection.execute(sa.select(outbox.c.kind, outbox.c.payload))
        assert {(row.kind, row.payload["session"]) for row in made} == {("session-changed", coming.id)}


async def test_who_is_back_is_down_again_for_what_they_answered_for_all_that_follow_and_see(database: Database):
    await here(database, HOST, ANN, BEN)
    first = await planned(database, repeats="weekly, 3 times")
    assert first.part is not None
    series_id = first.part.series_id

    async def each() -> list[Answer | None]:
        async with database.read() as tx:
            return [one.answers.get(ANN) for one in await sessions.of_series(tx, series_id)]

    async def answer(tx: Writing) -> None:
        await sessions.answer_always(tx, series_id, ANN, Answer.GOING, "", NOW)
        _, second, _ = await sessions.of_series(tx, series_id)
        await sessions.answer(tx, second.id, ANN, Answer.NO, NOW)

    await database.write(None, answer)
    await here(database, HOST, BEN)
    await database.write(None, partial(sessions.let_go, now=NOW))
    assert await each() == [None, Answer.NO, None]
    await here(database, HOST, ANN, BEN)
    async with database.read() as tx:
        back = sa.select(outbox.c.payload).where(outbox.c.kind == sessions.BACK)
        assert list((await tx.connection.execute(back)).scalars()) == [{"member": ANN}]
    again = partial(sessions.give_again, community_id=1, member_id=ANN, now=NOW)
    await database.write(None, partial(again, seen=[6]))
    assert await each() == [None, Answer.NO, None]
    await database.write(None, partial(again, seen=[5, 6]))
    assert await each() == [Answer.GOING, Answer.NO, Answer.GOING]


@contextmanager
def asked(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Note the statements that readers send meanwhile, with their values."""
    statements: list[tuple[str, Any]] = []

    def note(*sent: Any) -> None:
        statements.append((sent[2], sent[3]))

    engine = database._reader.sync_engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield statements
    sa.event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_wake_up_goes_to_what_is_theirs_by_an_index_and_through_no_table_of_answers(database: Database):
    await here(database, HOST, ANN, BEN, CHO)
    with asked(database) as statements:
        async with database.read() as tx:
            assert (await sessions.unable(tx, NOW), await sessions.roles_left(tx, NOW)) == ({}, set())
    ways = []
    async with database.read() as tx:
        for statement, values in statements:
            plan = await tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            ways += [row["detail"] for row in plan.mappings()]
    ways = [one for one in ways if "rsvps" in one or "session_roles" in one]
    assert [one for one in ways if not one.startswith("SEARCH") and "ix_rsvps_waiting" not in one] == []
    assert any("ix_rsvps_member_id_session_id" in one for one in ways)
