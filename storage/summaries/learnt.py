"""What people learnt in sessions and shared in a week: what they will try, what came of it, published notes."""

import sqlalchemy as sa

from community.sessions import CameOf, Sharing
from community.summary import LEARNT_MOST, Learnt, Noted
from storage.database import Reading
from storage.summaries.scope import Scope
from storage.tables.after import reflections, session_notes
from storage.tables.knowhow import entries
from storage.tables.sessions import sessions
from storage.tables.topics import topics

r, s, e = reflections.c, sessions.c, entries.c


async def learnt(tx: Reading, scope: Scope) -> list[Learnt]:
    """Give what was shared of reflections in the week, the latest first; what came of one, rather than what it was."""
    came = r.told & (r.happened != "") & (r.answered_at >= scope.start) & (r.answered_at < scope.end)
    meant = (r.shared != Sharing.NO.value) & (r.made_at >= scope.start) & (r.made_at < scope.end)
    columns = (r.id, r.session_id, r.member_id, s.title, topics.c.name, s.thread_id, r.tries, r.by_at, r.outcome)
    query = (
        sa.select(*columns, r.happened, came.label("came"))
        .join(sessions, s.id == r.session_id)
        .join(topics, topics.c.id == s.topic_id)
        .where(r.community_id == scope.community_id, scope.in_topics(s.topic_id), scope.sees(s.seen_in))
        .where(s.status == "planned", sa.or_(came, meant))
        .order_by(sa.desc("came"), r.made_at.desc(), r.id)
        .limit(LEARNT_MOST)
    )
    return [
        Learnt(
            id=row.id,
            session_id=row.session_id,
            member_id=row.member_id,
            title=row.title,
            topic=row.name,
            place_id=row.thread_id,
            words=row.happened if row.came else row.tries,
            by_at=row.by_at,
            came=CameOf(row.outcome).told if row.came else "",
        )
        for row in await tx.connection.execute(query)
    ]


async def noted(tx: Reading, scope: Scope) -> list[Noted]:
    """Give the notes of sessions that were published in the week and are still to be found."""
    n = session_notes.c
    query = (
        sa.select(s.id, e.id, s.title, topics.c.name, e.place_id, e.did)
        .select_from(session_notes)
        .join(sessions, s.id == n.session_id)
        .join(entries, e.id == n.entry_id)
        .join(topics, topics.c.id == e.topic_id)
        .where(e.community_id == scope.community_id, scope.in_topics(e.topic_id), scope.sees(e.seen_in))
        .where(e.status == "published", e.published_at >= scope.start, e.published_at < scope.end)
        .order_by(e.published_at, e.id)
        .limit(LEARNT_MOST)
    )
    return [Noted(*row) for row in await tx.connection.execute(query)]
