from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import sqlalchemy as sa

from community.sessions import AHEAD, NEAR, Answer, Plan, Session, read_repeats
from storage import Database, Writing, communities, sessions, topics
from storage.tables.outbox import outbox
from storage.tables.series import series, standing_answers
from storage.topics import Topic

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST = datetime.fromisoformat("2026-11-24T14:00")  # a Tuesday
HOST, CHO = 9, 7


def plan_of(start: datetime = FIRST, zone: str = "UTC") -> Plan:
    return Plan(5, 5, "Falls at night", "case clinic", start.replace(tzinfo=UTC), start, zone, 60, HOST)


async def begun(
    database: Database, repeats: str = "weekly", region: str = "", plan: Plan | None = None, now: datetime = NOW
) -> int:
    """Plan a series, and give its id."""
    wanted = plan or plan_of()

    async def work(tx: Writing) -> int:
        await communities.remember(tx, 1, "A community")
        await communities.remember_members(tx, 1, [(HOST, "Host", False), (CHO, "Cho", False)])
        await topics.open_topic(tx, Topic(5, 1, "falls", "Falls", "open", NOW, 5), opened_by=HOST)
        rule = read_repeats(repeats, wanted.local_start, region)
        sketched = await sessions.find(tx, await sessions.sketch(tx, 1, wanted, HOST, now, rule))
        assert sketched is not None
        assert sketched.part is not None
        await sessions.plan(tx, sketched, now)
        return sketched.part.series_id

    return await database.write(None, work)


async def wake(database: Database, now: datetime) -> None:
    """Do what a wake-up does for series."""
    async with database.read() as tx:
        ids = await sessions.to_look_at(tx, now)
    for id_ in ids:
        await database.write(None, partial(sessions.make_coming, series_id=id_, now=now))


async def made(database: Database, series_id: int) -> list[Session]:
    async with database.read() as tx:
        return await sessions.of_series(tx, series_id)


async def cards(database: Database, found: Sequence[Session]) -> list[datetime]:
    """Give when the sessions' cards are due."""
    keys = [f"session:{session.id}:card" for session in found]
    async with database.read() as tx:
        query = sa.select(outbox.c.dedupe_key, outbox.c.due_at).where(outbox.c.dedupe_key.in_(keys))
        due = {row.dedupe_key: row.due_at for row in await tx.connection.execute(query)}
    return [due[key] for key in keys]


async def call_off(database: Database, session: Session, now: datetime = NOW) -> None:
    await database.write(None, partial(sessions.call_off, session=session, reason="ill", now=now, by=CHO))


async def test_sessions_are_made_eight_weeks_ahead_once_however_often_it_wakes(database: Database):
    id_ = await begun(database, "weekly, 12 times")
    found = await made(database, id_)
    assert [s.plan.local_start for s in found] == [FIRST + timedelta(weeks=n) for n in range(8)]
    assert found[2].part is not None
    assert found[2].part.told == "Every Tuesday · 3rd of 12"
    assert await cards(database, found[:4]) == [NOW, NOW, *(s.plan.starts_at - NEAR for s in found[2:4])]
    await wake(database, NOW)
    assert len(await made(database, id_)) == 8
    for days in (3, 10, 10, 10, 40, 100):
        await wake(database, NOW + timedelta(days=days))
    later = await made(database, id_)
    assert [s.part.number for s in later if s.part] == list(range(1, 13))
    async with database.read() as tx:
        looks = (await tx.connection.execute(sa.select(series.c.look_at))).scalars().all()
    assert looks == [None]


async def test_what_passed_while_the_bot_was_away_is_not_made_and_the_numbers_go_on(database: Database):
    id_ = await begun(database)
    late = NOW + timedelta(weeks=20)
    await wake(database, late)
    numbers = [s.part.number for s in await made(database, id_) if s.part]
    assert numbers == [*range(1, 9), *range(21, 29)]


async def test_one_that_was_called_off_is_not_made_again_and_the_next_has_its_card_at_once(database: Database):
    id_ = await begun(database, "every 4 weeks")
    first, second = await made(database, id_)
    assert await cards(database, [second]) == [second.plan.starts_at - NEAR]
    await call_off(database, first)
    await wake(database, NOW)
    assert await cards(database, [second]) == [NOW]
    assert [s.status for s in await made(database, id_)] == ["cancelled", "planned"]
    for weeks in (1, 9):
        await wake(database, NOW + timedelta(weeks=weeks))
    assert [s.status for s in await made(database, id_)][:2] == ["cancelled", "planned"]


