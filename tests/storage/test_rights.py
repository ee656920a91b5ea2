"""What every table says of a member's rights, and that erasing leaves nothing: in columns, in bytes, after a crash."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.cli.restore import replay
from community.coffee import Group
from community.knowhow import Fields, Status
from community.messages import Edited, Place, Reacted, Said
from community.profile import Kind, Profile
from community.sessions import Answer, Plan, Repeats, Series
from storage import (
    Database,
    Writing,
    coffee,
    communities,
    knowhow,
    messages,
    profiles,
    proposals,
    rights,
    rules,
    scrubs,
    sessions,
    topics,
)
from storage.backups import make_backup, restore
from storage.rights import BY_NAME, Declared, Who
from storage.rights.erasing import STEPS, turn
from storage.rights.replay import people
from storage.rules import Rules
from storage.sessions.series import add_series
from storage.tables import metadata
from storage.tables.messages import messages as table
from storage.tables.messages import reactions
from storage.tables.series import series as series_table
from storage.topics import Topic
from tests import bytes as searching

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
HERE, GENERAL, THREAD = 4_000_001, 4_000_010, 4_000_020
ANN, BEN, CHO = 7_700_000_000_000_001, 7_700_000_000_000_002, 7_700_000_000_000_003
PLACE = Place(THREAD, HERE, GENERAL, GENERAL, is_thread=True, title="Falls at night")

_TEXT = (sa.Text, sa.JSON, sa.BigInteger, sa.LargeBinary)
_SHADOWS = ("search_words_", "sqlite_", "alembic_")


def undeclared(tables: Iterable[sa.Table]) -> list[str]:
    """Name the tables and columns that say nothing of a member's rights, or say it twice or of nothing."""
    wrong = []
    for one in tables:
        says = BY_NAME.get(one.name)
        if says is None:
            wrong.append(one.name)
            continue
        named = [*says.members, *says.words, *says.facts]
        wanted = {c.name for c in one.c if isinstance(c.type, (*_TEXT, sa.types.NullType))}
        wrong += [f"{one.name}.{name}" for name in wanted if named.count(name) != 1]
    return sorted(wrong)


def incomplete(says: Declared) -> bool:
    """Say whether a table with something of somebody does not tell how it is erased or given."""
    steps = {*STEPS, "files", "done"}
    erases = bool(says.erased_by) and set(says.erased_by) <= steps
    return says.is_of_people and not ((erases or says.stays) and (says.mine or says.withheld))


async def test_every_table_and_column_says_how_it_is_given_and_erased(database: Database):
    async with database.read() as tx:

        def look(connection: sa.Connection) -> list[sa.Table]:
            there = sa.MetaData()
            there.reflect(connection)
            return list(there.tables.values())

        connection = await tx.connection.run_sync(look)
    there = [one for one in connection if not one.name.startswith(_SHADOWS)]
    ours = [metadata.tables.get(one.name, one) for one in there]
    assert undeclared(ours) == []
    # FTS5's own table is no table to SQLAlchemy on SQLite, and not there on PostgreSQL.
    assert {one.name for one in ours} | {"search_words"} == set(BY_NAME)
    assert [says.table for says in BY_NAME.values() if incomplete(says)] == []


async def test_what_they_were_planning_in_another_community_stays_theirs(database: Database):
    """Erasing somebody in one community leaves the others alone; a sketch, too, is of one community."""
    await database.write(None, lambda tx: fill(tx, own_words(4)))

    async def plan_elsewhere(tx: Writing) -> int:
        await communities.remember(tx, HERE + 1, "Another")
        wall = datetime(2026, 12, 1, 14)  # noqa: DTZ001 - a wall time has no offset
        weekly = Plan(1, 1, "Rounds", "open hour", LATER + timedelta(days=30), wall, "UTC", 60, ANN)
        return await add_series(tx, Series(0, HERE + 1, weekly, Repeats("WEEKLY"), ANN, NOW, "sketched"))

    id_ = await database.write(None, plan_elsewhere)
    assert (await erase(database)).is_done
    async with database.read() as tx:
        left = await tx.connection.execute(sa.select(series_table.c.id).where(series_table.c.id == id_))
        assert left.scalar() == id_


