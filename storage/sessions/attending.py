"""Who came to a session: seen in its voice channel, or by their own word."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from community.sessions import Stay
from storage import ledger
from storage.database import Reading, Writing
from storage.sql import add
from storage.tables.sessions import attendance


async def see(tx: Writing, community_id: int, session_id: int, present: Collection[int], now: datetime) -> bool:
    """Write down who came into the voice channel and who left it, by who is in it now; give whether anything changed.

    Of members who asked for nothing of theirs to be kept, nothing is.
    """
    a = attendance.c
    here = (a.session_id == session_id) & a.by_voice & a.left_at.is_(None)
    known = set((await tx.connection.execute(sa.select(a.member_id).where(here))).scalars())
    told = await ledger.known(tx, community_id, set(present) - known)
    came = [id_ for id_ in present if id_ not in known and not (id_ in told and told[id_].keeps_nothing)]
    left = known - set(present)
    if left:
        await tx.connection.execute(sa.update(attendance).where(here, a.member_id.in_(left)).values(left_at=now))
    if came:
        rows = [{"session_id": session_id, "member_id": id_, "by_voice": True, "came_at": now} for id_ in came]
        await add(tx, attendance, rows)
    return bool(came or left)


async def say_here(tx: Writing, session_id: int, member_id: int, now: datetime) -> bool:
    """Write down somebody's word that they were there, once; False if they said so before."""
    a = attendance.c
    said = (a.session_id == session_id) & (a.member_id == member_id) & ~a.by_voice
    if (await tx.connection.execute(sa.select(a.member_id).where(said))).first() is not None:
        return False
    row = {"session_id": session_id, "member_id": member_id, "by_voice": False, "came_at": now}
    await add(tx, attendance, row)
    return True


async def all_leave(tx: Writing, session_id: int, now: datetime) -> None:
    """End all stays in the voice channel."""
    a = attendance.c
    here = (a.session_id == session_id) & a.by_voice & a.left_at.is_(None)
    await tx.connection.execute(sa.update(attendance).where(here).values(left_at=now))


async def stays_of(tx: Reading, session_id: int, member_id: int | None = None) -> list[Stay]:
    """Give who was there and when, of all or of one member, in the order they came; for the host or that member."""
    a = attendance.c
    query = sa.select(a.member_id, a.by_voice, a.came_at, a.left_at).where(a.session_id == session_id)
    if member_id is not None:
        query = query.where(a.member_id == member_id)
    rows = await tx.connection.execute(query.order_by(a.came_at, a.member_id))
    return [Stay(row.member_id, row.by_voice, row.came_at, row.left_at) for row in rows]
