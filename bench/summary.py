"""How long a summary takes of a week of 100,000 messages, beside one pass of SQL over the same rows."""

import random
import sqlite3
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from archive.summary import for_everybody
from community.summary import Week
from storage import Database, communities
from storage.database import Writing
from storage.sql import put
from storage.tables.access import places
from storage.tables.messages import conversations, messages, reactions
from storage.tables.topics import topics

MESSAGES = 100_000
OLDER = 50_000
PEOPLE = 2_000
TALKS = 4_000
TOPICS = 20
RUNS = 5
WEEK = Week(2026, 15)
START = datetime(2026, 4, 6, tzinfo=UTC)
_WORDS = "we tried the huddle at ten and falls fell by a third on two wards because people came on time".split()  # noqa: SIM905 - reads best


async def figures() -> dict[str, Any]:
    """Give the median time of a summary in seconds, and of the plain limit: one grouped count of the same week."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "bench.db"
        database = await Database.open(f"sqlite+aiosqlite:///{file}")
        try:
            await database.write(None, _lay)
            taken = []
            for _ in range(RUNS):
                began = time.perf_counter()
                async with database.read() as tx:
                    summary = await for_everybody(tx, 1, WEEK, START + timedelta(days=8))
                taken.append(time.perf_counter() - began)
        finally:
            await database.close()
        limit = statistics.median(_limit(file) for _ in range(RUNS))
    seconds = statistics.median(taken)
    return {
        "messages": summary.counts.messages,
        "seconds": round(seconds, 3),
        "limit_seconds": round(limit, 3),
        "times_the_limit": round(seconds / limit, 1),
    }


def _limit(file: Path) -> float:
    began = time.perf_counter()
    with sqlite3.connect(file) as connection:
        connection.execute(
            "SELECT conversation_id, count(*), count(DISTINCT author_id) FROM messages "
            "WHERE created_at >= ? AND created_at < ? GROUP BY conversation_id",
            ("2026-04-06 00:00:00.000000", "2026-04-13 00:00:00.000000"),
        ).fetchall()
    connection.close()
    return time.perf_counter() - began


async def _lay(tx: Writing) -> None:
    """Lay out a community: a busy week, and half as much before it."""
    chance = random.Random(15)  # noqa: S311 - the same talk at every run, no secret
    await communities.remember(tx, 1, "A busy community", imported=True)
    await communities.remember_members(tx, 1, [(10_000 + n, f"Person {n}", False) for n in range(PEOPLE)])
    for n in range(1, TOPICS + 1):
        place = {
            "community_id": 1,
            "id": n,
            "kind": "forum",
            "parent_id": None,
            "name": f"topic-{n}",
            "archived": False,
        }
        await put(tx, places, {**place, "gone": False})
        row = {"id": n, "community_id": 1, "name": f"topic-{n}", "purpose": "", "status": "open", "opened_at": START}
        await put(tx, topics, row)
    talks = [
        {
            "community_id": 1,
            "id": 1_000_000 + n,
            "topic_id": n % TOPICS + 1,
            "place_id": 1_000_000 + n,
            "seen_in": n % TOPICS + 1,
            "is_thread": True,
            "title": f"Talk {n}",
            "started_at": START - timedelta(days=9),
            "last_at": START,
        }
        for n in range(TALKS)
    ]
    await tx.connection.execute(sa.insert(conversations), talks)
    week = timedelta(days=7)
    for first, number, since in ((10**9, OLDER, START - week), (10**10, MESSAGES, START)):
        rows = [_message(chance, first + n, since + week * n / number) for n in range(number)]
        await tx.connection.execute(sa.insert(messages), rows)
    ids = chance.sample(range(10**10, 10**10 + MESSAGES), MESSAGES // 5)
    given = [{"message_id": id_, "emoji": "👍", "member_id": 10_000 + id_ % PEOPLE} for id_ in ids]
    await tx.connection.execute(sa.insert(reactions), given)


def _message(chance: random.Random, id_: int, at: datetime) -> dict[str, Any]:
    # A few conversations hold most of the talk, as they do.
    talk = int(TALKS * chance.random() ** 3)
    asks = chance.random() < 0.15
    said = " ".join(chance.choices(_WORDS, k=chance.randint(2, 25)))
    return {
        "community_id": 1,
        "id": id_,
        "topic_id": talk % TOPICS + 1,
        "place_id": 1_000_000 + talk,
        "seen_in": talk % TOPICS + 1,
        "conversation_id": 1_000_000 + talk,
        "author_id": 10_000 + int(PEOPLE * chance.random() ** 2),
        "by_bot": False,
        "content": f"How do {said}?" if asks else said,
        "created_at": at,
        "reply_to": id_ - 1 if chance.random() < 0.2 else None,
        "attachments": 0,
    }
