"""Threads of which nothing is kept: those of sessions under the Chatham House Rule."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from storage import ledger
from storage.database import Reading, Writing
from storage.ledger import Kind
from storage.messages.changes import empty
from storage.tables.messages import messages
from storage.tables.sessions import sessions


async def left_out(tx: Reading, place_ids: Iterable[int]) -> set[int]:
    """Give those of some threads of which nothing is to be kept."""
    wanted = list(set(place_ids))
    if not wanted:
        return set()
    query = sa.select(sessions.c.thread_id).where(sessions.c.thread_id.in_(wanted), sessions.c.chatham_house)
    return set((await tx.connection.execute(query)).scalars())


async def leave_out(tx: Writing, thread_id: int, now: datetime) -> None:
    """Empty what was kept of a thread before it was known that nothing is to be."""
    standing = sa.select(messages.c.id).where(messages.c.place_id == thread_id, messages.c.deleted_at.is_(None))
    ids = list((await tx.connection.execute(standing)).scalars())
    if ids:
        await empty(tx, ids, now)
        await ledger.remember(tx, Kind.MESSAGE, [(id_,) for id_ in ids], "gone", now)
