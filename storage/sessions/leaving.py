"""Those who said that they come and can't any more: who left the community, or lost sight of the topic."""

from collections import defaultdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.access import out_of_sight
from community.sessions import Answer
from storage import access
from storage.database import Reading, Writing
from storage.sessions.planned import show_again
from storage.sessions.waiting import WAITING, leave
from storage.sql import of_share
from storage.tables.communities import communities, members
from storage.tables.roles import session_roles
from storage.tables.sessions import rsvps, sessions

_COMES = (Answer.GOING.value, Answer.MAYBE.value, WAITING)
_FEW = 5_000
"""How many members are asked for by their ids; of more, all are read."""

Left = tuple[int, str, int]
"""A role of a session, and who left that had it, or that it was offered to."""


async def unable(tx: Reading, now: datetime) -> dict[int, set[int]]:
    """Give who can't come any more to sessions to come, by session: who left, and where others wait, who sees no more.

    Where who sees what is not known just now, nobody is taken for somebody who sees nothing.
    """
    found: dict[int, set[int]] = defaultdict(set)
    for row in await tx.connection.execute(_of_gone(tx, now, rsvps.c.member_id, rsvps.c.answer)):
        if row.answer in _COMES:
            found[row.session_id].add(row.member_id)
    lost: set[tuple[int, int, int]] = set()
    for community_id, asked in (await _waited_for(tx, now)).items():
        ids = {member_id for member_id, _ in asked}
        mirror = await access.mirror_of(tx, community_id, only=ids if len(ids) <= _FEW else None)
        lost |= {(community_id, *pair) for pair in out_of_sight(mirror, asked, now)}
    for row in await tx.connection.execute(_where_others_wait(tx, now)) if lost else ():
        if (row.community_id, row.member_id, row.seen_in) in lost:
            found[row.id].add(row.member_id)
    return dict(found)


async def roles_left(tx: Reading, now: datetime) -> set[Left]:
    """Give the roles, in sessions to come, of those who left, and those that are offered to them."""
    r = session_roles.c
    found: set[Left] = set()
    for whose in (r.member_id, r.offered_to):
        for row in await tx.connection.execute(_of_gone(tx, now, whose, r.role)):
            found.add((row.session_id, row.role, row.member_id))
    return found


async def let_go(tx: Writing, now: datetime) -> None:
    """Let those come no more who can't: their places go on, their roles are free, and the cards are corrected."""
    for session_id, member_ids in sorted((await unable(tx, now)).items()):
        await leave(tx, session_id, sorted(member_ids), now, show=True)
    left = await roles_left(tx, now)
    for one in sorted(left):
        await _free(tx, *one)
    await show_again(tx, {session_id for session_id, _, _ in left}, now)


async def _free(tx: Writing, session_id: int, role: str, member_id: int) -> None:
    """Leave a role to nobody if a member has it, and end its offer if it is offered to them."""
    r = session_roles.c
    this = (r.session_id == session_id) & (r.role == role)
    change = sa.update(session_roles)
    await tx.connection.execute(change.where(this, r.member_id == member_id).values(member_id=None))
    await tx.connection.execute(change.where(this, r.offered_to == member_id).values(offered_to=None, offer=None))
    nobody = sa.delete(session_roles).where(this, r.member_id.is_(None), r.offered_to.is_(None))
    await tx.connection.execute(nobody)


def _ahead(tx: Reading, now: datetime) -> sa.ColumnElement[bool]:
    s, c = sessions.c, communities.c
    known = c.present & ~c.imported & c.mirrored_at.is_not(None)
    return (s.status == "planned") & (s.starts_at > now) & of_share(s.community_id, tx.share) & known


def _of_gone(tx: Reading, now: datetime, whose: sa.Column[Any], what: sa.Column[Any]) -> sa.Select[Any]:
    """Select what is of somebody who left in sessions to come: session, member, and a column more.

    It goes from those few to what is theirs, and not from all there is to whose it is: this is asked at each wake-up.
    """
    s, m = sessions.c, members.c
    session_id = whose.table.c.session_id
    first = sa.select(sa.func.min(s.id)).where(s.status == "planned", s.starts_at > now).scalar_subquery()
    of = members.join(whose.table, (whose == m.id) & (session_id >= first))
    gone = sa.select(m.community_id, session_id, m.id, what).select_from(of).where(~m.present)
    theirs = gone.cte("theirs").prefix_with("MATERIALIZED")
    here = (s.id == theirs.c.session_id) & (s.community_id == theirs.c.community_id)
    joined = theirs.join(sessions, here).join(communities, communities.c.id == s.community_id)
    columns = (theirs.c.session_id, theirs.c.id.label("member_id"), theirs.c[what.name])
    return sa.select(*columns).select_from(joined).where(_ahead(tx, now))


def _where_others_wait(tx: Reading, now: datetime) -> sa.Select[tuple[int, int, int, int]]:
    """Select who comes to sessions that somebody waits for a place in, and where each of these is seen."""
    s, r = sessions.c, rsvps.c
    waited_for = sa.select(r.session_id).where(r.answer == WAITING)
    of = sessions.join(rsvps, r.session_id == s.id).join(communities, communities.c.id == s.community_id)
    query = sa.select(s.id, s.community_id, s.seen_in, r.member_id).select_from(of)
    return query.where(_ahead(tx, now), r.answer.in_(_COMES), s.id.in_(waited_for))


async def _waited_for(tx: Reading, now: datetime) -> dict[int, list[tuple[int, int]]]:
    """Give who comes where somebody waits, and to which place, each once, by community."""
    all_ = _where_others_wait(tx, now).subquery()
    query = sa.select(all_.c.community_id, all_.c.member_id, all_.c.seen_in).distinct()
    asked: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in await tx.connection.execute(query):
        asked[row.community_id].append((row.member_id, row.seen_in))
    return asked