async def test_whoever_any_table_names_can_be_looked_up_in_the_ledger(database: Database):
    """Of every table: which community a row is of may be said by another table, or by one further on."""
    await database.write(None, lambda tx: fill(tx, own_words(3)))
    async with database.read() as tx:
        assert {(HERE, ANN), (HERE, BEN)} <= await people(tx)
        assert {(HERE, ANN)} == await people(tx, ANN)


def test_a_table_or_column_that_says_nothing_is_found():
    there = sa.MetaData()
    coffee = sa.Table("coffees", there, sa.Column("member_id", sa.BigInteger))
    rsvps = sa.Table("rsvps", there, sa.Column("session_id", sa.BigInteger), sa.Column("note", sa.Text))
    assert undeclared([coffee, rsvps]) == ["coffees", "rsvps.note"]
    assert incomplete(Declared(table="coffees", members=("member_id",)))
    assert incomplete(Declared(table="coffees", members=("member_id",), erased_by=("no such step",), withheld="x"))


def said(number: int, author: int, text: str) -> Said:
    return Said(4_000_100 + number, PLACE, author, f"Person {author}", text, NOW + timedelta(seconds=number))


async def _give_roles(tx: Writing, session_id: int) -> None:
    planned = await sessions.find(tx, session_id)
    assert planned is not None
    await sessions.take_role(tx, planned, "facilitator", ANN, NOW)
    await sessions.offer_role(tx, planned, await sessions.held(tx, session_id, "note-taker"), ANN, 7, NOW)


async def fill(tx: Writing, words: dict[str, str]) -> None:
    """Write one of everything that Ann may leave behind, beside the same of others; `words` are her own, by where."""
    await communities.remember(tx, HERE, "Commons")
    await communities.remember_members(tx, HERE, [(ANN, words["name"], False), (BEN, "Ben", False)])
    await communities.answer_always(tx, HERE, ANN, "named")
    falls = Topic(GENERAL, HERE, "falls", "", "open", NOW, GENERAL)
    await topics.open_topic(tx, falls, opened_by=ANN, stewards=(ANN, BEN))
    await rules.write(tx, Rules(GENERAL, 1, "Be kind.", NOW), ANN)
    for by, name in ((ANN, words["proposal"]), (BEN, "Ulcers")):
        id_ = await proposals.propose(tx, HERE, name, name, by=by, at=NOW, channel_id=GENERAL, seen_in=GENERAL)
        await proposals.support(tx, id_, ANN)
    await messages.keep(tx, [said(1, ANN, words["said"]), said(2, BEN, "What Ben said"), said(3, ANN, words["more"])])
    await tx.connection.execute(sa.insert(reactions).values(message_id=said(2, BEN, "").id, emoji="👍", member_id=ANN))
    place = knowhow.Place(HERE, GENERAL, THREAD, GENERAL)
    hers = await knowhow.capture(tx, place, Fields(words["title"], words["did"]), ANN, NOW)
    his = await knowhow.capture(tx, place, Fields("Ask at ten", "We asked", "A ward"), BEN, NOW)
    for id_ in (hers, his):
        entry = await knowhow.find(tx, id_)
        assert entry is not None
        await knowhow.choose_tags(tx, entry, [words["tag"] if id_ == hers else "falls"], NOW)
        await knowhow.choose_quotes(tx, entry, [said(n, 0, "").id for n in (1, 2)], NOW)
        await knowhow.publish(tx, entry, entry.captured_by, NOW)
    entry = await knowhow.find(tx, his)
    assert entry is not None
    edited = await knowhow.edit(tx, entry, Fields("Ask at ten", words["edit"], "A ward", words["edit"]), ANN, NOW)
    await knowhow.edit(tx, edited, Fields("Ask at ten!", words["edit"], "A ward", words["edit"]), BEN, NOW)
    await _fill_sessions(tx, words)
    await profiles.save(tx, HERE, ANN, Profile(zone="Asia/Kolkata"), NOW)
    await profiles.ask_for(tx, HERE, Kind.SECTOR, words["asked"], ANN, NOW)
    for who in (ANN, BEN):
        await coffee.join(tx, HERE, who, NOW)
    round_id = await coffee.plan_round(tx, HERE, LATER, "x")
    turn = await coffee.find_round(tx, round_id)
    assert turn is not None
    await coffee.tell_all(tx, turn, NOW)
    await coffee.write_groups(tx, turn, [Group(round_id, 1, 0, (NOW, LATER), frozenset({ANN, BEN}))], [NOW])
    for room, (planner, host) in {words["where"]: (ANN, BEN), "A room": (BEN, ANN)}.items():
        title = words["session"] if planner == ANN else "Weekly"
        weekly = Plan(GENERAL, GENERAL, title, "case clinic", NOW, NOW.replace(tzinfo=None), "UTC", 60, host, room)
        id_ = await add_series(tx, Series(0, HERE, weekly, Repeats("DAILY"), planner, NOW, "running"))
        for who in (ANN, BEN):
            await sessions.answer_always(tx, id_, who, Answer.GOING, "", NOW)
        poll_id = await sessions.sketch_poll(tx, HERE, weekly, [LATER], planner, NOW)
        for who in (ANN, BEN):
            await sessions.vote(tx, poll_id, who, 1, NOW)
        poll = await sessions.find_poll(tx, poll_id)
        assert poll is not None
        await sessions.open_poll(tx, poll, NOW)


