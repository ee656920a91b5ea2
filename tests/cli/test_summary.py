import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from community.messages import Place, Said
from storage import Database, communities, messages
from storage.database import Writing
from storage.sql import put
from storage.tables.access import places
from storage.tables.topics import topics
from tests.shell import guildhall

START = datetime(2026, 4, 6, tzinfo=UTC)


async def _fill(address: str) -> None:
    database = await Database.open(address)

    async def work(tx: Writing) -> None:
        await communities.remember(tx, 1, "Northern Network", imported=True)
        for id_, name in ((10, "general"), (11, "general-care")):
            row = {"community_id": 1, "id": id_, "kind": "text", "parent_id": None, "name": name, "archived": False}
            await put(tx, places, {**row, "gone": False})
            row = {"id": id_, "community_id": 1, "name": name, "purpose": "", "status": "open", "opened_at": START}
            await put(tx, topics, row)
        place = Place(10, 1, 10, 10)
        await messages.keep(
            tx,
            [
                Said(
                    n,
                    place,
                    20 + n % 3,
                    f"Person {n % 3}",
                    f"We weighed the dressings on ward {n} too.",
                    START + n * timedelta(minutes=1),
                )
                for n in range(1, 7)
            ],
        )

    await database.write(None, work)
    await database.close()


@pytest.fixture(scope="module")
def talked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a database with a week of talk in it; the tests of this file only read it."""
    folder = tmp_path_factory.mktemp("summary")
    with asyncio.Runner() as runner:
        runner.run(_fill(f"sqlite+aiosqlite:///{folder}/data/guildhall.db"))
    return folder


async def test_one_document_and_nothing_else_is_printed(talked: Path):
    status, out, err = await guildhall(talked, "summary", "--community", "1", "--week", "2026-W15", "--json")
    assert (status, err) == (0, "")
    document = json.loads(out)
    assert set(document) == {"community", "week", "from", "to", "sections", "counts"}
    assert document["counts"] == {"messages": 6, "people": 3, "conversations": 1}
    [item] = document["sections"][0]["items"]
    assert item["title"] == "#general, 6 April 2026"
    assert item["url"] == "https://discord.com/channels/1/10/1"
    assert (item["topic"], item["people"], item["messages"], item["excerpt"]) == ("general", 3, 6, None)


async def test_a_week_with_nothing_in_it_is_done_and_says_so(talked: Path):
    status, out, _ = await guildhall(talked, "summary", "--community", "1", "--week", "2026-W20")
    assert status == 0
    assert "Nothing to tell" in out
    status, out, _ = await guildhall(talked, "summary", "--community", "1", "--week", "2026-W20", "--json")
    assert (status, json.loads(out)["sections"]) == (0, [])


@pytest.mark.parametrize(("topic", "people"), [("general", 3), ("#general-care", 0), ("10", 3)])
async def test_a_topic_is_named_by_name_or_id(talked: Path, topic: str, people: int):
    status, out, _ = await guildhall(
        talked, "summary", "--community", "1", "--week", "2026-W15", "--topic", topic, "--json"
    )
    assert status == 0
    assert json.loads(out)["counts"]["people"] == people


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (["--community", "1", "--week", "2026-W54"], 2, "There is no week 54 in 2026."),
        (["--community", "1", "--week", "last"], 2, "A week is written like 2026-W15"),
        (["--community", "one", "--week", "2026-W15"], 2, "not a valid integer"),
        (["--community", "2", "--week", "2026-W15"], 1, "There is no community 2 in this database."),
        (["--community", "1", "--week", "2026-W15", "--topic", "falls"], 1, "no topic falls. There are: general"),
        (["--week", "2026-W15"], 2, "Missing option '--community'"),
    ],
)
async def test_what_is_wrong_is_said_in_one_sentence(talked: Path, words: list[str], status: int, sentence: str):
    ended, out, err = await guildhall(talked, "summary", *words, "--json")
    assert ended == status
    assert out == ""
    assert sentence in err
    assert "Traceback" not in err
