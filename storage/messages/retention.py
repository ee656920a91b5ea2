"""Letting go of messages older than a community keeps them."""

from datetime import datetime

import sqlalchemy as sa

from storage import files
from storage.database import Writing
from storage.messages import reactions
from storage.search.index import unindex_messages
from storage.summaries import sources_changed
from storage.tables.knowhow import entries, quotes
from storage.tables.messages import conversations, messages


async def drop_old(tx: Writing, community_id: int, before: datetime, limit: int = 200) -> int:
    """Drop up to `limit` messages written before a moment, and give how many there were.

    Conversations behind entries stay whole: those that an entry was captured from, or quotes.
    """
    m = messages.c
    captured = sa.exists().where(entries.c.place_id == m.conversation_id)
    quoted = messages.alias("quoted")
    behind = sa.exists().where(quotes.c.message_id == quoted.c.id, quoted.c.conversation_id == m.conversation_id)
    query = sa.select(m.id, m.conversation_id).where(
        m.community_id == community_id, m.created_at < before, ~behind, ~captured
    )
    rows = (await tx.connection.execute(query.order_by(m.id).limit(limit))).all()
    ids = [row.id for row in rows]
    if not ids:
        return 0
    await reactions.drop(tx, ids)
    await files.drop_files(tx, ids)
    await unindex_messages(tx, ids)
    await tx.connection.execute(sa.delete(messages).where(m.id.in_(ids)))
    await _drop_empty(tx, {row.conversation_id for row in rows} - {0})
    return len(ids)


async def _drop_empty(tx: Writing, ids: set[int]) -> None:
    c = conversations.c
    held = sa.exists().where(messages.c.conversation_id == c.id)
    empty = list((await tx.connection.execute(sa.select(c.id).where(c.id.in_(ids), ~held))).scalars())
    if empty:
        await tx.connection.execute(sa.delete(conversations).where(c.id.in_(empty)))
        await sources_changed(tx, "conversation", empty)
