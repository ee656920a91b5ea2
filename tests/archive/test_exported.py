"""Files that are handed in: large ones in parts, wrong ones named, none of them filling the memory."""

import json
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import archive.exported
from archive.exported import read_file
from archive.importing import import_exports
from community.exports import Export, Unreadable, read_export
from storage import Database
from tests.archive.test_importing import ADA, BEN, NOW, _export, _said, _write

SMALLEST = _export(1000, "Night lights", "GuildPublicThread", [_said(1000, "hello"), _said(1001, "there")])
REACTED = {"emoji": {"id": "", "name": "👍"}, "count": 2, "users": [ADA]}
FULL = _export(
    1000, "Night lights", "GuildPublicThread",
    [_said(1002, "x", kind="Reply", reference={"messageId": "1001"}, attachments=[{"id": "1"}], reactions=[REACTED])],
)  # fmt: skip

WRONG = {
    "cut short": (json.dumps(SMALLEST)[:-40].encode(), "cut short"),
    "empty": (b"", "not JSON"),
    "no text": (bytes(range(128, 256)) * 20, "not"),
    "latin": (json.dumps(SMALLEST, ensure_ascii=False).replace("hello", "caf\xe9").encode("latin-1"), "not UTF-8"),
    "deep": (b'{"guild":' + b"[" * 50_000 + b"]" * 50_000 + b"}", "JSON"),
    "a list": (json.dumps([SMALLEST]).encode(), "no object"),
    "a number": (b"12345678901234567890", "no object"),
    "a long number": (b'{"guild": ' + b"9" * 10_000 + b"}", "it"),
    "no messages": (json.dumps({k: v for k, v in SMALLEST.items() if k != "messages"}).encode(), "has no messages"),
    "no channel": (json.dumps({k: v for k, v in SMALLEST.items() if k != "channel"}).encode(), "channel"),
    "messages of another kind": (json.dumps(SMALLEST | {"messages": {"a": 1}}).encode(), "no list"),
    "two documents": (json.dumps(SMALLEST).encode() * 2, "JSON"),
    "a ZIP": (b"PK\3\4" + bytes(400), "packed (ZIP)"),
    "gzip": (b"\x1f\x8b\x08" + bytes(400), "packed (gzip)"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of three exports with six messages that people wrote."""
    exports = tmp_path / "exports"
    exports.mkdir()
    night = [_said(1000, "", kind="21"), *(_said(1001 + n, f"line {n}", ADA if n % 2 else BEN) for n in range(3))]
    return _write(
        exports,
        night=_export(1000, "Night lights", "GuildPublicThread", night),
        ours=_export(2000, "Only us", "GuildPrivateThread", [_said(2001, "Between us", BEN)]),
        general=_export(950, "general", "GuildTextChat", [_said(3001, "Hello"), _said(3008, "Days later", BEN)], 990),
    )


@pytest.fixture(params=["whole", "in parts"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Read files whole, or, however small they are, in parts of two messages."""
    if request.param == "in parts":
        monkeypatch.setattr(archive.exported, "WHOLE", -1)
        monkeypatch.setattr(archive.exported, "_AT_ONCE", 2)
        monkeypatch.setattr(archive.exported, "_BITE", 100)
    return str(request.param)


def test_a_file_in_parts_holds_what_it_holds_whole(folder: Path, monkeypatch: pytest.MonkeyPatch):
    whole = {file.name: list(read_file(file, 7)) for file in folder.iterdir()}
    monkeypatch.setattr(archive.exported, "WHOLE", -1)
    monkeypatch.setattr(archive.exported, "_AT_ONCE", 2)
    monkeypatch.setattr(archive.exported, "_BITE", 100)
    for file in folder.iterdir():
        (one,), parts = whole[file.name], list(read_file(file, 7))
        assert [said for part in parts for said in part.said] == list(one.said)
        assert sum(part.total for part in parts) == one.total
        assert {(part.place, part.kind, part.parent_kind, part.guild) for part in parts} == {
            (one.place, one.kind, one.parent_kind, one.guild)
        }
        assert set().union(*(part.writers for part in parts)) == one.writers


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, way: str, name: str):
    told, why = WRONG[name]
    (tmp_path / "export.json").write_bytes(told)
    with pytest.raises(Unreadable, match=why.replace("(", r"\(").replace(")", r"\)")):
        list(read_file(tmp_path / "export.json", 7))


async def test_wrong_files_are_named_and_the_rest_goes_in(database: Database, folder: Path):
    for number, (told, _) in enumerate(WRONG.values()):
        (folder / f"wrong {number}.json").write_bytes(told)
    with zipfile.ZipFile(folder / "more.zip", "w") as packed:
        packed.writestr("inside.zip", b"PK\3\4")
        packed.writestr("export.json", json.dumps(SMALLEST))
    report = await import_exports(database, 7, folder, NOW)
    assert report.new == 6
    assert {file for file, _ in report.failed} == {*(f"wrong {n}.json" for n in range(len(WRONG))), "more.zip"}


async def test_odd_values_go_in_or_are_refused(database: Database, tmp_path: Path):
    odd = "a\0b\ud800c"
    emoji = {"emoji": {"id": "", "name": odd}, "count": 10**9, "users": [ADA | {"name": odd, "nickname": odd}]}
    told = [_said(1001, odd, ADA | {"nickname": odd}, reactions=[emoji], attachments=[{"fileName": odd, "url": odd}])]
    document = _export(1000, odd, "GuildPublicThread", told) | {"guild": {"id": "1", "name": odd}}
    document["channel"]["category"] = odd
    _write(tmp_path, odd=document, old=_export(2000, "x", "0", [_said(2001, "x", timestamp="0001-01-01T00:00:00")]))
    report = await import_exports(database, 7, tmp_path, NOW)
    assert report.new == 1
    assert [file for file, _ in report.failed] == ["old.json"]


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Give the way to every value in a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(deeper for key, one in inside for deeper in _places(one, (*way, key)))]