async def _fill_sessions(tx: Writing, words: dict[str, str]) -> None:
    row = {
        "community_id": HERE, "topic_id": GENERAL, "seen_in": GENERAL, "format": "open hour", "starts_at": LATER,
        "local_start": "2026-03-12T10:00", "zone": "UTC", "minutes": 30, "planned_at": NOW, "message_id": 5,
    }  # fmt: skip
    own = {"title": words["session"], "location": words["where"], "host_id": ANN, "planned_by": ANN}
    other = {"title": "Ben's hour", "location": "", "host_id": ANN, "planned_by": BEN}
    off = {"title": "Ben's clinic", "location": "", "host_id": BEN, "planned_by": BEN, "status": "cancelled"}
    by_ann = {"reason": words["why"], "called_off_by": ANN, "called_off_at": NOW}
    by_ben = {"reason": "The lift is broken", "called_off_by": BEN, "called_off_at": NOW}
    await tx.connection.execute(sa.insert(metadata.tables["sessions"]).values(**row, **off, **by_ann))
    await tx.connection.execute(sa.insert(metadata.tables["sessions"]).values(**row, **own | off, **by_ben))
    here = sa.insert(metadata.tables["change_sketches"]).values(community_id=HERE, asked_at=NOW, version=1)
    for values in (own, other):
        made = sa.insert(metadata.tables["sessions"]).values(**row, **values)
        session_id = (await tx.connection.execute(made.returning(sa.text("id")))).scalar_one()
        for who in (ANN, BEN):
            await sessions.answer(tx, session_id, who, Answer.GOING, NOW)
            await sessions.say_here(tx, session_id, who, NOW)
        await sessions.see(tx, HERE, session_id, [ANN, BEN], NOW)
        await _give_roles(tx, session_id)
        hers = {"session_id": session_id, "member_id": ANN, "changed": ["title", "where"]}
        await tx.connection.execute(here.values(hers | {"title": words["session"], "location": words["where"]}))
        await tx.connection.execute(here.values(session_id=session_id, member_id=ANN, reason=words["why"]))
        await tx.connection.execute(here.values(session_id=session_id, member_id=BEN, changed=["host"], host_id=ANN))
        await tx.connection.execute(here.values(session_id=session_id, member_id=BEN, reason="Ben is ill"))


