"""What a member's rights mean for the tables of sessions that are run: what is given, and how it is erased."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database import Writing
from storage.rights.declared import Declared, Who
from storage.rights.steps import Done
from storage.tables.sessions import attendance, sessions


def attendance_of(who: Who) -> sa.Select[Any]:
    """Select when they were at sessions."""
    a, s = attendance.c, sessions.c
    mine = (s.community_id == who.community_id) & (a.member_id == who.member_id) & (a.came_at <= who.until)
    columns = (a.session_id, a.by_voice, a.came_at, a.left_at, s.starts_at, s.topic_id)
    return sa.select(*columns).join(sessions, s.id == a.session_id).where(mine).order_by(a.came_at)


async def erase_attendance(tx: Writing, who: Who, _now: datetime) -> Done:
    """Forget that a member was at sessions."""
    a = attendance.c
    here = sa.select(sessions.c.id).where(sessions.c.community_id == who.community_id)
    mine = (a.member_id == who.member_id) & (a.came_at <= who.until) & a.session_id.in_(here)
    gone = await tx.connection.execute(sa.delete(attendance).where(mine))
    return Done({"attendance": gone.rowcount})


TABLES: tuple[Declared, ...] = (
    Declared(
        table="attendance",
        why="So that you and the host know who came; others are told how many",
        members=("member_id",),
        facts=("session_id", "by_voice"),
        mine=attendance_of,
        erased_by=("attendance",),
    ),
    Declared(table="runs", facts=("community_id", "session_id", "steps", "status", "channel_id", "message_id")),
)
"""What every table of sessions that are run says."""