ODD = st.one_of(
    st.none(), st.booleans(), st.text(max_size=9), st.integers(), st.floats(), st.just([]), st.just({}), st.just([[1]]),
    st.just({"id": 1}), st.just(10**30), st.just("9" * 30), st.just("-1"), st.just("2026-13-45"),
    st.just("9999-12-31T23:59Z"),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(_places(FULL)[1:]), ODD), min_size=1, max_size=3))
def test_values_of_the_wrong_kind_are_refused_or_read(changes: list[tuple[tuple[Any, ...], Any]]):
    document = deepcopy(FULL)
    for way, value in changes:
        at: Any = document
        try:
            for key in way[:-1]:
                at = at[key]
            at[way[-1]] = value
        except (TypeError, KeyError, IndexError):
            continue  # an earlier change took it away
    with suppress(Unreadable):
        assert isinstance(read_export(document, 7), Export)


_BOUNDED = """
import asyncio, resource, sys
from pathlib import Path
from datetime import datetime, UTC
from archive.importing import import_exports
from storage import Database

async def main():
    database = await Database.open(f"sqlite+aiosqlite:///{sys.argv[2]}")
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + int(sys.argv[3]), -1))
    report = await import_exports(database, 7, Path(sys.argv[1]), datetime(2026, 5, 1, tzinfo=UTC))
    print(report.new, report.failed)
    await database.close()

asyncio.run(main())
"""


def _bounded(folder: Path, database: Path, megabytes: int) -> str:
    """Import a folder in a process that may take so much more memory than it begins with."""
    run = subprocess.run(  # noqa: S603 - our own Python
        [sys.executable, "-c", _BOUNDED, str(folder), str(database), str(megabytes * 2**20)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout


def test_a_large_file_takes_no_more_memory_than_a_small_one(tmp_path: Path, sqlite_template: Path):
    """The file takes some 200 MB when it is read whole: embeds of many short values, as busy bots write them."""
    exports = tmp_path / "exports"
    exports.mkdir()
    embeds = [[1, "a", {}] for _ in range(2500)]
    told = [json.dumps(_said(5000 + number, f"message {number}", embeds=embeds)) for number in range(450)]
    head = json.dumps(_export(1000, "long", "GuildPublicThread", []))[:-2]
    (exports / "long.json").write_text(f"{head}{', '.join(told)}]}}", "utf-8")
    endless = '{"guild": {"id": "1", "name": "' + "a" * 30_000_000
    (exports / "endless.json").write_text(endless, "utf-8")
    shutil.copy(sqlite_template, tmp_path / "test.db")
    told_of = _bounded(exports, tmp_path / "test.db", 120)
    assert told_of.startswith("450 [('endless.json',")
    assert "too large" in told_of
