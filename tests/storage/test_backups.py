"""Backups of both databases: whole, of one moment, in the owner's hands alone; restored, they hold what they held."""

import asyncio
import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command

import storage as storage_room
from community.errors import Misconfigured, Refusal
from community.search import parse
from community.sessions import Plan
from storage import Database, Reading, Writing, communities, sessions
from storage.backups import make_backup, newest, prune, restore, schedule, tidy
from storage.backups.after import NUMBERED
from storage.backups.checking import describe
from storage.backups.files import look_at
from storage.backups.streaming import every_table, opened
from storage.cipher import connect
from storage.hold import Hold
from storage.migrations import config
from storage.search import index_messages
from storage.search.find import Scope, find
from storage.sql import put
from storage.tables.messages import conversations, messages
from storage.tables.topics import topics

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=5)
COMMUNITY, FALLS = 1, 10
OF_RESTORES = {"restores", "id_floors"}
ROOT = Path(__file__).resolve().parents[2]


async def _nothing_erased(_database: Database) -> int:
    return 0


def _quiet(_step: str) -> None:
    pass


async def _restored(address: str, file: Path, tell: Callable[[str], None] = _quiet) -> None:
    await restore(address, file, LATER, _nothing_erased, tell)


async def _say(database: Database, id_: int, content: str) -> None:
    row = {
        "id": id_,
        "community_id": COMMUNITY,
        "topic_id": FALLS,
        "place_id": FALLS,
        "seen_in": FALLS,
        "conversation_id": 100,
        "author_id": 7,
        "content": content,
        "created_at": NOW,
        "by_bot": False,
    }
    conversation = {"id": 100, "is_thread": False, "title": None, "started_at": NOW, "last_at": NOW}
    where = {key: row[key] for key in ("community_id", "topic_id", "place_id", "seen_in")}

    async def work(tx: Writing) -> None:
        await communities.remember(tx, COMMUNITY, "Improvers", imported=True)
        topic = {"id": FALLS, "community_id": COMMUNITY, "name": "falls", "purpose": ""}
        await put(tx, topics, topic | {"status": "open", "opened_at": NOW})
        await put(tx, conversations, conversation | where)
        await put(tx, messages, row)
        await index_messages(tx, [row])

    await database.write(f"said {id_}", work)


async def _plan(database: Database) -> int:
    start = NOW + timedelta(days=3)
    wanted = Plan(FALLS, FALLS, "Falls at night", "case clinic", start, start.replace(tzinfo=None), "UTC", 60, 9)
    return await database.write(None, lambda tx: sessions.sketch(tx, COMMUNITY, wanted, 9, NOW))


async def _everything(address: str) -> dict[str, list[Any]]:
    """Give every row of every table, but for what a restore writes down of itself."""
    database = await Database.open(address)
    async with database.read() as tx:
        rows = {
            table.name: sorted(map(tuple, await tx.connection.execute(sa.select(*table.columns))), key=str)
            for table in every_table()
            if table.name not in OF_RESTORES
        }
    await database.close()
    return rows


