"""What else a summary needs: entries published in the week, sessions after it, the names of topics."""

from datetime import datetime

import sqlalchemy as sa

from community.summary import COMING_MOST, KNOWHOW_MOST, Coming, Published
from storage.database import Reading
from storage.summaries.scope import Scope
from storage.tables.knowhow import entries, quotes
from storage.tables.sessions import rsvps, run_to_its_end, sessions
from storage.tables.topics import topics


async def published(tx: Reading, scope: Scope) -> list[Published]:
    """Give the entries published in the week that are still to be found, newest last."""
    e = entries.c
    quoted = (
        sa.select(sa.func.count(sa.distinct(quotes.c.author_id)))
        .where(quotes.c.entry_id == e.id, quotes.c.answer.in_(["named", "unnamed"]), quotes.c.words != "")
        .scalar_subquery()
    )
    query = (
        sa.select(e.id, e.title, topics.c.name, e.place_id, e.published_at, quoted)
        .join(topics, topics.c.id == e.topic_id)
        .where(
            e.community_id == scope.community_id,
            scope.in_topics(e.topic_id),
            scope.sees(e.seen_in),
            e.status == "published",
            e.published_at >= scope.start,
            e.published_at < scope.end,
        )
        .order_by(e.published_at, e.id)
        .limit(KNOWHOW_MOST)
    )
    return [Published(*row) for row in await tx.connection.execute(query)]


async def coming(tx: Reading, scope: Scope, start: datetime, end: datetime) -> list[Coming]:
    """Give the sessions that begin from `start` on and before `end`, soonest first."""
    s = sessions.c
    going = sa.select(sa.func.count()).where(rsvps.c.session_id == s.id, rsvps.c.answer == "going").scalar_subquery()
    query = (
        sa.select(s.id, s.title, topics.c.name, s.starts_at, going, s.channel_id, s.message_id)
        .join(topics, topics.c.id == s.topic_id)
        .where(
            s.community_id == scope.community_id,
            scope.in_topics(s.topic_id),
            scope.sees(s.seen_in),
            s.status == "planned",
            s.starts_at >= start,
            s.starts_at < end,
            ~run_to_its_end(),
        )
        .order_by(s.starts_at, s.id)
        .limit(COMING_MOST)
    )
    return [Coming(*row) for row in await tx.connection.execute(query)]


async def topic_names(tx: Reading, community_id: int) -> dict[int, str]:
    """Give the names of all topics of a community, closed ones too, by id."""
    query = sa.select(topics.c.id, topics.c.name).where(topics.c.community_id == community_id)
    return {row.id: row.name for row in await tx.connection.execute(query)}
