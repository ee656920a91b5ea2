from datetime import UTC, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from community.sessions import Answer, Plan, Session, read_repeats
from storage import Database, Writing, communities, rights, sessions, topics
from storage.rights import Who
from storage.tables.outbox import outbox
from storage.topics import Topic

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = datetime(2026, 11, 24, 14, tzinfo=UTC)
HOST, ANN, BEN = 9, 1, 2


async def begun(database: Database, repeats: str | None = None) -> Session:
    """Plan a session, or a series, and give the first."""
    local = START.replace(tzinfo=None)
    plan = Plan(5, 5, "Falls", "case clinic", START, local, "UTC", 60, HOST)

    async def work(tx: Writing) -> int:
        await communities.remember(tx, 1, "A community")
        await communities.remember_members(tx, 1, [(id_, str(id_), False) for id_ in (HOST, ANN, BEN)])
        await topics.open_topic(tx, Topic(5, 1, "falls", "Falls", "open", NOW, 5), opened_by=HOST)
        rule = read_repeats(repeats, local, "") if repeats else None
        sketched = await sessions.find(tx, await sessions.sketch(tx, 1, plan, HOST, NOW, rule))
        assert sketched is not None
        await sessions.plan(tx, sketched, NOW)
        return sketched.id

    return await found(database, await database.write(None, work))


async def found(database: Database, id_: int) -> Session:
    async with database.read() as tx:
        session = await sessions.find(tx, id_)
    assert session is not None
    return session


async def pending(database: Database, id_: int) -> dict[str, tuple[datetime, datetime]]:
    """Give the reminders to come: when each is due, and until when it is of use."""
    o = outbox.c
    query = sa.select(o.dedupe_key, o.due_at, o.expires_at).where(o.kind == "session-reminder", o.status == "pending")
    async with database.read() as tx:
        rows = (await tx.connection.execute(query)).all()
    start = f"session:{id_}:remind:"
    return {r.dedupe_key.removeprefix(start): (r.due_at, r.expires_at) for r in rows if r.dedupe_key.startswith(start)}


async def time_anew(database: Database, setting: str, now: datetime = NOW) -> None:
    async def work(tx: Writing) -> None:
        await communities.change_setting(tx, 1, "reminder_minutes", setting)

    await database.write(None, work)
    async with database.read() as tx:
        ids = await sessions.timed_otherwise(tx, now)
    await database.write(None, partial(sessions.time_anew, session_ids=ids, now=now))
    async with database.read() as tx:
        assert await sessions.timed_otherwise(tx, now) == []


async def test_reminders_follow_the_setting_and_each_is_of_use_until_the_next(database: Database):
    session = await begun(database)
    day, quarter, hour = (START - timedelta(minutes=m) for m in (1440, 15, 60))
    assert await pending(database, session.id) == {"1440:1": (day, quarter), "15:1": (quarter, START)}
    await time_anew(database, "60, 15")
    assert await pending(database, session.id) == {"60:1": (hour, quarter), "15:1": (quarter, START)}
    await time_anew(database, "1440, 15")
    assert await pending(database, session.id) == {"1440:1": (day, quarter), "15:1": (quarter, START)}
    await time_anew(database, "none")
    assert await pending(database, session.id) == {}
    await time_anew(database, "4320, 60")
    assert await pending(database, session.id) == {"60:1": (hour, START)}  # three days before is past
    await database.write(None, partial(sessions.call_off, session=session, reason="ill", now=NOW, by=None))
    assert await pending(database, session.id) == {}


async def test_who_asks_for_direct_messages_gets_them_while_they_come_until_they_ask_for_none(database: Database):
    first = await begun(database, "weekly, 4 times")
    assert first.part is not None
    async with database.read() as tx:
        second = (await sessions.of_series(tx, first.part.series_id))[1]

    async def ask(tx: Writing) -> None:
        for one, always in ((first, False), (second, True), (second, True), (second, False)):
            await sessions.ask_directly(tx, one, ANN, NOW, always=always)
        await sessions.ask_directly(tx, second, BEN, NOW, always=False)
        for one in (first, second):
            for member in (ANN, BEN):
                await sessions.answer(tx, one.id, member, Answer.GOING, NOW)

    async def people(one: Session) -> list[int | None]:
        async with database.read() as tx:
            return [await sessions.who_asked(tx, wish) for wish in await sessions.to_remind_directly(tx, one)]

    await database.write(None, ask)
    assert [await people(one) for one in (first, second)] == [[ANN], [ANN, BEN]]
    # The part that a change splits off keeps what was asked for of the whole.
    after = second.plan
    plan = Plan(5, 5, "Stumbles", after.format, after.starts_at, after.local_start, "UTC", 60, HOST)
    await database.write(None, partial(sessions.change_following, session=second, after=plan, now=NOW))
    moved = await found(database, second.id)
    assert moved.part is not None
    assert moved.part.series_id != first.part.series_id
    assert [await people(one) for one in (first, moved)] == [[ANN], [ANN, BEN]]
    await database.write(None, partial(sessions.answer, session_id=moved.id, member_id=BEN, given=Answer.NO, now=NOW))
    assert await people(moved) == [ANN]
    await database.write(None, partial(sessions.ask_no_more, session=moved, member_id=ANN))
    assert await people(moved) == []
    assert await people(first) == [ANN]
    erasure = await database.write(None, partial(rights.begin, who=Who(1, ANN, NOW), now=NOW))
    await rights.run(database, erasure, NOW)
    async with database.read() as tx:
        assert await sessions.asks_directly(tx, first, ANN) is None
