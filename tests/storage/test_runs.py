"""Runs and attendance as remembered, and what follows from a press."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from community.messages import Place, Said
from community.sessions import Plan, Run, RunStatus, Session, Stay, Verb, begin, press
from storage import Database, Writing, communities, ledger, messages, sessions, topics
from storage.ledger import Kind
from storage.messages import keep, leave_out
from storage.tables.messages import conversations
from storage.tables.messages import messages as messages_table
from storage.tables.outbox import outbox
from storage.topics import Topic
from tests.community.test_runs import FORMAT

NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)
ANN, BEN, CHO = 11, 12, 13


async def _planned(tx: Writing, *, thread_id: int = 50, chatham_house: bool = False) -> Session:
    await communities.remember(tx, 1, "A community")
    plan = Plan(5, 5, "Falls", "huddle", NOW, NOW.replace(tzinfo=None), "UTC", 30, ANN, "", chatham_house)
    id_ = await sessions.sketch(tx, 1, plan, ANN, NOW - timedelta(days=1))
    sketched = await sessions.find(tx, id_)
    assert sketched is not None
    await sessions.plan(tx, sketched, NOW - timedelta(days=1))
    await sessions.note_place(tx, id_, channel_id=5, message_id=thread_id, thread_id=thread_id)
    found = await sessions.find(tx, id_)
    assert found is not None
    return found


async def _begun(database: Database) -> tuple[Session, Run]:
    async def work(tx: Writing) -> tuple[Session, Run]:
        session = await _planned(tx)
        run = begin(session, FORMAT, NOW)
        assert await sessions.start(tx, session, run)
        assert not await sessions.start(tx, session, run)
        return session, run

    return await database.write(None, work)


async def _due(database: Database) -> dict[str, tuple[str, Any, Any]]:
    async with database.read() as tx:
        o = outbox.c
        rows = await tx.connection.execute(sa.select(o.dedupe_key, o.status, o.due_at, o.expires_at))
        return {row[0]: tuple(row[1:]) for row in rows if row[0].startswith("run:")}


async def _pressed(database: Database, run: Run, verb: Verb, at: datetime) -> Run:
    moved = press(run, verb, run.version, at)
    await database.write(None, lambda tx: sessions.move(tx, run, moved, at))
    async with database.read() as tx:
        kept = await sessions.run_of(tx, run.session_id)
    assert kept == moved
    return moved


async def test_all_that_follows_from_a_press_is_written_with_it(database: Database):
    session, run = await _begun(database)
    id_ = session.id
    async with database.read() as tx:
        assert await sessions.run_of(tx, id_) == run
        assert await sessions.under_way(tx, [1]) == [run]
        assert await sessions.under_way(tx, [2]) == []
    ends = NOW + timedelta(minutes=10)
    assert await _due(database) == {
        f"run:{id_}:panel:1": ("pending", NOW, None),
        f"run:{id_}:step:0:1": ("pending", NOW, None),
        f"run:{id_}:over:1": ("pending", ends, ends + timedelta(minutes=10)),
        f"run:{id_}:forgotten": ("pending", NOW + timedelta(hours=6, minutes=30), None),
    }
    paused = await _pressed(database, run, Verb.PAUSE, NOW + timedelta(minutes=4))
    rows = await _due(database)
    assert rows[f"run:{id_}:over:1"][0] == "cancelled"
    assert rows[f"run:{id_}:panel:2"][0] == "pending"
    assert not any(key.startswith((f"run:{id_}:step:0:2", f"run:{id_}:over:2")) for key in rows)
    on = await _pressed(database, paused, Verb.GO_ON, NOW + timedelta(minutes=20))
    assert (await _due(database))[f"run:{id_}:over:3"][1] == NOW + timedelta(minutes=26)
    second = await _pressed(database, on, Verb.NEXT, NOW + timedelta(minutes=21))
    rows = await _due(database)
    assert rows[f"run:{id_}:over:3"][0] == "cancelled"
    assert rows[f"run:{id_}:step:1:4"][0] == "pending"
    assert f"run:{id_}:over:4" not in rows
    over = await _pressed(database, second, Verb.FINISH, NOW + timedelta(minutes=25))
    rows = await _due(database)
    assert over.status is RunStatus.FINISHED
    assert rows[f"run:{id_}:forgotten"][0] == "cancelled"
    assert f"run:{id_}:panel:5" in rows
    assert not any(key.startswith(f"run:{id_}:step:") and key.endswith(":5") for key in rows)


async def test_a_press_that_changes_nothing_writes_nothing(database: Database):
    _, run = await _begun(database)
    before = await _due(database)
    await database.write(None, lambda tx: sessions.move(tx, run, press(run, Verb.NEXT, 9, NOW), NOW))
    assert await _due(database) == before


async def test_who_comes_goes_and_comes_again_has_two_stays_and_finishing_ends_them(database: Database):
    session, run = await _begun(database)

    async def seen(at: int, *present: int) -> bool:
        now = NOW + timedelta(minutes=at)
        return await database.write(None, lambda tx: sessions.see(tx, 1, session.id, present, now))

    assert await seen(0, ANN, BEN)
    assert not await seen(1, BEN, ANN)
    assert await seen(5, ANN)
    assert await seen(8, ANN, BEN)
    assert await database.write(None, lambda tx: sessions.say_here(tx, session.id, CHO, NOW))
    assert not await database.write(None, lambda tx: sessions.say_here(tx, session.id, CHO, NOW))
    await _pressed(database, run, Verb.FINISH, NOW + timedelta(minutes=20))
    async with database.read() as tx:
        stays = await sessions.stays_of(tx, session.id)
        bens = await sessions.stays_of(tx, session.id, BEN)

    def stay(who: int, came: int, left: int) -> Stay:
        return Stay(who, by_voice=True, came_at=NOW + timedelta(minutes=came), left_at=NOW + timedelta(minutes=left))

    assert bens == [stay(BEN, 0, 5), stay(BEN, 8, 20)]
    assert stays == [stay(ANN, 0, 20), bens[0], Stay(CHO, by_voice=False, came_at=NOW), bens[1]]


async def test_of_somebody_who_wants_nothing_kept_it_is_not_noted_that_they_came(database: Database):
    session, _ = await _begun(database)
    await database.write(None, lambda tx: ledger.remember(tx, Kind.KEEPING, [(1, BEN)], "nothing", NOW))
    await database.write(None, lambda tx: sessions.see(tx, 1, session.id, [ANN, BEN], NOW))
    async with database.read() as tx:
        assert [one.member_id for one in await sessions.stays_of(tx, session.id)] == [ANN]


async def test_many_who_come_at_once_have_the_panel_shown_once(database: Database):
    session, run = await _begun(database)
    for second in (1, 2, 9, 11):
        await database.write(None, partial(sessions.show_people, run=run, now=NOW + timedelta(seconds=second)))
    moments = [due for key, (_, due, _) in (await _due(database)).items() if key.startswith(f"run:{session.id}:people")]
    assert sorted(moments) == [NOW + timedelta(seconds=10), NOW + timedelta(seconds=20)]


async def test_calling_a_session_off_ends_its_run(database: Database):
    session, _ = await _begun(database)
    await database.write(None, lambda tx: sessions.call_off(tx, session, "ill", NOW, by=None))
    async with database.read() as tx:
        run = await sessions.run_of(tx, session.id)
    assert run is not None
    assert not run.is_under_way


def _said(id_: int, place: Place) -> Said:
    return Said(id_, place, BEN, "Ben", "A zebra said this", NOW, by_bot=False)


async def test_nothing_is_kept_of_what_is_said_under_the_chatham_house_rule(database: Database):
    async def rows() -> dict[int, str]:
        async with database.read() as tx:
            query = sa.select(messages_table.c.id, messages_table.c.content).order_by(messages_table.c.id)
            return {row.id: row.content for row in await tx.connection.execute(query)}

    secret, other = (Place(id_, 1, 5, 5, is_thread=True, title="Falls") for id_ in (50, 60))

    async def opened(tx: Writing) -> None:
        await communities.remember(tx, 1, "A community")
        await topics.open_topic(tx, Topic(5, 1, "falls", "", "open", NOW, 5), opened_by=None)

    await database.write(None, opened)
    first = [_said(1000, secret), _said(1001, other)]
    await database.write(None, lambda tx: keep(tx, first))
    await database.write(None, lambda tx: _planned(tx, chatham_house=True))
    await database.write(None, lambda tx: _planned(tx, thread_id=60))
    await database.write(None, lambda tx: leave_out(tx, 50, NOW))
    assert await rows() == {1000: "", 1001: "A zebra said this"}
    later = [_said(1002, secret), _said(1003, other), replace(_said(1000, secret), edited_at=NOW)]
    assert await database.write(None, lambda tx: keep(tx, later)) == [1003]
    assert set(await rows()) == {1000, 1001, 1003}
    assert (await rows())[1000] == ""
    async with database.read() as tx:
        assert await messages.left_out(tx, [50, 60]) == {50}
        assert 60 in set((await tx.connection.execute(sa.select(conversations.c.id))).scalars())