WHERE = ("name", "proposal", "said", "more", "title", "did", "tag", "edit", "session", "where", "why", "asked")


def own_words(seed: int) -> dict[str, str]:
    random = Random(seed)  # noqa: S311 - no secret
    return {name: f"{searching.unusual(random)} {searching.unusual(random)}" for name in WHERE} | {
        "tag": searching.unusual(random)
    }


def each(words: dict[str, str]) -> list[str]:
    return [word for text in words.values() for word in text.split()]


async def erase(database: Database, **more: Any) -> rights.Erasure:
    who = Who(HERE, ANN, LATER)
    id_ = await database.write(None, lambda tx: rights.begin(tx, who, LATER, **more))
    return await rights.run(database, id_, LATER)


async def holding(database: Database, wanted: Iterable[str]) -> set[str]:
    """Name the columns in which any of these stands."""
    found = set()
    async with database.read() as tx:
        for one in metadata.sorted_tables:
            for row in (await tx.connection.execute(sa.select(one))).mappings():
                found |= {f"{one.name}.{c}" for c, value in row.items() for w in wanted if w in str(value)}
        for row in (await tx.connection.execute(sa.text("SELECT stems, surfaces FROM search_texts"))).mappings():
            found |= {f"search_texts.{c}" for c, value in row.items() for w in wanted if w in str(value)}
    return found


async def test_erasing_leaves_nothing_of_a_member_in_any_column_and_all_of_others(database: Database):
    words = own_words(1)
    await database.write(None, lambda tx: fill(tx, words))
    assert {
        "messages.content",
        "revisions.fields",
        "sessions.title",
        "series.title",
        "polls.title",
        "change_sketches.title",
        "change_sketches.reason",
        "search_texts.stems",
    } <= (await holding(database, each(words)))
    done = await erase(database)
    assert done.is_done
    counts = {
        "messages": 2,
        "quotes": 2,
        "entries": 1,
        "edits": 1,
        "reactions": 1,
        "sessions": 2,
        "proposals": 1,
        "polls": 2,
        "votes": 2,
        "roles": 4,
    }
    assert {kind: done.counts[kind] for kind in counts} == counts
    assert await holding(database, each(words)) == set()
    # Who is still a member keeps a row without a name, or could use no command.
    assert await holding(database, [str(ANN)]) == {"members.id"}
    async with database.read() as tx:
        member = await communities.member(tx, HERE, ANN)
        entry = next(e for e in await knowhow.draft_and_mine(tx, HERE, BEN))
        kept = (await tx.connection.execute(sa.select(table.c.content).where(table.c.author_id == BEN))).scalars()
        quoted = await knowhow.quotes_of(tx, entry.id)
        assert list(kept) == ["What Ben said"]
    assert member is not None
    assert (member.display_name, member.standing_answer) == ("", "ask")
    assert (entry.fields.title, entry.fields.did, entry.fields.context) == ("Ask at ten!", "We asked", "A ward")
    assert [quote.author_id for quote in quoted] == [BEN]
    assert await holding(database, ["The lift is broken"]) == {"sessions.reason"}, "Ben called that one off"
    assert await holding(database, ["Ben is ill"]) == {"change_sketches.reason"}, "what Ben is asked stays"