async def _found(tx: Reading, query: str) -> int:
    return (await find(tx, parse(query), Scope(COMMUNITY, frozenset({FALLS})))).total


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def elsewhere(tmp_path: Path) -> str:
    """Give the address of a SQLite database that is not there yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'elsewhere' / 'guildhall.db'}"


async def test_a_backup_restored_elsewhere_and_back_holds_every_row(address: str, elsewhere: str, tmp_path: Path):
    database = await Database.open(address)
    await _say(database, 1, "the huddle moved to five to eight")
    planned = await _plan(database)
    made = await make_backup(address, tmp_path / "made.backup", NOW)
    assert made.rows["messages"] == made.rows["sessions"] == 1
    assert stat.S_IMODE(made.file.stat().st_mode) == 0o600
    await _say(database, 2, "a zebra came by")
    after = await _plan(database)
    await database.close()
    held = await _everything(address)

    await _restored(elsewhere, made.file)
    there = await _everything(elsewhere)
    assert [row[0] for row in there["sessions"]] + [after] == [planned, after]
    assert len(there["messages"]) == 1
    await _restored(address, made.file)
    assert await _everything(address) == there
    assert len(held["messages"]) == 2
    database = await Database.open(address)
    async with database.read() as tx:
        assert (await _found(tx, "huddle"), await _found(tx, "zebra")) == (1, 0)
    await _say(database, 2, "a zebra came by")
    async with database.read() as tx:
        assert await _found(tx, "zebra") == 1
    assert await _plan(database) > after, "an id that was given stands on buttons: it is not given again"
    await database.close()
    assert _names(tmp_path) <= {"test.db", "test.db.lock", "made.backup", "elsewhere"}


async def test_a_restore_wants_to_be_alone_with_the_database(address: str, tmp_path: Path):
    database = await Database.open(address)
    await _say(database, 1, "zebra")
    made = await make_backup(address, tmp_path / "made.backup", NOW)
    with pytest.raises(Misconfigured, match="in use: stop the bot"):
        await _restored(address, made.file)
    await _say(database, 2, "still there")
    await database.close()
    refused = []

    async def meanwhile(_database: Database) -> int:
        try:
            await Database.open(address)
        except Misconfigured as error:
            refused.append(str(error))
        return 3

    done = await restore(address, made.file, LATER, meanwhile, _quiet)
    assert done.erased_again == 3
    assert len(refused) == 1
    assert "just being restored" in refused[0]
    assert len((await _everything(address))["messages"]) == 1


def _truncated(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _scribbled(file: Path) -> None:
    with file.open("rb+") as opened:
        opened.seek(3 * 4096)
        opened.write(b"\xff" * 4096)


def _emptied(file: Path) -> None:
    file.write_bytes(b"")


def _from_elsewhere(file: Path) -> None:
    file.write_bytes(b"PK\x03\x04" + b"x" * 9000)


def _run(file: Path, statement: str) -> None:
    with closing(connect(file, None)) as connection:
        connection.execute(statement)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_truncated, "damaged"),
        (_scribbled, "damaged"),
        (_emptied, "encrypted, or is no backup"),
        (_from_elsewhere, "encrypted, or is no backup"),
        (Path.unlink, "no such backup file"),
        (lambda file: _run(file, "DELETE FROM messages"), "rows are missing"),
        (lambda file: _run(file, "DROP TABLE guildhall_backup"), "no backup that Guildhall made"),
        (lambda file: _run(file, "UPDATE alembic_version SET version_num = '9999'"), "newer Guildhall"),
    ],
)
async def test_what_is_no_whole_backup_is_refused_and_nothing_changes(
    address: str, tmp_path: Path, spoil: Callable[[Path], None], why: str
):
    database = await Database.open(address)
    await _say(database, 1, "zebra")
    made = await make_backup(address, tmp_path / "made.backup", NOW)
    await _say(database, 2, "said after it")
    await database.close()
    spoil(made.file)
    with pytest.raises(Refusal, match=why) as refused:
        await _restored(address, made.file)
    assert "\n" not in str(refused.value)
    assert len((await _everything(address))["messages"]) == 2


def test_ids_that_stand_on_buttons_are_given_once_in_every_table_that_has_them():
    storage = Path(storage_room.__file__).parent
    sources = [file.read_text("utf-8") for file in storage.rglob("*.py")]
    given = {name for text in sources for name in re.findall(r"await fresh_id\(tx, (\w+)\)", text)}
    assert given >= {"sessions", "polls"}
    assert given == {table.name for table in NUMBERED}


def test_a_database_of_an_older_release_tells_which_ids_it_gave(tmp_path: Path):
    file = tmp_path / "old.db"
    with opened(file, None) as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0009")
        connection.execute(sa.text("INSERT INTO id_floors VALUES ('sessions', 41)"))
    before = look_at(file, None)
    assert before.is_known
    assert (before.ids["sessions"], before.ids["polls"]) == (41, 0)


async def test_a_backup_of_an_older_schema_is_brought_up_to_date(address: str, tmp_path: Path):
    file = tmp_path / "old.backup"
    with opened(file, None) as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "0002")
        connection.execute(sa.text("INSERT INTO communities VALUES (1, 'Improvers', NULL, 1, NULL, 1)"))
        connection.execute(sa.text("INSERT INTO cursors VALUES (10, 77, '2026-11-20 10:00:00')"))
    describe(file, None, NOW)
    await _restored(address, file)
    held = await _everything(address)
    assert [row[:2] for row in held["communities"]] == [(1, "Improvers")]
    assert held["cursors"] == [(10, 77, datetime(2026, 11, 20, 10, tzinfo=UTC))]


@pytest.mark.parametrize(("kind", "every"), [("sqlite", 1), ("postgres", 80)])
async def test_a_restore_that_is_killed_leaves_the_old_or_the_new(address: str, tmp_path: Path, every: int):
    database = await Database.open(address)
    await _say(database, 1, "old")
    made = await make_backup(address, tmp_path / "made.backup", NOW)
    await _say(database, 2, "new")
    await database.close()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(Path(__file__).parent / "killed_restore.py"), address, str(made.file), str(every)),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
    )
    out, _ = await process.communicate()
    found = json.loads(out)
    assert process.returncode == 0
    assert len(found) > 2
    assert all(one["killed"] for one in found[:-1])
    for one in found[:-1]:
        assert one["said"] in (["new", "old"], ["old"])
        assert not [name for name in one["beside"] if "restoring" in name or "replaced" in name]
    assert found[0]["said"] == ["new", "old"]
    assert found[-1]["said"] == ["old"]


async def test_a_backup_made_while_others_write_is_of_one_moment(address: str, tmp_path: Path):
    database = await Database.open(address)
    await _say(database, 1, "zebra")
    stop = asyncio.Event()

    async def write_on() -> int:
        told = 1
        while not stop.is_set():
            told += 1
            await _say(database, told, f"zebra {told}")
        return told

    writing = asyncio.create_task(write_on())
    made = await make_backup(address, tmp_path / "made.backup", NOW)
    stop.set()
    told = await writing
    await database.close()
    with closing(connect(made.file, None)) as connection:
        (said,) = connection.execute("SELECT count(*) FROM messages").fetchone()
        (indexed,) = connection.execute("SELECT count(*) FROM search_texts").fetchone()
        (keys,) = connection.execute("SELECT count(*) FROM write_keys").fetchone()
    assert 1 <= said == indexed == keys <= told
    assert told > 1, "something was written meanwhile"


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_backup_replaces_nothing_and_leaves_nothing_when_it_fails(address: str, tmp_path: Path):
    taken = tmp_path / "mine.txt"
    taken.write_text("mine")
    with pytest.raises(Refusal, match="replaces nothing"):
        await make_backup(address, taken, NOW)
    with pytest.raises(Refusal, match="no such folder"):
        await make_backup(address, tmp_path / "absent" / "x.backup", NOW)
    nothing = f"sqlite+aiosqlite:///{tmp_path / 'absent.db'}"
    with pytest.raises(Refusal, match="no database to back up"):
        await make_backup(nothing, tmp_path / "x.backup", NOW)
    assert taken.read_text() == "mine"
    assert _names(tmp_path) <= {"mine.txt", "test.db", "test.db.lock", "test.db-wal", "test.db-shm"}


def test_old_backups_and_unfinished_ones_go_and_other_files_stay(tmp_path: Path):
    for name in (
        "guildhall-20261020T115959Z.backup",
        "guildhall-20261023T120000Z.backup",
        "guildhall-20261122T110000Z.backup",
        "guildhall-20261122T115900Z.backup.part",
        "notes.txt",
        "guildhall-20260101T000000Z.backup.gz",
    ):
        (tmp_path / name).touch()
    assert newest(tmp_path) == NOW - timedelta(hours=1)
    assert prune(tmp_path, NOW, timedelta(days=30)) == ["guildhall-20261020T115959Z.backup"]
    tidy(tmp_path)
    assert _names(tmp_path) == {
        "guildhall-20261023T120000Z.backup",
        "guildhall-20261122T110000Z.backup",
        "notes.txt",
        "guildhall-20260101T000000Z.backup.gz",
    }
    assert newest(tmp_path / "absent") is None


async def test_one_process_makes_a_backup_when_it_is_due(database: Database):
    day = timedelta(days=1)

    async def begin(who: str, now: datetime) -> int | None:
        return await database.write(None, lambda tx: schedule.begin(tx, who, now, day))

    first = await begin("one", NOW)
    assert first is not None
    assert await begin("two", NOW) is None
    await database.write(None, lambda tx: schedule.finish(tx, first, NOW, 100))
    assert await begin("two", NOW + timedelta(hours=23)) is None
    second = await begin("two", NOW + day)
    assert second is not None
    # The second's process dies; another takes it up after an hour.
    assert await begin("one", NOW + day + timedelta(minutes=59)) is None
    assert await begin("one", NOW + day + timedelta(hours=1)) is not None
    async with database.read() as tx:
        assert await schedule.last_finished(tx) == NOW


@pytest.mark.parametrize("kind", ["sqlite"])
def test_one_bot_runs_on_a_file_and_one_that_was_killed_is_none(address: str, tmp_path: Path):
    file = tmp_path / "test.db"
    hold = "import sys, time; from pathlib import Path; from storage.hold import Hold; "
    hold += f"held = Hold.running(Path({str(file)!r})); print('held', flush=True); time.sleep(60)"
    other = subprocess.Popen([sys.executable, "-c", hold], stdout=subprocess.PIPE, cwd=ROOT)  # noqa: S603 - our own
    assert other.stdout is not None
    assert other.stdout.readline() == b"held\n"
    with pytest.raises(Misconfigured, match="Another bot is running"):
        Hold.running(file)
    other.kill()
    other.communicate()
    mine = Hold.running(file)
    assert not mine.ours_before
    assert Hold.running(file).ours_before, "a host may give one up and build another"
