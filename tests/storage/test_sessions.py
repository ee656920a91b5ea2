from datetime import UTC, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from community.sessions import Answer, Plan
from storage import Database, Writing, communities, sessions
from storage.tables.outbox import outbox

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _plan(seen_in: int = 5, ahead: timedelta = timedelta(days=3)) -> Plan:
    start = NOW + ahead
    return Plan(5, seen_in, "Falls at night", "case clinic", start, start.replace(tzinfo=None), "UTC", 60, 9)


async def _planned(database: Database, plan: Plan) -> int:
    async def work(tx: Writing) -> int:
        await communities.remember(tx, 1, "A community")
        id_ = await sessions.sketch(tx, 1, plan, 9, NOW)
        sketched = await sessions.find(tx, id_)
        assert sketched is not None
        await sessions.plan(tx, sketched, NOW)
        return id_

    return await database.write(None, work)


async def _rows(database: Database) -> dict[str, str]:
    async with database.read() as tx:
        rows = await tx.connection.execute(sa.select(outbox.c.dedupe_key, outbox.c.status))
        return {row.dedupe_key: row.status for row in rows}


async def test_a_plan_puts_card_event_and_reminders_into_the_outbox(database: Database):
    id_ = await _planned(database, _plan())
    keys = {f"session:{id_}:{what}" for what in ("card", "event", "remind:1440:1", "remind:15:1")}
    assert set(await _rows(database)) == keys


async def test_a_reminder_whose_moment_is_past_is_not_made(database: Database):
    id_ = await _planned(database, _plan(ahead=timedelta(hours=2)))
    assert f"session:{id_}:remind:1440:1" not in await _rows(database)


async def test_a_later_answer_takes_the_earlier_ones_place(database: Database):
    id_ = await _planned(database, _plan())
    for minutes, given in enumerate((Answer.GOING, Answer.NO, Answer.MAYBE)):
        moment = NOW + timedelta(minutes=minutes)
        work = partial(sessions.answer, session_id=id_, member_id=7, given=given, now=moment)
        await database.write(None, work)
    async with database.read() as tx:
        found = await sessions.find(tx, id_)
    assert found is not None
    assert found.answers == {7: Answer.MAYBE}


async def test_only_sessions_of_places_seen_are_coming(database: Database):
    mine = await _planned(database, _plan(seen_in=5))
    await _planned(database, _plan(seen_in=6))
    async with database.read() as tx:
        assert [s.id for s in await sessions.coming(tx, 1, {5}, NOW)] == [mine]
        assert await sessions.coming(tx, 1, set(), NOW) == []


async def test_a_cancelled_session_reminds_nobody_and_is_not_coming(database: Database):
    id_ = await _planned(database, _plan())

    async def work(tx: Writing) -> None:
        found = await sessions.find(tx, id_)
        assert found is not None
        await sessions.call_off(tx, found, "The host is ill", NOW, by=None)

    await database.write(None, work)
    rows = await _rows(database)
    assert rows[f"session:{id_}:remind:1440:1"] == rows[f"session:{id_}:remind:15:1"] == "cancelled"
    assert rows[f"session:{id_}:cancelled"] == "pending"
    async with database.read() as tx:
        assert await sessions.coming(tx, 1, {5}, NOW) == []


async def test_a_sketch_is_no_session_and_is_dropped_when_nobody_confirms_it(database: Database):
    async def work(tx: Writing) -> int:
        await communities.remember(tx, 1, "A community")
        return await sessions.sketch(tx, 1, _plan(), 9, NOW)

    id_ = await database.write(None, work)
    assert await _rows(database) == {}
    await database.write(None, partial(sessions.drop_sketches, before=NOW - timedelta(seconds=1)))
    async with database.read() as tx:
        assert await sessions.coming(tx, 1, {5}, NOW) == []
        assert await sessions.find(tx, id_) is not None
    await database.write(None, partial(sessions.drop_sketches, before=NOW))
    async with database.read() as tx:
        assert await sessions.find(tx, id_) is None
