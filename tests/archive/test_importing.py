import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from archive.importing import Report, find_files, import_exports
from community.errors import Refusal
from community.screening import MASK
from storage import Database, access, communities, topics
from storage.tables.access import places
from storage.tables.communities import members
from storage.tables.messages import conversations, messages, reactions

NOW = datetime(2026, 5, 1, tzinfo=UTC)
ADA = {"id": "501", "name": "ada", "nickname": "Ada of Ward 4", "isBot": False}
BEN = {"id": "502", "name": "ben", "nickname": "", "isBot": False}
CLERK = {"id": "503", "name": "clerk", "nickname": "Clerk", "isBot": True}


def _said(id_: int, content: str, author: dict[str, Any] = ADA, kind: str = "Default", **more: Any) -> dict[str, Any]:
    return {
        "id": str(id_),
        "type": kind,
        "timestamp": f"2026-04-0{1 + id_ % 9}T09:00:00.1234567+00:00",
        "timestampEdited": None,
        "content": content,
        "author": author,
        "attachments": [],
        "reactions": [],
    } | more


def _export(id_: int, name: str, kind: str, told: list[dict[str, Any]], parent: int | None = 900) -> dict[str, Any]:
    channel: dict[str, Any] = {
        "id": str(id_),
        "type": kind,
        "categoryId": str(parent),
        "category": "falls",
        "name": name,
    }
    if parent is None:
        channel |= {"categoryId": None, "category": None}
    return {"guild": {"id": "1", "name": "A server"}, "channel": channel, "messages": told}


def _write(folder: Path, **documents: Any) -> Path:
    for name, document in documents.items():
        text = document if isinstance(document, bytes) else json.dumps(document).encode()
        (folder / f"{name}.json").write_bytes(text)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    told = [
        _said(1000, "", kind="21"),
        _said(1001, "Our number is 943 476 5870", timestampEdited="2026-04-20T00:00:00+00:00"),
        _said(
            1002,
            "We put **lights** in",
            BEN,
            "Reply",
            reference={"messageId": "1001", "channelId": "1000"},
            attachments=[{"id": "1"}],
            reactions=[
                {"emoji": {"id": "", "name": "👍"}, "count": 3, "users": [ADA]},
                {"emoji": {"id": "77", "name": "tick"}, "count": 1, "users": []},
            ],
        ),
        _said(1003, "Reminder", CLERK),
    ]
    exports = tmp_path / "exports"
    exports.mkdir()
    return _write(
        exports,
        night=_export(1000, "Night lights", "GuildPublicThread", told),
        ours=_export(2000, "Only us", "GuildPrivateThread", [_said(2001, "Between us", BEN)]),
        general=_export(950, "general", "GuildTextChat", [_said(3001, "Hello"), _said(3008, "Days later", BEN)], 990),
    )


async def _import(database: Database, path: Path, community: int = 7) -> Report:
    return await import_exports(database, community, path, NOW)


async def _rows(database: Database, query: Any) -> list[Any]:
    async with database.read() as tx:
        return list((await tx.connection.execute(query)).all())


async def test_what_files_hold_goes_in(database: Database, folder: Path):
    report = await _import(database, folder)
    assert report.as_json() | {"seconds": 0} == {
        "files": 3,
        "topics": 2,
        "conversations": 4,
        "messages": 7,
        "new": 6,
        "skipped": 1,
        "failed": [],
        "seconds": 0,
    }
    m = messages.c
    query = sa.select(m.id, m.content, m.reply_to, m.by_bot, m.attachments, m.conversation_id, m.seen_in).order_by(m.id)
    assert [tuple(row) for row in await _rows(database, query)] == [
        (1001, f"Our number is {MASK}", None, False, 0, 1000, 900),
        (1002, "We put **lights** in", 1001, False, 1, 1000, 900),
        (1003, "Reminder", None, True, 0, 1000, 900),
        (2001, "Between us", None, False, 0, 2000, 2000),
        (3001, "Hello", None, False, 0, 3001, 950),
        (3008, "Days later", None, False, 0, 3008, 950),
    ]
    titles = {row.id: row.title for row in await _rows(database, sa.select(conversations))}
    assert titles == {1000: "Night lights", 2000: "Only us", 3001: None, 3008: None}
    names = {row.id: (row.display_name, row.is_bot, row.present) for row in await _rows(database, sa.select(members))}
    assert names == {501: ("Ada of Ward 4", False, True), 502: ("ben", False, True), 503: ("Clerk", True, True)}
    given = {(row.emoji, row.member_id) for row in await _rows(database, sa.select(reactions))}
    assert given == {("👍", 501), ("👍", -1), ("👍", -2), ("tick:77", -1)}
    async with database.read() as tx:
        assert [(topic.id, topic.name) for topic in await topics.all_open(tx, 7)] == [(900, "falls"), (950, "general")]


async def test_again_changes_nothing(database: Database, folder: Path):
    await _import(database, folder)
    tables = [messages, conversations, members, reactions, places]
    before = [await _rows(database, sa.select(table).order_by(*table.primary_key)) for table in tables]
    again = await _import(database, folder)
    assert (again.new, again.messages - again.new, again.conversations) == (0, 7, 4)
    assert [await _rows(database, sa.select(table).order_by(*table.primary_key)) for table in tables] == before


