"""Those who said that they come and can't any more: who left the community, or lost sight of the topic."""

from collections import defaultdict
from datetime import datetime

import sqlalchemy as sa

from community.access import places_seen
from community.sessions import Answer
from storage import access
from storage.database import Reading, Writing
from storage.sessions.waiting import WAITING, leave
from storage.sql import of_share
from storage.tables.communities import communities, members
from storage.tables.sessions import rsvps, sessions

_COMES = (Answer.GOING.value, Answer.MAYBE.value, WAITING)


async def unable(tx: Reading, now: datetime) -> dict[int, list[int]]:
    """Give who can't come any more to sessions to come, by session: who left, and where others wait, who sees no more.

    Where who sees what is not known just now, nobody is taken for somebody who sees nothing.
    """
    s, r, m = sessions.c, rsvps.c, members.c
    here = (m.community_id == s.community_id) & (m.id == r.member_id)
    of = rsvps.join(sessions, s.id == r.session_id).outerjoin(members, here).join(communities)
    known = communities.c.present & ~communities.c.imported & communities.c.mirrored_at.is_not(None)
    ahead = (s.status == "planned") & (s.starts_at > now) & of_share(s.community_id, tx.share)
    query = sa.select(r.session_id, r.member_id).select_from(of).where(ahead, known, r.answer.in_(_COMES))
    found: dict[int, list[int]] = defaultdict(list)
    for row in await tx.connection.execute(query.where(m.present.is_not(True))):
        found[row.session_id].append(row.member_id)
    waited_for = r.session_id.in_(sa.select(r.session_id).where(r.answer == WAITING))
    seeing = query.add_columns(s.community_id, s.seen_in).where(m.present, waited_for).order_by(s.id)
    by_community = defaultdict(list)
    for row in await tx.connection.execute(seeing):
        by_community[row.community_id].append(row)
    for community_id, rows in by_community.items():
        mirror = await access.mirror_of(tx, community_id, only={row.member_id for row in rows})
        if not mirror.is_fresh(now):
            continue
        sees = {viewer.member_id: places_seen(mirror, viewer, now) for viewer in mirror.viewers}
        for row in rows:
            if row.seen_in not in sees.get(row.member_id, frozenset()):
                found[row.session_id].append(row.member_id)
    return found


async def let_go(tx: Writing, now: datetime) -> None:
    """Let those come no more who can't: their places go on, and the cards are corrected."""
    for session_id, member_ids in sorted((await unable(tx, now)).items()):
        await leave(tx, session_id, member_ids, now, show=True)