async def test_what_was_erased_stays_away_and_what_is_said_later_is_kept(database: Database):
    words = own_words(2)
    await database.write(None, lambda tx: fill(tx, words))
    await erase(database)
    late = Said(4_000_900, PLACE, ANN, "Ann again", "Said afterwards", LATER + timedelta(minutes=1))
    never = Said(4_000_901, PLACE, ANN, "Ann", words["said"], NOW)
    again = [said(1, ANN, words["said"]), never]
    assert await database.write(None, lambda tx: messages.keep(tx, again)) == []
    async with database.read() as tx:
        assert (await communities.member(tx, HERE, ANN)).display_name == ""  # type: ignore[union-attr]  # a member
    assert await database.write(None, lambda tx: messages.keep(tx, [late])) == [late.id]
    assert await holding(database, each(words)) == set()
    async with database.read() as tx:
        assert (await communities.member(tx, HERE, ANN)).display_name == "Ann again"  # type: ignore[union-attr]  # a member
    await erase(database, keep_nothing=True)
    later = Said(4_000_902, PLACE, ANN, "Ann again", "Said at last", LATER + timedelta(days=1))
    assert await database.write(None, lambda tx: messages.keep(tx, [later])) == []
    await database.write(None, lambda tx: rights.keep_again(tx, Who(HERE, ANN, LATER), LATER + timedelta(days=2)))
    assert await database.write(None, lambda tx: messages.keep(tx, [later])) == [later.id]


@asynccontextmanager
async def open_in(folder: Path) -> AsyncIterator[Database]:
    database = await Database.open(f"sqlite+aiosqlite:///{folder / 'guildhall.db'}")
    try:
        yield database
    finally:
        await database.close()


async def talk(database: Database, words: dict[str, str], number: int) -> list[str]:
    """Fill a database, and let Ann and Ben talk, out of order and with edits; gives the words that are hers alone."""
    random = Random(number)  # noqa: S311 - no secret
    await database.write(None, lambda tx: fill(tx, words))
    hers, his = set(each(words)), set[str]()
    numbers = random.sample(range(10, 10 + number), number)
    for start in range(0, number, 100):
        batch, edits = [], []
        for n in numbers[start : start + 100]:
            author = random.choice((ANN, BEN))
            texts = [" ".join(searching.unusual(random) for _ in range(random.choice((1, 4, 12, 90)))) for _ in "xy"]
            batch.append(said(n, author, texts[0]))
            edits += [Edited(batch[-1].id, texts[1], LATER)] if n % 5 == 0 else []
            (hers if author == ANN else his).update(" ".join(texts).split())
        await database.write(None, partial(_talk, batch=batch, edits=edits))
    return sorted(hers - his)


async def _talk(tx: Writing, batch: list[Said], edits: list[Edited]) -> None:
    await messages.keep(tx, batch)
    await messages.edit(tx, edits)