async def test_a_private_thread_is_seen_by_those_who_wrote_in_it(database: Database, folder: Path):
    await _import(database, folder)
    async with database.read() as tx:
        assert await access.seen_by_member(tx, 7, 501, NOW) == {900, 950}
        assert await access.seen_by_member(tx, 7, 502, NOW) == {900, 950, 2000}
        assert await access.seen_by_member(tx, 7, 999, NOW) == frozenset()


async def test_later_files_go_on_from_earlier_ones(database: Database, folder: Path):
    await _import(database, folder)
    later = [_said(3008, "Days later", BEN), _said(3009, "And more", ADA, timestamp="2026-04-03T10:00:00+00:00")]
    _write(folder, general=_export(950, "general", "GuildTextChat", later, 990))
    renamed = _export(1000, "Lights at night", "GuildPublicThread", [])
    _write(folder, night=renamed)
    report = await _import(database, folder)
    assert report.new == 1
    rows = {row.id: row.title for row in await _rows(database, sa.select(conversations))}
    assert rows == {1000: "Lights at night", 2000: "Only us", 3001: None, 3008: None}


async def test_what_can_not_be_read_is_named_and_the_rest_goes_in(database: Database, folder: Path):
    whole = json.dumps(_export(4000, "Cut short", "GuildPublicThread", [_said(4001, "x")])).encode()
    _write(
        folder,
        cut=whole[: len(whole) // 2],
        latin='{"name": "café"}'.encode("latin-1"),
        a_list=[],
        other={"hello": "world"},
        direct=_export(5000, "ada", "DirectTextChat", [_said(5001, "x")]),
        strange=_export(5100, "x", "GuildHologram", []),
        orphan=_export(5200, "x", "GuildPublicThread", [], None),
        bad_id=_export(5300, "x", "GuildTextChat", [_said(2**63, "x")]),
        no_author=_export(5400, "x", "GuildTextChat", [{"id": "1", "type": "Default"}]),
        bad_time=_export(5500, "x", "GuildTextChat", [_said(5501, "x", timestamp="yesterday")]),
    )
    (folder / "empty.json").write_bytes(b"")
    (folder / "notes.txt").write_text("not looked at")
    report = await _import(database, folder)
    assert report.new == 6
    assert report.files == 14
    failed = dict(report.failed)
    names = "a_list bad_id bad_time cut direct empty latin no_author orphan other strange"
    assert sorted(failed) == sorted(f"{name}.json" for name in names.split())
    assert "cut short" in failed["cut.json"]
    assert "UTF-8" in failed["latin.json"]
    assert "direct messages" in failed["direct.json"]
    assert all("yesterday" not in why for why in failed.values())


async def test_odd_text_is_stored_whole(database: Database, tmp_path: Path):
    odd = _said(1, "a\0b \ud800 " + "long " * 20_000)
    _write(tmp_path, odd=_export(8000, "", "GuildPublicThread", [odd]), more=_export(8100, "t" * 5000, "11", []))
    report = await _import(database, tmp_path)
    assert (report.new, report.failed) == (1, [])
    (row,) = await _rows(database, sa.select(messages))
    assert row.content.startswith("ab ? long")
    assert len(row.content) > 100_000


async def test_a_live_community_is_left_alone(database: Database, folder: Path):
    await database.write(None, lambda tx: communities.remember(tx, 7, "Live"))
    with pytest.raises(Refusal, match="live"):
        await _import(database, folder)


@pytest.mark.parametrize("id_", [0, -1, 2**63])
async def test_an_id_that_can_not_be_is_refused(database: Database, folder: Path, id_: int):
    with pytest.raises(Refusal, match="whole number"):
        await _import(database, folder, id_)


async def test_the_largest_id_will_do(database: Database, folder: Path):
    assert (await _import(database, folder, 2**63 - 1)).new == 6


async def test_a_channel_that_another_community_holds_is_named(database: Database, folder: Path):
    await _import(database, folder)
    report = await _import(database, folder, 8)
    assert (report.new, len(report.failed)) == (0, 3)
    assert (await _import(database, folder)).new == 0


def test_a_folder_without_exports_is_refused(tmp_path: Path):
    (tmp_path / "x.json_Files").mkdir()
    (tmp_path / "x.json_Files" / "attached.json").write_text("{}")
    with pytest.raises(Refusal, match=r"no \.json file"):
        find_files(tmp_path)


async def test_a_real_export_goes_in_whole(database: Database, shared: Path):
    path = shared / "corpora" / "meshcore_dev"
    told: list[int] = []
    report = await import_exports(database, 42, path, NOW, told.append)
    assert sum(told) == report.files == 203
    assert (report.messages, report.new, len(report.topics), report.failed) == (11_932, 11_853, 6, [])
    query = sa.select(sa.func.count(sa.distinct(messages.c.author_id)))
    assert (await _rows(database, query))[0][0] >= 450
    assert (await import_exports(database, 42, path, NOW)).new == 0
