"""Tags to search by: those of entries that the caller may read, and no others."""

import sqlalchemy as sa

from storage.database import Reading
from storage.knowhow.entries import public
from storage.tables.knowhow import entries, entry_tags


async def tags_in(tx: Reading, community_id: int, places: frozenset[int], text: str = "", limit: int = 25) -> list[str]:
    """Give the tags that hold `text`, of public entries in these places, those used most first."""
    query = (
        sa.select(entry_tags.c.tag)
        .join(entries, entries.c.id == entry_tags.c.entry_id)
        .where(entries.c.community_id == community_id, entries.c.seen_in.in_(places), public())
        .group_by(entry_tags.c.tag)
        .order_by(sa.func.count().desc(), entry_tags.c.tag)
    )
    if text.strip():
        query = query.where(sa.func.lower(entry_tags.c.tag).contains(text.strip().lower(), autoescape=True))
    return list((await tx.connection.execute(query.limit(limit))).scalars())