async def test_not_a_byte_is_left_in_any_file_nor_comes_back_with_an_older_copy(tmp_path: Path):
    folder, older = tmp_path / "data", tmp_path / "older"
    folder.mkdir()
    async with open_in(folder) as database:
        hers = await talk(database, own_words(3), 1500)
    shutil.copytree(folder, older)
    async with open_in(folder) as database:
        assert len(set.union(*searching.where(folder, hers).values())) > len(hers) / 3
        async with database.read() as tx:  # somebody reads on: the log can't be cut before they are done
            await tx.connection.execute(sa.text("SELECT count(*) FROM messages"))
            erasing = asyncio.ensure_future(erase(database))
            while (await database.write(None, _step))[0] != "files":  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0)
        assert (await erasing).is_done
        assert searching.where(folder, hers) == {}

    for name in ("guildhall.db", "guildhall.db-wal", "guildhall.db-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(older / "guildhall.db", folder)
    async with open_in(folder) as database:
        assert (await rights.reconcile(database, LATER)).erasures == 1
        assert await rights.run_all(database, LATER) == 1
        assert searching.where(folder, hers) == {}
        assert (await rights.reconcile(database, LATER)).total == 0


async def _step(tx: Writing) -> list[str]:
    return list((await tx.connection.execute(sa.text("SELECT step FROM erasures"))).scalars()) or [""]


async def test_a_crash_at_any_step_leaves_not_a_byte_after_the_next_start(tmp_path: Path):
    """Four of the steps; GUILDHALL_EVERY_STEP=1 in the environment tries all."""
    crashes = list(range(len(STEPS) + 1))
    if not os.environ.get("GUILDHALL_EVERY_STEP"):
        crashes = Random(13).sample(crashes, 4)  # noqa: S311 - no secret
    folder = tmp_path / "data"
    folder.mkdir()
    async with open_in(folder) as database:
        hers = await talk(database, own_words(4), 100)
        id_ = await database.write(None, lambda tx: rights.begin(tx, Who(HERE, ANN, LATER), LATER))
        for number in range(len(STEPS) + 1):
            # What the disk holds while the process runs is what a kill would leave.
            if number in crashes:
                shutil.copytree(folder, tmp_path / f"crashed-{number}")
            await database.write(None, lambda tx: turn(tx, id_, LATER))
    for crashed in [tmp_path / f"crashed-{number}" for number in crashes]:
        async with open_in(crashed) as database:
            assert await rights.run_all(database, LATER) == 1
        assert searching.where(crashed, hers) == {}, crashed.name


_KILLED = """
import asyncio, os, signal, sys
from datetime import datetime
from storage import Database, rights
from storage.rights import Who
from storage.rights.erasing import STEPS
STEPS = dict(STEPS)
import storage.rights.erasing as erasing

async def die(tx, who, now):
    await STEPS[sys.argv[2]](tx, who, now)
    os.kill(os.getpid(), signal.SIGKILL)

async def main():
    erasing.STEPS = {**STEPS, sys.argv[2]: die}
    database = await Database.open(sys.argv[1])
    now = datetime.fromisoformat(sys.argv[3])
    id_ = await database.write(None, lambda tx: rights.begin(tx, Who(int(sys.argv[4]), int(sys.argv[5]), now), now))
    print("begun", flush=True)
    await rights.run(database, id_, now)

asyncio.run(main())
"""


@pytest.mark.parametrize("step", Random(14).sample(sorted(STEPS), 1))  # noqa: S311 - no secret
async def test_a_process_killed_within_a_step_leaves_not_a_byte_after_the_next_start(tmp_path: Path, step: str):
    async with open_in(tmp_path) as database:
        hers = await talk(database, own_words(5), 100)
    words = (f"sqlite+aiosqlite:///{tmp_path / 'guildhall.db'}", step, LATER.isoformat(), str(HERE), str(ANN))
    killed = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _KILLED, *words, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    told, _ = await killed.communicate()
    assert (told, killed.returncode) == (b"begun\n", -9)
    async with open_in(tmp_path) as database:
        assert await rights.run_all(database, LATER) == 1
    assert searching.where(tmp_path, hers) == {}


async def test_a_restored_backup_holds_not_a_byte_of_what_was_erased_or_taken_back_since(tmp_path: Path):
    folder = tmp_path / "data"
    folder.mkdir()
    address = f"sqlite+aiosqlite:///{folder / 'guildhall.db'}"
    random = Random(66)  # noqa: S311 - no secret
    deleted, down = searching.unusual(random), searching.unusual(random)
    async with open_in(folder) as database:
        hers = await talk(database, own_words(6), 200)
        ben = said(5000, BEN, f"Ben takes {deleted} back")
        await database.write(None, lambda tx: messages.keep(tx, [ben]))
        place = knowhow.Place(HERE, GENERAL, THREAD, GENERAL)
        entry_id = await database.write(
            None, lambda tx: knowhow.capture(tx, place, Fields(down, "Names somebody"), BEN, NOW)
        )
        await database.write(None, lambda tx: communities.answer_always(tx, HERE, BEN, "named"))
    backup = (await make_backup(address, tmp_path / "older.backup", LATER)).file
    async with open_in(folder) as database:
        await erase(database)
        await database.write(None, lambda tx: messages.forget(tx, PLACE, [ben.id], LATER))
        await database.write(None, lambda tx: knowhow.answer_all_standing(tx, HERE, BEN, "never", LATER))
        await database.write(None, partial(_take_down, entry_id=entry_id))
    assert set(searching.where(tmp_path, hers)) == {"older.backup"}

    restored = await restore(address, backup, LATER, replay, lambda _step: None)
    assert restored.erased_again == 4
    assert searching.where(folder, [*hers, deleted]) == {}
    async with open_in(folder) as database, database.read() as tx:
        entry, member = await knowhow.find(tx, entry_id), await communities.member(tx, HERE, BEN)
    assert entry is not None
    assert entry.status is Status.TAKEN_DOWN
    assert member is not None
    assert member.standing_answer == "never"


async def test_an_older_copy_takes_over_what_the_reviews_of_takedowns_decided_to_the_byte(tmp_path: Path):
    folder, older = tmp_path / "data", tmp_path / "older"
    folder.mkdir()
    random = Random(77)  # noqa: S311 - no secret
    erased, back = searching.unusual(random), searching.unusual(random)
    place = knowhow.Place(HERE, GENERAL, THREAD, GENERAL)
    async with open_in(folder) as database:
        await database.write(None, lambda tx: fill(tx, own_words(7)))
        ids = [
            await database.write(
                None, partial(knowhow.capture, place=place, fields=Fields(word, word), captured_by=BEN, at=NOW)
            )
            for word in (erased, back)
        ]
        await database.write(None, partial(_take_down, entry_id=ids[1]))
    shutil.copytree(folder, older)
    async with open_in(folder) as database:
        await database.write(None, partial(_take_down, entry_id=ids[0]))
        await database.write(None, partial(_review, entry_id=ids[0], back=False))
        await database.write(None, partial(_review, entry_id=ids[1], back=True))
        assert await rights.clear(database, LATER)
        assert not await rights.clear(database, LATER), "it is done once"
        assert searching.where(folder, [erased]) == {}
    for name in ("guildhall.db", "guildhall.db-wal", "guildhall.db-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(older / "guildhall.db", folder)
    assert searching.where(folder, [erased])
    async with open_in(folder) as database:
        assert (await rights.reconcile(database, LATER)).entries == 2
        assert await rights.clear(database, LATER)
        assert (await rights.reconcile(database, LATER)).total == 0
        async with database.read() as tx:
            told = [await knowhow.find(tx, id_) for id_ in ids]
    assert [entry and (entry.status, entry.fields.title) for entry in told] == [
        (Status.TAKEN_DOWN, ""),
        (Status.DRAFT, back),
    ]
    assert searching.where(folder, [erased]) == {}


async def _review(tx: Writing, entry_id: int, *, back: bool) -> None:
    taken = await knowhow.waiting(tx, entry_id)
    assert taken is not None
    at = LATER + timedelta(minutes=1)
    if back:
        await knowhow.put_back(tx, taken, BEN, at)
    else:
        await knowhow.erase_text(tx, taken.entry, at)


async def test_one_process_clears_at_a_time_and_another_goes_on_when_it_died(database: Database):
    await database.write(None, partial(scrubs.ask, at=NOW))
    assert await database.write(None, partial(scrubs.claim, now=NOW))
    assert not await rights.clear(database, NOW + timedelta(minutes=29)), "another process is at it"
    assert await rights.clear(database, NOW + timedelta(minutes=31))
    async with database.read() as tx:
        assert not await scrubs.asked(tx)
        assert await scrubs.last_done(tx) == NOW + timedelta(minutes=31)


async def test_gaps_that_ordinary_deletions_leave_are_cleared_once_a_day(tmp_path: Path):
    async with open_in(tmp_path) as database:
        hers = await talk(database, own_words(8), 700)

        async def looked(at: datetime, hour: int = 3) -> bool:
            await database.write(None, partial(scrubs.ask_when_due, now=at, hour=hour))
            return await rights.clear(database, at)

        assert await looked(LATER + timedelta(days=1)), "messages were edited"
        assert not await looked(LATER + timedelta(days=3)), "nothing was changed since"
        ids = list(range(4_000_110, 4_000_110 + 700))
        at = LATER + timedelta(days=3)
        for start in range(0, len(ids), 100):
            await database.write(None, partial(messages.forget, place=PLACE, ids=ids[start : start + 100], now=at))
        said_then = {word for word in hers if word not in own_words(8).values()}
        left = searching.where(tmp_path, said_then)
        assert left, "what is deleted is deleted from the tables alone"
        assert not await looked(at + timedelta(hours=10)), "it is not the hour"
        assert await looked(at.replace(hour=3, minute=10) + timedelta(days=1))
        gone = set.union(*left.values()) - set(each(own_words(8)))
        assert searching.where(tmp_path, gone) == {}
        assert not await looked(at + timedelta(days=5))
        assert not await looked(at.replace(hour=3) + timedelta(days=6))


async def _take_down(tx: Writing, entry_id: int) -> None:
    entry = await knowhow.find(tx, entry_id)
    assert entry is not None
    await knowhow.takedown(tx, entry, "An identifier", BEN, LATER)


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize("kind", ["postgres"])
async def test_postgresqls_own_tables_and_indexes_hold_not_a_byte_either(
    database: Database, postgres: str, *, elsewhere: bool
):
    """Its own log (pg_wal) holds what was written until it is used again: docs/privacy.md says so."""
    hers = await talk(database, own_words(7), 200)
    async with database.read() as tx:
        of_this = sa.text("SELECT oid FROM pg_database WHERE datname = current_database()")
        folder = sa.text("SHOW data_directory")
        tables = Path((await tx.connection.execute(folder)).scalar_one()) / "base"
        tables /= str((await tx.connection.execute(of_this)).scalar_one())
    await database.write(None, _keep_statistics)
    # While one of these is under way, no rewriting lets go of the rows that it could see, or that are younger.
    async with _writing_elsewhere(postgres) if elsewhere else _seeing_all_that_is(database):
        erasing = asyncio.create_task(erase(database))
        while not await _rows_are_gone(database) or not await _is_waiting(database):
            assert not erasing.done(), "the files were written anew while the old rows were still needed"
    assert (await erasing).is_done
    assert searching.where(tables, hers) == {}


@asynccontextmanager
async def _seeing_all_that_is(database: Database) -> AsyncIterator[None]:
    """Read, as a copy does, or PostgreSQL's own ANALYZE."""
    async with database.read() as older:
        await older.connection.execute(sa.text("SELECT 1"))
        yield


@asynccontextmanager
async def _writing_elsewhere(server: str) -> AsyncIterator[None]:
    """Write in another database of the same server."""
    engine = create_async_engine(server.format("postgres"))
    async with engine.begin() as connection:
        await connection.execute(sa.text("SELECT pg_current_xact_id()"))
        yield
    await engine.dispose()


async def _keep_statistics(tx: Writing) -> None:
    """Have PostgreSQL keep some of the words as its statistics, as it does by itself now and then."""
    await tx.connection.execute(sa.text("ANALYZE"))


async def _rows_are_gone(database: Database) -> bool:
    async with database.read() as tx:
        hers = sa.select(sa.func.count()).select_from(table).where(table.c.author_id == ANN)
        return not (await tx.connection.execute(hers)).scalar_one()


async def _is_waiting(database: Database) -> bool:
    async with database.read() as tx:
        asking = sa.text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%virtualxid%' AND query LIKE :own")
        found = await tx.connection.execute(asking, {"own": "SELECT virtualtransaction%"})
        return bool(found.scalar_one())


async def test_a_reaction_heard_before_an_erasure_and_written_after_it_names_nobody(database: Database):
    await database.write(None, lambda tx: fill(tx, own_words(1)))
    await erase(database)
    on = said(2, BEN, "").id
    before, after = LATER - timedelta(seconds=1), LATER + timedelta(seconds=1)
    told = [Reacted(on, "🎉", ANN, True, before), Reacted(on, "💡", ANN, True, after)]
    await database.write(None, lambda tx: messages.react(tx, told))
    async with database.read() as tx:
        named = sa.select(reactions.c.emoji).where(reactions.c.member_id == ANN)
        kept = set((await tx.connection.execute(named)).scalars())
    assert kept == {"💡"}, "what she gives from now on is kept as anybody's"
