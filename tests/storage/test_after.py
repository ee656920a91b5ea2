"""Reflections, notes and objections as remembered: asked about once, erased with whose they are."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.cli.restore import replay
from community.sessions import CameOf, Resolve, Sharing
from storage import Database, Writing, communities, notes, rights, sessions
from storage.backups import make_backup, restore
from storage.outbox import claim
from storage.rights import Who
from storage.rights.after import erase_reflections
from storage.sessions.reflecting import all_reflections
from storage.tables.after import objections, reflections
from storage.tables.outbox import outbox
from tests.storage.test_runs import ANN, BEN, CHO, NOW, _planned

BY = NOW + timedelta(days=7)
LATER = datetime(2027, 1, 1, tzinfo=UTC)
DEV = 14


async def test_a_reflection_is_asked_about_once_whatever_is_changed_and_goes_with_whose_it_is(database: Database):
    async def work(tx: Writing) -> None:
        session = await _planned(tx)
        wanted = Resolve("Ask first", BY, asks=True, shared=Sharing.NAMED)
        made = await sessions.reflect(tx, session, BEN, wanted, NOW)
        await sessions.note_shared(tx, 1, made.id, 50, 51, NOW)
        again = await sessions.reflect(tx, session, BEN, Resolve("Ask twice", BY, asks=True, shared=Sharing.NAMED), NOW)
        assert (again.id, again.version, again.message_id) == (made.id, 2, 51)
        await sessions.reflect(tx, session, CHO, Resolve("Mine"), NOW)

    await database.write(None, work)
    async with database.read() as tx:
        query = sa.select(outbox.c.kind, outbox.c.status).where(outbox.c.kind.like("reflect%")).order_by(outbox.c.id)
        found = [tuple(row) for row in await tx.connection.execute(query)]
    assert [row for row in found if row[0] == sessions.ASK] == [(sessions.ASK, "cancelled"), (sessions.ASK, "pending")]
    assert len([row for row in found if row[0] == sessions.SHARED]) == 2

    async def answer(tx: Writing) -> None:
        mine = await sessions.reflection_of(tx, 1, BEN)
        assert mine is not None
        await sessions.say_what_came(tx, mine, CameOf.TRIED, "It worked", NOW, told=True)

    await database.write(None, answer)
    async with database.read() as tx:
        counts = await sessions.reflected(tx, 1)
        assert [one.happened for one in await sessions.told_in(tx, 50, 3)] == ["It worked"]
    assert (counts.made, counts.tried) == (2, 1)
    done = await database.write(None, lambda tx: erase_reflections(tx, Who(1, BEN, LATER), LATER))
    assert done.counts["reflections"] == 1
    rows = await database.write(None, lambda tx: claim(tx, LATER, "test"))
    async with database.read() as tx:
        left = list((await tx.connection.execute(sa.select(reflections.c.member_id))).scalars())
        due = {row.kind: row.payload for row in rows}
    assert left == [CHO]
    assert sessions.ASK not in due
    assert due[sessions.UNSHARED]["message_id"] == 51


async def test_an_objection_is_taken_back_while_the_time_runs_and_the_notes_publish_in_time_again(database: Database):
    async def work(tx: Writing) -> None:
        session = await _planned(tx, chatham_house=True)
        await notes.begin(tx, 1, session.id, 77, ANN, BY, NOW)

        async def found() -> notes.Notes:
            there = await notes.of_session(tx, session.id, lock=True)
            assert there is not None
            return there

        for who, because in ((BEN, "a"), (CHO, "b")):
            assert await notes.object_to(tx, await found(), who, because, NOW)
        assert not await notes.take_objection_back(tx, await found(), ANN, "c", NOW), "of somebody who does not object"
        assert await notes.take_objection_back(tx, await found(), BEN, "d", NOW)
        assert (await found()).objections == 1
        assert await notes.take_objection_back(tx, await found(), CHO, "e", NOW)
        assert (await found()).objections == 0
        assert await notes.object_to(tx, await found(), CHO, "f", NOW)
        assert await notes.take_objection_back(tx, await found(), CHO, "g", NOW)

    await database.write(None, work)
    async with database.read() as tx:
        rows = (await tx.connection.execute(sa.select(outbox.c.kind, outbox.c.status, outbox.c.due_at))).all()
    kinds = [row.kind for row in rows]
    assert (kinds.count(notes.HELD), kinds.count(notes.RELEASED)) == (2, 2), "once each time that it is held or freed"
    assert [(row.status, row.due_at) for row in rows if row.kind == notes.PUBLISH] == [("pending", BY)]


async def test_notes_stay_held_by_nobody_when_who_objected_is_erased(database: Database):
    async def work(tx: Writing) -> None:
        session = await _planned(tx, chatham_house=True)
        await notes.begin(tx, 1, session.id, 77, ANN, BY, NOW)
        found = await notes.of_session(tx, session.id)
        assert found is not None
        assert await notes.object_to(tx, found, BEN, "a", NOW)
        assert not await notes.object_to(tx, found, BEN, "b", NOW)
        await erase_reflections(tx, Who(1, BEN, LATER), LATER)
        await erase_reflections(tx, Who(1, ANN, LATER), LATER)

    await database.write(None, work)
    async with database.read() as tx:
        found = await notes.of_session(tx, 1)
        who = list((await tx.connection.execute(sa.select(objections.c.member_id))).scalars())
    assert found is not None
    assert (found.objections, found.written_by, who) == (1, 0, [0])


async def test_what_was_taken_back_or_shared_no_more_stays_so_when_an_older_backup_is_restored(
    address: str, tmp_path: Path
):
    first, second = NOW, NOW + timedelta(hours=1)
    back = {member_id: f"Words of {member_id}" for member_id in (ANN, BEN, CHO, DEV)}

    async def fill(tx: Writing) -> None:
        session = await _planned(tx)
        for member_id, words in back.items():
            made = await sessions.reflect(tx, session, member_id, Resolve(words, shared=Sharing.NAMED), first)
            await sessions.note_shared(tx, 1, made.id, 50, 51 + member_id, first)
            await sessions.say_what_came(tx, made, CameOf.TRIED, "It worked", first, told=True)

    async def take_back(tx: Writing) -> None:
        session = await sessions.find(tx, 1)
        mine = {one.member_id: one for one in await all_reflections(tx)}
        assert session is not None
        await sessions.take_back(tx, mine[ANN], second)
        await sessions.reflect(tx, session, BEN, Resolve(back[BEN]), second)
        await sessions.say_what_came(tx, mine[CHO], CameOf.TRIED, "It worked", second, told=False)
        await sessions.take_back(tx, mine[DEV], second)
        await sessions.reflect(tx, session, DEV, Resolve("Anew", shared=Sharing.NAMED), second + timedelta(hours=1))

    async def held(database: Database) -> dict[int, tuple[str, Sharing, bool]]:
        async with database.read() as tx:
            found = await all_reflections(tx)
        return {one.member_id: (one.resolve.tries, one.resolve.shared, one.told) for one in found}

    database = await Database.open(address)
    await database.write(None, fill)
    await database.close()
    older = (await make_backup(address, tmp_path / "older.backup", second)).file
    database = await Database.open(address)
    await database.write(None, take_back)
    assert await rights.reconcile(database, second) == rights.Replayed()
    assert (await held(database))[DEV] == ("Anew", Sharing.NAMED, False), "it was written after what was taken back"
    newer = (await make_backup(address, tmp_path / "newer.backup", LATER)).file
    await database.close()
    expected = {BEN: (back[BEN], Sharing.NO, False), CHO: (back[CHO], Sharing.NAMED, False)}
    for backup, more in ((older, {}), (newer, {DEV: ("Anew", Sharing.NAMED, False)})):
        await restore(address, backup, LATER, replay, lambda _step: None)
        database = await Database.open(address)
        assert await held(database) == expected | more
        async with database.read() as tx:
            due = sa.select(outbox.c.payload).where(outbox.c.kind == sessions.UNSHARED, outbox.c.status == "pending")
            gone = {payload["message_id"] for payload in (await tx.connection.execute(due)).scalars()}
        assert gone == {51 + ANN, 51 + BEN, 51 + DEV}
        await database.close()


async def test_an_objection_made_or_taken_back_since_holds_when_an_older_backup_is_restored(
    address: str, tmp_path: Path
):
    async def fill(tx: Writing) -> None:
        session = await _planned(tx, chatham_house=True)
        await communities.remember_members(tx, 1, [(BEN, "Ben", False), (CHO, "Cho", False)])
        await notes.begin(tx, 1, session.id, 77, ANN, BY, NOW)
        found = await notes.of_session(tx, session.id)
        assert found is not None
        assert await notes.object_to(tx, found, CHO, "before", NOW)

    async def since(tx: Writing) -> None:
        found = await notes.of_session(tx, 1)
        assert found is not None
        assert await notes.object_to(tx, found, BEN, "since", NOW + timedelta(hours=1))
        assert await notes.take_objection_back(tx, found, CHO, "since, too", NOW + timedelta(hours=1))

    database = await Database.open(address)
    await database.write(None, fill)
    await database.close()
    older = (await make_backup(address, tmp_path / "older.backup", NOW)).file
    database = await Database.open(address)
    await database.write(None, since)
    await database.close()
    await restore(address, older, LATER, replay, lambda _step: None)
    database = await Database.open(address)
    async with database.read() as tx:
        assert list((await tx.connection.execute(sa.select(objections.c.member_id))).scalars()) == [BEN]
        kinds = list((await tx.connection.execute(sa.select(outbox.c.kind))).scalars())
    assert notes.HELD in kinds
    assert await rights.reconcile(database, LATER) == rights.Replayed()
    await database.close()