async def test_the_next_one_has_its_card_when_the_one_before_is_over(database: Database):
    id_ = await begun(database, "quarterly")
    await wake(database, NOW + timedelta(weeks=6))
    first, second = await made(database, id_)
    assert second.plan.starts_at - AHEAD < NOW + timedelta(weeks=6)
    assert await cards(database, [first, second]) == [NOW, NOW + timedelta(weeks=6)]


async def test_a_series_ends_with_its_topic_and_what_nobody_was_shown_is_called_off(database: Database):
    id_ = await begun(database)
    first, *_ = await made(database, id_)
    await database.write(None, partial(sessions.note_place, session_id=first.id, channel_id=5, message_id=6))
    async with database.read() as tx:
        left = await topics.under_way(tx, 5, NOW, frozenset({5}))
    assert (left.sessions, left.series) == (1, 1)
    await database.write(None, partial(topics.close, topic_id=5, reason="Done", now=NOW))
    for weeks in (0, 4):
        await wake(database, NOW + timedelta(weeks=weeks))
        assert [s.status for s in await made(database, id_)] == ["planned", *["cancelled"] * 7]


async def test_a_sketch_of_a_series_is_dropped_when_nobody_confirms_it(database: Database):
    async def work(tx: Writing) -> None:
        await communities.remember(tx, 1, "A community")
        await sessions.sketch(tx, 1, plan_of(), HOST, NOW, read_repeats("weekly", FIRST, ""))

    await database.write(None, work)
    await wake(database, NOW)
    async with database.read() as tx:
        assert await sessions.coming(tx, 1, {5}, NOW) == []
    await database.write(None, partial(sessions.drop_sketches, before=NOW))
    async with database.read() as tx:
        assert (await tx.connection.execute(sa.select(sa.func.count()).select_from(series))).scalar() == 0


async def test_an_answer_to_all_following_holds_for_those_made_and_to_be_made_but_not_for_ones_own(database: Database):
    id_ = await begun(database)
    first, second, third, *_ = await made(database, id_)
    after = first.part.original.strftime(sessions.LOCAL) if first.part else ""

    async def work(tx: Writing) -> None:
        await sessions.answer(tx, first.id, CHO, Answer.GOING, NOW)
        await sessions.answer(tx, third.id, CHO, Answer.NO, NOW)
        await sessions.answer_always(tx, id_, CHO, Answer.MAYBE, after, NOW)

    await database.write(None, work)
    await wake(database, NOW + timedelta(weeks=4))
    said = [s.answers.get(CHO) for s in await made(database, id_)]
    assert said == [Answer.GOING, Answer.MAYBE, Answer.NO, *[Answer.MAYBE] * 9]

    async def back(tx: Writing) -> None:
        assert await sessions.standing_answer(tx, id_, CHO) is Answer.MAYBE
        await sessions.answer_each_time(tx, id_, CHO, after, NOW)

    await database.write(None, back)
    said = [s.answers.get(CHO) for s in await made(database, id_)]
    assert said == [Answer.GOING, None, Answer.NO, *[None] * 9]
    assert second.answers == {}


async def test_who_left_the_community_is_not_down_for_what_is_made_later(database: Database):
    id_ = await begun(database)

    async def work(tx: Writing) -> None:
        row = {"series_id": id_, "member_id": 77, "answer": "going", "answered_at": NOW}
        await tx.connection.execute(sa.insert(standing_answers).values(row))

    await database.write(None, work)
    await wake(database, NOW + timedelta(weeks=4))
    assert [s.answers for s in await made(database, id_)] == [{}] * 12


def moments(text: str) -> list[datetime]:
    return [datetime.fromisoformat(f"{one}:00+00:00") for one in text.split()]


async def due(database: Database, found: Sequence[Session], before: int) -> list[datetime]:
    """Give when the reminders of sessions are due that go out so many minutes before."""
    keys = [f"session:{session.id}:remind:{before}:1" for session in found]
    async with database.read() as tx:
        query = sa.select(outbox.c.due_at).where(outbox.c.dedupe_key.in_(keys)).order_by(outbox.c.due_at)
        return list((await tx.connection.execute(query)).scalars())


