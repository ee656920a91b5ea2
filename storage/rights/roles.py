"""What a member's rights mean for the roles of sessions: what is given, and how it is erased."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database import Writing
from storage.rights.declared import Declared, Who
from storage.rights.steps import Done
from storage.sessions import show_again
from storage.tables.roles import session_roles
from storage.tables.sessions import sessions


def roles_held_by(who: Who) -> sa.Select[Any]:
    """Select roles that they have, or that are offered to them."""
    r, s = session_roles.c, sessions.c
    theirs = sa.or_(r.member_id == who.member_id, r.offered_to == who.member_id)
    is_theirs = sa.case((r.member_id == who.member_id, True), else_=False).label("you_have_it")
    columns = (r.session_id, r.role, is_theirs, r.changed_at, s.starts_at, s.topic_id)
    here = (s.community_id == who.community_id) & (r.changed_at <= who.until)
    return sa.select(*columns).join(sessions, s.id == r.session_id).where(here, theirs).order_by(r.session_id, r.role)


async def erase_roles(tx: Writing, who: Who, now: datetime) -> Done:
    """Leave their roles to nobody, and end what was offered to them; the cards are corrected."""
    r, s = session_roles.c, sessions.c
    here = r.session_id.in_(sa.select(s.id).where(s.community_id == who.community_id)) & (r.changed_at <= who.until)
    had, asked = here & (r.member_id == who.member_id), here & (r.offered_to == who.member_id)
    touched = set((await tx.connection.execute(sa.select(r.session_id).where(had))).scalars())
    left = await tx.connection.execute(sa.update(session_roles).where(had).values(member_id=None))
    ended = await tx.connection.execute(sa.update(session_roles).where(asked).values(offered_to=None, offer=None))
    await tx.connection.execute(sa.delete(session_roles).where(r.member_id.is_(None), r.offered_to.is_(None)))
    await show_again(tx, touched, now)
    return Done({"roles": left.rowcount + ended.rowcount})


TABLES: tuple[Declared, ...] = (
    Declared(
        table="session_roles",
        why="To run sessions",
        members=("member_id", "offered_to"),
        facts=("session_id", "role", "offer"),
        mine=roles_held_by,
        erased_by=("roles",),
    ),
)
"""What the table of roles says."""
