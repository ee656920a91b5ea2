"""Search over a million messages with a filter of 20 channels of 200, beside one raw FTS5 query that does the same.

`GUILDHALL_BENCH_MESSAGES` sets how many messages. Words are drawn by Zipf's law from a made vocabulary; a conversation
has ten messages of 20 words. Figures are milliseconds; a query of Guildhall's is the whole of it: counts, ranking,
snippets, links. The limit is `ORDER BY bm25() LIMIT 10` with a snippet, on a table of the same words, by sqlite3 alone.
"""

import itertools
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import sqlalchemy as sa

from archive.search import search
from storage import Database, communities
from storage.database import Writing
from storage.search import index_messages
from storage.search.find import Scope
from storage.tables.messages import conversations, messages
from storage.tables.topics import topics

_MESSAGES = int(os.environ.get("GUILDHALL_BENCH_MESSAGES", "1000000"))
_CHANNELS, _SEEN, _TOGETHER, _BATCH, _VOCABULARY = 200, 20, 10, 2000, 30_000
_QUERIES = 60
_COMMUNITY = 1
_START = datetime(2020, 1, 1, tzinfo=UTC)
_RAW = (
    "SELECT f.rowid, snippet(f, 0, '**', '**', '…', 24) FROM f JOIN m ON m.id = f.rowid"
    " WHERE f MATCH ? AND m.channel IN ({}) ORDER BY bm25(f) LIMIT 10"
)


async def figures() -> dict[str, Any]:
    """Give p50 and p95 by kind of query and over all of them, ours and the limit's, and the ratio of the p95s."""
    luck = random.Random(7)  # noqa: S311 - the same words each time
    vocabulary = _vocabulary(luck)
    with tempfile.TemporaryDirectory() as name:
        database = await Database.open(f"sqlite+aiosqlite:///{Path(name) / 'guildhall.db'}")
        raw = sqlite3.connect(Path(name) / "raw.db", isolation_level=None)
        try:
            filled = await _fill(database, raw, luck, vocabulary)
            return filled | await _measure(database, raw, luck, vocabulary)
        finally:
            raw.close()
            await database.close()


def _vocabulary(luck: random.Random) -> list[str]:
    letters = "bcdfghklmnprstvz", "aeiou"
    words: dict[str, None] = {}
    while len(words) < _VOCABULARY:
        words["".join(luck.choice(letters[n % 2]) for n in range(luck.randint(4, 9)))] = None
    return list(words)


async def _fill(database: Database, raw: sqlite3.Connection, luck: random.Random, words: list[str]) -> dict[str, Any]:
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("CREATE TABLE m (id INTEGER PRIMARY KEY, channel INTEGER, content TEXT)")
    raw.execute("CREATE VIRTUAL TABLE f USING fts5(content, content='m', content_rowid='id', tokenize='porter')")
    await database.write(None, _ground)
    weights = list(itertools.accumulate(1 / (n + 10) for n in range(len(words))))
    open_talk = [0] * _CHANNELS
    indexing = 0.0
    for first in range(1, _MESSAGES + 1, _BATCH):
        rows = []
        for id_ in range(first, min(first + _BATCH, _MESSAGES + 1)):
            channel = luck.randrange(_CHANNELS)
            if not open_talk[channel] or luck.random() < 1 / _TOGETHER:
                open_talk[channel] = id_
            text = " ".join(luck.choices(words, cum_weights=weights, k=20))
            rows.append(_row(id_, channel + 1, open_talk[channel], text))

        async def work(tx: Writing, rows: list[dict[str, Any]] = rows) -> None:
            begun = [_conversation(row) for row in rows if row["id"] == row["conversation_id"]]
            if begun:
                await tx.connection.execute(sa.insert(conversations), begun)
            await tx.connection.execute(sa.insert(messages), rows)
            await index_messages(tx, rows)

        began = time.perf_counter()
        await database.write(None, work)
        indexing += time.perf_counter() - began
        raw.execute("BEGIN")
        raw.executemany("INSERT INTO m VALUES (?, ?, ?)", [(r["id"], r["seen_in"], r["content"]) for r in rows])
        raw.executemany("INSERT INTO f (rowid, content) VALUES (?, ?)", [(r["id"], r["content"]) for r in rows])
        raw.execute("COMMIT")
    return {"messages": _MESSAGES, "kept_and_indexed_per_s": round(_MESSAGES / indexing)}


async def _ground(tx: Writing) -> None:
    await communities.remember(tx, _COMMUNITY, "Bench", imported=True)
    common = {"community_id": _COMMUNITY, "purpose": "", "status": "open", "opened_at": _START}
    rows = [{"id": n, "name": f"channel-{n}", **common} for n in range(1, _CHANNELS + 1)]
    await tx.connection.execute(sa.insert(topics), rows)


def _row(id_: int, channel: int, conversation: int, text: str) -> dict[str, Any]:
    place = {"community_id": _COMMUNITY, "topic_id": channel, "place_id": channel, "seen_in": channel}
    said = {"author_id": 7, "by_bot": False, "content": text, "created_at": _START + timedelta(minutes=id_)}
    return {"id": id_, "conversation_id": conversation} | place | said


def _conversation(row: dict[str, Any]) -> dict[str, Any]:
    place = {name: row[name] for name in ("community_id", "topic_id", "place_id", "seen_in")}
    times = {"started_at": row["created_at"], "last_at": row["created_at"]}
    return {"id": row["id"], "is_thread": False, "title": None} | place | times


async def _measure(
    database: Database, raw: sqlite3.Connection, luck: random.Random, words: list[str]
) -> dict[str, Any]:
    rare, common = words[2000:20_000], words[10:120]
    kinds: dict[str, Callable[[], Sequence[str]]] = {
        "one_word": lambda: luck.sample(rare, 1),
        "three_words": lambda: luck.sample(rare, 3),
        "one_common_word": lambda: luck.sample(common, 1),
        "three_common_words": lambda: luck.sample(common, 3),
    }
    told: dict[str, Any] = {}
    ours: list[float] = []
    limit: list[float] = []
    for name, draw in kinds.items():
        asked = [list(draw()) for _ in range(_QUERIES)]
        places = [frozenset(luck.sample(range(1, _CHANNELS + 1), _SEEN)) for _ in asked]
        mine = [await _timed(database, " ".join(one), seen) for one, seen in zip(asked, places, strict=True)]
        plain = [_timed_raw(raw, " OR ".join(one), seen) for one, seen in zip(asked, places, strict=True)]
        told[name] = {"ms": _spread(mine), "limit_ms": _spread(plain)}
        ours += mine
        limit += plain
    told["all"] = {"ms": _spread(ours), "limit_ms": _spread(limit)}
    told["p95_of_limit"] = round(told["all"]["ms"]["p95"] / told["all"]["limit_ms"]["p95"], 2)
    return told


async def _timed(database: Database, query: str, seen: frozenset[int]) -> float:
    began = time.perf_counter()
    async with database.read() as tx:
        await search(tx, query, Scope(_COMMUNITY, seen))
    return time.perf_counter() - began


def _timed_raw(raw: sqlite3.Connection, query: str, seen: frozenset[int]) -> float:
    began = time.perf_counter()
    raw.execute(_RAW.format(", ".join("?" * len(seen))), (query, *sorted(seen))).fetchall()
    return time.perf_counter() - began


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=20)
    return {"p50": round(cuts[9] * 1000, 2), "p95": round(cuts[18] * 1000, 2)}
