"""`guildhall search`, as a process of its own."""

import asyncio
import json
import signal
from pathlib import Path
from typing import Any

import pytest

from bot.cli.search import _lines as lines
from tests.shell import guildhall, started

SHAPE = {"kind", "id", "title", "topic", "snippet", "url", "score", "at"}


def _export(id_: int, name: str, *said: str, kind: str = "GuildPublicThread", author: str = "501") -> dict[str, Any]:
    channel = {"id": str(id_), "type": kind, "categoryId": "9", "category": "falls", "name": name}
    if kind == "GuildTextChat":
        channel |= {"id": "9", "categoryId": "1", "category": "Rooms", "name": "falls"}
    messages = [
        {"id": str(id_ + n), "type": "Default", "timestamp": f"2026-03-12T23:{n:02}:00+00:00", "content": content}
        | {"author": {"id": author, "name": f"name-{author}", "isBot": False}}
        for n, content in enumerate(said)
    ]
    return {"guild": {"name": "A server"}, "channel": channel, "messages": messages}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which a community, 7, was imported; the tests of this file only read it."""
    folder = tmp_path_factory.mktemp("imported")
    (folder / "exports").mkdir()
    exports = [
        _export(1000, "Low beds", "We bought *low* beds for two bays", "and falls went down"),
        _export(2000, "Lights", "Motion lights by the beds cost little"),
        _export(3000, "", "Has anybody tried zebra crossings in corridors?", kind="GuildTextChat"),
        _export(4000, "Private", "zebra secrets", kind="GuildPrivateThread", author="502"),
    ]
    for number, export in enumerate(exports):
        (folder / "exports" / f"{number}.json").write_text(json.dumps(export), "utf-8")
    with asyncio.Runner() as runner:
        assert runner.run(guildhall(folder, "import", "exports", "--community", "7"))[0] == 0
    return folder


async def search(folder: Path, *words: str) -> dict[str, Any]:
    status, out, _ = await guildhall(folder, "search", *words, "--community", "7", "--json")
    assert status == 0
    document: dict[str, Any] = json.loads(out)
    return document


async def test_the_document_has_the_shape_promised(imported: Path):
    found = await search(imported, "low beds")
    assert (found["query"], found["total"]) == ("low beds", 2)
    first, second = found["results"]
    assert set(first) == set(second) == SHAPE
    assert (first["kind"], first["id"], first["title"], first["topic"]) == (
        "conversation",
        "1000",
        "Low beds",
        "falls",
    )
    assert first["snippet"] == r"We bought \***low**\* **beds** for two bays"
    assert first["url"] == "https://discord.com/channels/7/1000/1000"
    assert first["at"] == "2026-03-12T23:01:00Z"
    assert first["score"] > second["score"] > 0


async def test_talk_outside_threads_is_named_by_place_and_day(imported: Path):
    (result,) = (await search(imported, "corridors"))["results"]
    assert (result["title"], result["id"]) == ("#falls, 12 March 2026", "3000")
    assert result["url"] == "https://discord.com/channels/7/9/3000"


async def test_a_member_finds_what_they_may_see_and_the_operator_everything(imported: Path):
    assert (await search(imported, "zebra"))["total"] == 2
    assert (await search(imported, "zebra", "--as", "502"))["total"] == 2
    assert (await search(imported, "zebra", "--as", "501"))["total"] == 1
    stranger = await search(imported, "zebra", "--as", "999")
    assert (stranger["total"], stranger["results"]) == (0, [])


async def test_limit_and_topic(imported: Path):
    found = await search(imported, "beds", "--limit", "1", "--topic", "falls")
    assert (found["total"], len(found["results"])) == (2, 1)
    status, _, err = await guildhall(imported, "search", "x", "--community", "7", "--topic", "sepsis")
    assert (status, err.strip()) == (1, "Error: There is no topic sepsis. There are: falls.")
    status, _, err = await guildhall(imported, "search", "x", "--community", "8")
    assert (status, err.strip()) == (1, "Error: There is no community 8 in this database.")


async def test_in_plain_words(imported: Path):
    status, out, _ = await guildhall(imported, "search", "the beds", "--community", "7")
    assert status == 0
    assert "2 found." in out
    assert "https://discord.com/channels/7/1000/1000" in out
    status, out, _ = await guildhall(imported, "search", "the quokka", "--community", "7")
    assert status == 0
    assert out.strip() == (
        "Nothing found. Entries and conversations of #falls were searched. "
        "Try other words, or the beginning of one with a star: foot*. Left out as too common: the."
    )


async def test_lines_are_answered_one_by_one_as_they_come(imported: Path):
    process = await started(imported, "search", "-", "--community", "7")
    assert process.stdin
    assert process.stdout
    for query, total in ((b"beds", 2), (b"", 0), (b'"\xff\x00(', 0), (b"-beds lights", 0), ("café 🦓".encode(), 0)):
        process.stdin.write(query + b"\n")
        answer = json.loads(await asyncio.wait_for(process.stdout.readline(), 60))
        assert (answer["query"], answer["total"]) == (query.decode("utf-8", "replace"), total)
    process.stdin.close()
    assert await process.wait() == 0


async def test_a_file_of_queries_is_read_to_its_last_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    queries = ["beds", "", "café 🦓", "x" * 200_000, "lights at night"]
    for text in ("\r\n".join(queries), "".join(f"{query}\n" for query in queries)):
        (tmp_path / "queries.txt").write_bytes(text.encode())
        with (tmp_path / "queries.txt").open() as file:
            monkeypatch.setattr("sys.stdin", file)
            assert [line async for line in lines()] == queries


async def test_ctrl_c_ends_it_while_it_waits_for_a_query(imported: Path):
    process = await started(imported, "search", "-", "--community", "7")
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(b"beds\n")
    assert json.loads(await process.stdout.readline())["total"] == 2
    process.send_signal(signal.SIGINT)
    async with asyncio.timeout(30):
        assert await process.wait() == 1
    assert (await process.stderr.read()).decode().strip() == "Aborted!"
