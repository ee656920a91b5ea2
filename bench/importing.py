"""Messages a second that `guildhall import` takes in, its own start left out; again over what is there already.

The limit beside it is only reading and parsing the same files.
"""

import json
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from archive.importing import import_exports
from storage import Database

_FILES, _EACH, _PEOPLE, _COMMUNITY = 200, 100, 300, 7
_START = datetime(2026, 1, 5, tzinfo=UTC)


async def figures() -> dict[str, Any]:
    """Give messages/s of a first import and of a second one, beside parsing the files and nothing else."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "exports"
        folder.mkdir()
        write_exports(folder)
        began = time.perf_counter()
        for file in sorted(folder.iterdir()):
            json.loads(file.read_bytes())
        parsing = time.perf_counter() - began
        database = await Database.open(f"sqlite+aiosqlite:///{name}/bench.db")
        first = await import_exports(database, _COMMUNITY, folder, datetime.now(UTC))
        again = await import_exports(database, _COMMUNITY, folder, datetime.now(UTC))
        await database.close()
    assert (first.new, again.new) == (_FILES * _EACH, 0), "a figure for messages that were lost is no figure"
    return {
        "messages": first.messages,
        "parsing_alone_per_s": round(first.messages / parsing),
        "first_import_per_s": round(first.messages / first.seconds),
        "second_import_per_s": round(again.messages / again.seconds),
    }


def write_exports(folder: Path) -> None:
    """Write a server's exports into a folder, the same at every run."""
    made = random.Random(7)  # noqa: S311 - the same files at every run
    words = [f"word{number}" for number in range(5000)]
    for number in range(_FILES):
        thread = 10_000 + number
        told = [_said(made, words, thread * 1000 + index) for index in range(_EACH)]
        channel = {"id": str(thread), "type": "GuildPublicThread", "categoryId": "900", "category": "falls"}
        document = {"guild": {"id": "1", "name": "A server"}, "channel": channel | {"name": f"Thread {number}"}}
        (folder / f"{number}.json").write_text(json.dumps(document | {"messages": told}), "utf-8")


def _said(made: random.Random, words: list[str], id_: int) -> dict[str, Any]:
    author = made.randrange(_PEOPLE)
    return {
        "id": str(id_),
        "type": "Default",
        "timestamp": (_START + timedelta(minutes=id_ % 100_000)).isoformat(),
        "timestampEdited": None,
        "content": " ".join(made.choices(words, k=made.randrange(3, 40))),
        "author": {"id": str(500 + author), "name": f"person{author}", "nickname": f"Person {author}", "isBot": False},
        "attachments": [],
        "reactions": [{"emoji": {"id": "", "name": "👍"}, "count": 2, "users": []}] if made.random() < 0.2 else [],
    }
