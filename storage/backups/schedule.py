"""Whose turn it is to make a backup: written down in the database, so that of several processes one does."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.database import Reading, Writing
from storage.tables.backups import backups

_LEASE = timedelta(hours=1)
"""How long a backup may take; after this another process takes it up."""
_KEPT = timedelta(days=90)


async def begin(tx: Writing, who: str, now: datetime, every: timedelta) -> int | None:
    """Begin a backup if one is due and nobody is at it; gives its id, or None."""
    b = backups.c
    recent = sa.select(b.id).where(
        sa.or_(b.finished_at > now - every, sa.and_(b.finished_at.is_(None), b.begun_at > now - _LEASE))
    )
    if (await tx.connection.execute(recent.limit(1))).first() is not None:
        return None
    await tx.connection.execute(sa.delete(backups).where(b.begun_at < now - _KEPT))
    row = {"begun_at": now, "begun_by": who}
    made = await tx.connection.execute(sa.insert(backups).values(row).returning(b.id))
    return int(made.scalar_one())


async def finish(tx: Writing, id_: int, now: datetime, size: int) -> None:
    """Note that a backup was made and found whole; size in bytes."""
    change = sa.update(backups).where(backups.c.id == id_)
    await tx.connection.execute(change.values(finished_at=now, bytes=size))


async def last_finished(tx: Reading) -> datetime | None:
    """Give when the last backup of all processes was finished that made themselves, or None."""
    moment: datetime | None = (await tx.connection.execute(sa.select(sa.func.max(backups.c.finished_at)))).scalar()
    return moment
