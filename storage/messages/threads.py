"""Threads and their conversations, and the span that each conversation takes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.messages import Place
from community.screening import storable
from storage.database import Reading, Writing
from storage.messages import talk
from storage.messages.changes import rename_thread
from storage.search.index import retitle_conversation
from storage.sql import newest, oldest, put_with
from storage.tables.messages import conversations

Row = dict[str, Any]
"""A row as it stands in the table `messages`."""


async def remember_conversations(tx: Writing, rows: Iterable[Row], titles: Mapping[int, str | None]) -> None:
    """Make the conversations of message rows, or stretch them over these; `titles` is by thread.

    Bots' messages stretch nothing; only in a thread they may be all that there is.
    """
    spans: dict[int, Row] = {}
    counted = [row for row in rows if not row["by_bot"] or row["place_id"] in titles]
    for row in sorted(counted, key=lambda row: row["by_bot"]):
        made = spans.setdefault(row["conversation_id"], _conversation(row, titles))
        if not row["by_bot"]:
            made["started_at"] = min(made["started_at"], row["created_at"])
            made["last_at"] = max(made["last_at"], row["created_at"])
    await put_with(tx, conversations, list(spans.values()), started_at=oldest, last_at=newest)


def _conversation(row: Row, titles: Mapping[int, str | None]) -> Row:
    title = titles.get(row["place_id"])
    return {
        "community_id": row["community_id"],
        "id": row["conversation_id"],
        "topic_id": row["topic_id"],
        "place_id": row["place_id"],
        "seen_in": row["seen_in"],
        "is_thread": row["place_id"] in titles,
        "title": storable(title) if title is not None else None,
        "started_at": row["created_at"],
        "last_at": row["created_at"],
    }


async def is_thread(tx: Reading, thread_id: int) -> bool:
    """Say whether a thread's conversation is there."""
    query = sa.select(conversations.c.id).where(conversations.c.id == thread_id, conversations.c.is_thread)
    return (await tx.connection.execute(query)).first() is not None


async def remember_thread(tx: Writing, place: Place, opened_at: datetime) -> None:
    """Make a thread's conversation, before anybody wrote in it, or bring its title up to date.

    The message that a thread was opened from has the thread's id: it belongs to the thread's conversation from now on.
    """
    title = storable(place.title or "")
    there = (await tx.connection.execute(sa.select(conversations).where(conversations.c.id == place.id))).first()
    if there is not None and there.is_thread:
        await rename_thread(tx, place.id, title)
        return
    row = {
        "community_id": place.community_id,
        "id": place.id,
        "topic_id": place.topic_id,
        "place_id": place.id,
        "seen_in": place.seen_in,
        "is_thread": True,
        "title": title,
        "started_at": opened_at,
        "last_at": opened_at,
    }
    if there is None:
        await tx.connection.execute(sa.insert(conversations), [row])
    else:
        kept = {name: value for name, value in row.items() if name not in {"started_at", "last_at"}}
        await tx.connection.execute(sa.update(conversations).where(conversations.c.id == place.id).values(kept))
    await talk.lend_to_thread(tx, place.id)
    await retitle_conversation(tx, place.id, title)
