"""What a member's rights mean for changes that wait to be confirmed: what is given, and how it is erased."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database import Writing
from storage.rights.declared import Declared, Who
from storage.rights.steps import Done
from storage.tables.sketches import change_sketches


def changes_shown_to(who: Who) -> sa.Select[Any]:
    """Select what they were shown that they would change, or call off, and have not confirmed."""
    c = change_sketches.c
    mine = (c.community_id == who.community_id) & (c.member_id == who.member_id) & (c.asked_at <= who.until)
    is_host = (c.host_id == who.member_id).label("you_host")
    columns = (c.session_id, c.asked_at, c.reason, c.title, c.starts_at, c.zone, c.minutes, c.location, c.capacity)
    return sa.select(*columns, is_host).where(mine).order_by(c.id)


async def erase_sketches(tx: Writing, who: Who, _now: datetime) -> Done:
    """Forget what waits to be confirmed: by them, or with them as the host."""
    c = change_sketches.c
    theirs = sa.or_(c.member_id == who.member_id, c.host_id == who.member_id)
    here = (c.community_id == who.community_id) & (c.asked_at <= who.until)
    await tx.connection.execute(sa.delete(change_sketches).where(here, theirs))
    return Done()


TABLES: tuple[Declared, ...] = (
    Declared(
        table="change_sketches",
        why="To run sessions",
        members=("member_id", "host_id"),
        words=("title", "location", "reason"),
        facts=("community_id", "id", "session_id", "series_id", "changed", "local_start", "zone"),
        mine=changes_shown_to,
        erased_by=("sketches",),
    ),
)
"""What the table of such changes says."""
