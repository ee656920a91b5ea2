"""What people look for comes first: three public collections as forum posts, on both databases.

nDCG@10 with gains as judged (linear). The collections are not ours, so they are read where they lie, or the test skips.
"""

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive.search import search
from community.messages import Place, Said
from storage import Database, communities, messages
from storage.database import Writing
from storage.search.find import Scope
from storage.sql import put
from storage.tables.topics import topics

COMMUNITY, FORUM = 1, 2
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
FIRST = 1000


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def post(number: int, doc: Mapping[str, Any]) -> Said:
    """Make the first message of the forum post that a document is: the thread's name is its title."""
    thread = Place(FIRST + number, COMMUNITY, FORUM, FORUM, is_thread=True, title=doc["title"])
    at = START + timedelta(minutes=number)
    return Said(FIRST + number, thread, 7, "Somebody", doc["text"], at)


async def fill(database: Database, docs: Sequence[Mapping[str, Any]]) -> None:
    async def ground(tx: Writing) -> None:
        await communities.remember(tx, COMMUNITY, "Collections", imported=True)
        row = {"id": FORUM, "community_id": COMMUNITY, "name": "posts", "purpose": "", "status": "open"}
        await put(tx, topics, row | {"opened_at": START})

    await database.write(None, ground)
    for at in range(0, len(docs), 200):
        batch = [post(at + i, doc) for i, doc in enumerate(docs[at : at + 200])]

        async def work(tx: Writing, batch: Sequence[Said] = batch) -> int:
            return len(await messages.keep(tx, batch))

        await database.write(None, work)


def ndcg(ranked: Sequence[str], relevance: Mapping[str, int]) -> float:
    gain = sum(relevance.get(doc, 0) / math.log2(place + 2) for place, doc in enumerate(ranked[:10]))
    ideal = sorted(relevance.values(), reverse=True)[:10]
    return gain / sum(rel / math.log2(place + 2) for place, rel in enumerate(ideal))


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("kind", "name", "least", "each"),
    [
        ("sqlite", "stackfaq", 0.71, 5),
        ("sqlite", "med", 0.70, 1),
        ("sqlite", "cranfield", 0.35, 1),
        ("postgres", "med", 0.70, 1),  # one rule ranks on both: `tests/storage/test_search.py` holds the scores equal
    ],
)
async def test_what_people_look_for_comes_first(database: Database, shared: Path, name: str, least: float, each: int):
    folder = shared / "search" / name
    docs = lines(folder / "docs.jsonl")
    await fill(database, docs)
    relevance: dict[str, dict[str, int]] = defaultdict(dict)
    for judged in lines(folder / "qrels.jsonl"):
        relevance[judged["q"]][judged["d"]] = judged["rel"]
    asked = [query for query in lines(folder / "queries.jsonl") if any(relevance[query["id"]].values())][::each]
    scores = []
    async with database.read() as tx:
        for query in asked:
            answer = await search(tx, query["text"], Scope(COMMUNITY, frozenset({FORUM})))
            ranked = [docs[result.id - FIRST]["id"] for result in answer.results]
            scores.append(ndcg(ranked, relevance[query["id"]]))
    reached = sum(scores) / len(scores)
    assert reached >= least
