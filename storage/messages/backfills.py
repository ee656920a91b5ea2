"""How far the history of each place has been read by `guildhall backfill`, from its beginning on."""

from datetime import datetime

import sqlalchemy as sa

from community.messages import Place
from storage.database import Reading, Writing
from storage.sql import newest, put_with
from storage.tables.messages import backfills, conversations

b = backfills.c


async def filled_to(tx: Reading, place_id: int) -> int | None:
    """Give the last message up to which a place's history has been read; None for one not begun."""
    read_to: int | None = (await tx.connection.execute(sa.select(b.read_to).where(b.place_id == place_id))).scalar()
    return read_to


async def note_filled(tx: Writing, place: Place, message_id: int, now: datetime, *, is_done: bool) -> None:
    """Note how far a place's history has been read, in the transaction that keeps it; never back."""
    row = {
        "community_id": place.community_id,
        "place_id": place.id,
        "topic_id": place.topic_id,
        "read_to": message_id,
        "begun_at": now,
        "done_at": now if is_done else None,
    }
    await put_with(tx, backfills, [row], read_to=newest, done_at=_first)


def _first(there: sa.ColumnElement[datetime], new: sa.ColumnElement[datetime]) -> sa.ColumnElement[datetime]:
    """Keep what is there, if anything is."""
    return sa.func.coalesce(there, new)


async def filled_since(tx: Reading, moment: datetime) -> list[Place]:
    """Give the threads whose history began to be read after a moment."""
    c = conversations.c
    query = (
        sa.select(c.id, c.community_id, c.topic_id, c.seen_in, c.title)
        .join(backfills, b.place_id == c.id)
        .where(b.begun_at > moment, c.is_thread)
    )
    rows = await tx.connection.execute(query)
    return [Place(row.id, row.community_id, row.topic_id, row.seen_in, is_thread=True, title=row.title) for row in rows]
