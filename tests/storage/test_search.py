"""The index on both databases: what is put in is found, what is taken out is gone, and nobody sees past their places."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from storage import Database, communities
from storage.database import Reading, Writing
from storage.search import index_entry, index_messages, retitle_conversation, unindex_entry, unindex_messages
from storage.sql import put
from storage.tables.messages import conversations, messages
from storage.tables.topics import topics

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
COMMUNITY, FALLS, SEPSIS, SECRET = 1, 10, 20, 30


def said(id_: int, content: str, *, conversation: int = 100, topic: int = FALLS, seen_in: int = FALLS, **more: Any):
    row = {
        "id": id_,
        "community_id": COMMUNITY,
        "topic_id": topic,
        "place_id": conversation,
        "seen_in": seen_in,
        "conversation_id": conversation,
        "author_id": 7,
        "content": content,
        "created_at": NOON + timedelta(minutes=id_),
        "by_bot": False,
    }
    return row | more


async def talk(tx: Writing, *rows: dict[str, Any], title: str | None = None) -> None:
    """Write messages as ingest does: conversation, message, index, in one transaction."""
    await communities.remember(tx, COMMUNITY, "Improvers", imported=True)
    for row in rows:
        topic = {"id": row["topic_id"], "community_id": COMMUNITY, "name": f"topic-{row['topic_id']}", "purpose": ""}
        await put(tx, topics, topic | {"status": "open", "opened_at": NOON})
        conversation = {
            "id": row["conversation_id"],
            "community_id": COMMUNITY,
            "topic_id": row["topic_id"],
            "place_id": row["place_id"],
            "seen_in": row["seen_in"],
            "is_thread": title is not None,
            "title": title,
            "started_at": row["created_at"],
            "last_at": row["created_at"],
        }
        await put(tx, conversations, conversation, keep=["title", "started_at", "is_thread"])
    await put(tx, messages, list(rows))
    await index_messages(tx, rows)


async def test_smoke(database: Database):
    async def work(tx: Writing) -> None:
        await talk(tx, said(1, "falls at night in the ward"), said(2, "more falling"), title="Falls")
        await index_messages(tx, [said(1, "sepsis instead")])
        await retitle_conversation(tx, 100, "Sepsis")
        await index_entry(
            tx, 5, community_id=COMMUNITY, topic_id=FALLS, seen_in=FALLS, title="Low beds", body="beds\nlow", at=NOON
        )
        await unindex_entry(tx, 5)
        await unindex_messages(tx, [2])

    await database.write(None, work)
    async with database.read() as tx:
        rows = (await tx.connection.execute(sa.text("SELECT * FROM search_places"))).all()
        print(rows)
        rows = (await tx.connection.execute(sa.text("SELECT * FROM search_texts"))).all()
        print(rows)
        assert len(rows) == 2
