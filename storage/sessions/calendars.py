"""What goes into somebody's calendar: the sessions of places that they see, and of a series all there are."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa

from community.sessions import Series, Session
from storage.database import Reading
from storage.sessions.planned import of_series, sessions_with
from storage.sessions.series import series_with
from storage.tables.sessions import sessions

_MOST = 1000


async def for_calendar(
    tx: Reading, community_id: int, seen: Collection[int], since: datetime, topic_id: int | None = None
) -> tuple[list[Session], Mapping[int, Series]]:
    """Give the sessions of places seen that begin from a moment on, called off or not, and the series they are of.

    Of a series, every session there is: a calendar repeats it from its beginning.
    """
    s = sessions.c
    here = (s.community_id == community_id) & s.seen_in.in_(seen) & (s.status != "sketched")
    query = sa.select(s.id, s.series_id).where(here, s.starts_at >= since)
    if topic_id is not None:
        query = query.where(s.topic_id == topic_id)
    rows = list(await tx.connection.execute(query.order_by(s.starts_at, s.id).limit(_MOST)))
    found = await sessions_with(tx, [row.id for row in rows if row.series_id is None])
    known = await series_with(tx, {row.series_id for row in rows if row.series_id is not None})
    for id_ in known:
        found += [one for one in await of_series(tx, id_) if one.plan.seen_in in seen]
    return found, known


async def with_series(tx: Reading, session: Session) -> tuple[list[Session], Mapping[int, Series]]:
    """Give what a session's card puts into a calendar: the session, or all of its series."""
    if session.part is None:
        return [session], {}
    there = await of_series(tx, session.part.series_id)
    return [one for one in there if one.plan.seen_in == session.plan.seen_in], await series_with(
        tx, [session.part.series_id]
    )
