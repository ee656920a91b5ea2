"""What waits to be done, counted for whoever watches from outside; nothing of what it is."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.backups import schedule
from storage.database import Reading
from storage.sql import of_share
from storage.tables.ledger import erasures
from storage.tables.messages import cursors
from storage.tables.outbox import outbox


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of the outbox that are pending and due, erasures not done, and when the oldest of them fell due.

    `cursor_at` is when anything said was last written, `backup_at` when a backup was last finished.
    """

    pending: int
    due: int
    due_at: datetime | None
    cursor_at: datetime | None
    backup_at: datetime | None
    erasures: int
    erasure_at: datetime | None


async def waiting(tx: Reading, now: datetime) -> Waiting:
    """Count what waits. A row that is put off after a failure counts as due."""
    o = outbox.c
    late = sa.case((o.due_at <= now, o.due_at))
    query = sa.select(sa.func.count(), sa.func.count(late), sa.func.min(late))
    mine = query.where(o.status == "pending", of_share(o.community_id, tx.share))
    pending, due, due_at = (await tx.connection.execute(mine)).one()
    cursor_at = (await tx.connection.execute(sa.select(sa.func.max(cursors.c.moved_at)))).scalar()
    undone = sa.select(sa.func.count(), sa.func.min(erasures.c.asked_at)).where(erasures.c.step != "done")
    waits, asked_at = (await tx.connection.execute(undone)).one()
    return Waiting(pending, due, due_at, cursor_at, await schedule.last_finished(tx), waits, asked_at)