async def test_sessions_and_reminders_keep_their_wall_time_over_both_changes_of_the_clocks(database: Database):
    for start, zone, starts in (
        ("2026-10-11T01:30", "Europe/London", "2026-10-11T00:30 2026-10-18T00:30 2026-10-25T00:30 2026-11-01T01:30"),
        ("2027-03-14T01:30", "Europe/London", "2027-03-14T01:30 2027-03-21T01:30 2027-03-28T01:30 2027-04-04T00:30"),
        ("2026-10-18T14:00", "Europe/London", "2026-10-18T13:00 2026-10-25T14:00 2026-11-01T14:00 2026-11-08T14:00"),
        ("2026-10-18T09:00", "America/New_York", "2026-10-18T13:00 2026-10-25T13:00 2026-11-01T14:00 2026-11-08T14:00"),
        ("2026-10-18T18:30", "Asia/Kolkata", "2026-10-18T13:00 2026-10-25T13:00 2026-11-01T13:00 2026-11-08T13:00"),
    ):
        wanted = moments(starts)
        first = datetime.fromisoformat(start)
        plan = replace(plan_of(first), starts_at=wanted[0], zone=zone)
        id_ = await begun(database, "weekly, 4 times", plan=plan, now=wanted[0] - timedelta(days=3))
        found = await made(database, id_)
        assert [session.plan.starts_at for session in found] == wanted
        assert await due(database, found, 15) == [moment - timedelta(minutes=15) for moment in wanted]
        assert await due(database, found, 1440) == [moment - timedelta(days=1) for moment in wanted]


async def test_one_that_would_move_onto_a_bank_holiday_is_called_off_and_one_left_out_before_is_made(
    database: Database,
):
    first = datetime.fromisoformat("2027-03-23T14:00")  # a Tuesday; Good Friday is 26 March, Easter Monday the 29th
    now = first.replace(tzinfo=UTC) - timedelta(days=3)
    id_ = await begun(database, "weekly, 5 times, skip bank holidays", "GB-ENG", plan_of(first), now)
    session = (await made(database, id_))[0]
    monday = replace(session.plan, starts_at=session.plan.starts_at - timedelta(days=1))
    monday = replace(monday, local_start=session.plan.local_start - timedelta(days=1))

    async def work(tx: Writing) -> None:
        await sessions.answer(tx, session.id, CHO, Answer.GOING, now)
        await sessions.change_following(tx, session, monday, now)

    await database.write(None, work)
    found = await made(database, id_)
    days = [(f"{one.plan.local_start:%a %d %b}", one.status, one.reason) for one in found]
    assert days[:3] == [
        ("Mon 22 Mar", "planned", None),
        ("Tue 30 Mar", "cancelled", "Easter Monday is a bank holiday."),
        ("Mon 05 Apr", "planned", None),
    ]
    assert found[0].answers == {CHO: Answer.GOING}
    assert [one.status for one in found].count("planned") == 5, "one more is made at the end: five are to be held"


async def test_a_change_is_told_once_and_reminders_of_the_old_time_are_taken_back(database: Database):
    id_ = await begun(database)
    session = (await made(database, id_))[1]
    moved = replace(session.plan, starts_at=session.plan.starts_at + timedelta(hours=3), location="The library")

    async def work(tx: Writing) -> None:
        await sessions.change_one(tx, session, replace(moved, local_start=moved.starts_at.replace(tzinfo=None)), NOW)

    await database.write(None, work)
    async with database.read() as tx:
        query = sa.select(outbox.c.dedupe_key, outbox.c.status, outbox.c.due_at, outbox.c.payload)
        rows = {row.dedupe_key: row for row in await tx.connection.execute(query)}
    key = f"session:{session.id}"
    assert [rows[f"{key}:remind:{m}:1"].status for m in (1440, 15)] == ["cancelled"] * 2
    for minutes in (1440, 15):
        row = rows[f"{key}:remind:{minutes}:2"]
        assert (row.status, row.due_at) == ("pending", moved.starts_at - timedelta(minutes=minutes))
    told = [row for row in rows.values() if row.dedupe_key.startswith(f"{key}:told")]
    assert [row.payload["changed"] for row in told] == [["starts", "where"]]
