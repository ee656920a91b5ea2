"""What ingest follows: topics that live on Discord, and their threads; and what there is to look at again."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from community.messages import Place
from storage.database import Reading
from storage.sql import of_share
from storage.tables.communities import communities
from storage.tables.knowhow import quotes
from storage.tables.messages import conversations, messages
from storage.tables.summaries import summary_sources
from storage.tables.topics import topics


@dataclass(frozen=True, slots=True)
class Followed:
    """Whether a topic is open, and since when."""

    is_open: bool
    opened_at: datetime


async def followed_topics(tx: Reading) -> dict[Place, Followed]:
    """Give the topics, not gone, of every live community of this share."""
    t = topics.c
    query = (
        sa.select(t.id, t.community_id, t.status, t.opened_at)
        .join(communities, communities.c.id == t.community_id)
        .where(~communities.c.imported, t.status != "gone", of_share(t.community_id, tx.share))
    )
    rows = await tx.connection.execute(query)
    return {
        Place(row.id, row.community_id, row.id, row.id): Followed(row.status == "open", row.opened_at) for row in rows
    }


async def followed_threads(tx: Reading, topic_id: int) -> list[Place]:
    """Give the threads of a topic that are remembered."""
    c = conversations.c
    query = sa.select(c.id, c.community_id, c.topic_id, c.seen_in, c.title).where(c.topic_id == topic_id, c.is_thread)
    rows = await tx.connection.execute(query)
    return [Place(row.id, row.community_id, row.topic_id, row.seen_in, is_thread=True, title=row.title) for row in rows]


async def places_since(tx: Reading, topic_id: int, since: datetime) -> set[int]:
    """Give the places of a topic in which something remembered was said since a moment."""
    m = messages.c
    query = (
        sa.select(m.place_id).distinct().where(m.topic_id == topic_id, m.created_at >= since, m.deleted_at.is_(None))
    )
    return set((await tx.connection.execute(query)).scalars())


async def oldest_in(tx: Reading, place_id: int) -> int | None:
    """Give the id of the oldest message remembered of a place, deleted ones too; None if there is none."""
    query = sa.select(sa.func.min(messages.c.id)).where(messages.c.place_id == place_id)
    oldest: int | None = (await tx.connection.execute(query)).scalar()
    return oldest


async def is_known(tx: Reading, message_id: int) -> bool:
    """Say whether a message is remembered, or that it was deleted."""
    return (
        await tx.connection.execute(sa.select(messages.c.id).where(messages.c.id == message_id))
    ).first() is not None


async def standing_between(tx: Reading, place_id: int, first: int, last: int) -> set[int]:
    """Give the ids of the messages of a place, from one id to another, that are not deleted."""
    m = messages.c
    query = sa.select(m.id).where(m.place_id == place_id, m.id >= first, m.id <= last, m.deleted_at.is_(None))
    return set((await tx.connection.execute(query)).scalars())


async def relied_on_before(tx: Reading, topic_id: int, before: datetime) -> dict[int, list[int]]:
    """Give, by place, a topic's messages from before a moment that entries quote or posted summaries are made of."""
    m, s = messages.c, summary_sources.c
    quoted = sa.select(quotes.c.message_id)
    relied_on = quoted.union(sa.select(s.source_id).where(s.kind == "message"))
    query = sa.select(m.place_id, m.id).where(
        m.id.in_(relied_on), m.topic_id == topic_id, m.created_at < before, m.deleted_at.is_(None)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for row in await tx.connection.execute(query.order_by(m.place_id, m.id)):
        found[row.place_id].append(row.id)
    return found


async def newest_in(tx: Reading, place_id: int) -> int:
    """Give the id of the newest message remembered in a place and not deleted; 0 if there is none."""
    m = messages.c
    query = (
        sa.select(m.id).where(m.place_id == place_id, m.deleted_at.is_(None)).order_by(m.created_at.desc(), m.id.desc())
    )
    newest: int = (await tx.connection.execute(query.limit(1))).scalar() or 0
    return newest
