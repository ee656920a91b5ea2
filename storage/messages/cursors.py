"""How far each place has been read. A cursor moves in the transaction that keeps what it stands behind."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import sqlalchemy as sa

from storage.database import Reading, Writing
from storage.sql import newest, put_with
from storage.tables.messages import cursors


async def cursors_of(tx: Reading, place_ids: Iterable[int]) -> dict[int, int]:
    """Give the id of the last message read in each place; places never read are left out."""
    wanted = set(place_ids)
    rows = await tx.connection.execute(sa.select(cursors.c.place_id, cursors.c.last_message_id))
    return {row.place_id: row.last_message_id for row in rows if row.place_id in wanted}


async def move_cursors(tx: Writing, read_to: Mapping[int, int], now: datetime) -> None:
    """Move the cursor of each place to a message id; never back."""
    rows = [{"place_id": place, "last_message_id": last, "moved_at": now} for place, last in sorted(read_to.items())]
    await put_with(tx, cursors, rows, last_message_id=newest, moved_at=newest)


async def last_read(tx: Reading, place_id: int) -> tuple[int, datetime] | None:
    """Give the last message read in a place and when that was noted; None for a place never read."""
    query = sa.select(cursors.c.last_message_id, cursors.c.moved_at).where(cursors.c.place_id == place_id)
    row = (await tx.connection.execute(query)).first()
    return (row.last_message_id, row.moved_at) if row else None
