"""Discord's events of sessions, as remembered: which there are, which were lost, and who is to be asked about them."""

from datetime import datetime

import sqlalchemy as sa

from community.sessions import Session
from storage import posts
from storage.database import Reading, Writing
from storage.outbox import Due, put_due
from storage.sessions.planned import sessions_with
from storage.sql import of_share
from storage.tables.sessions import sessions

EVENT, EVENT_GONE, EVENT_WRONG = "session-event", "session-event-gone", "session-event-wrong"
EVENT_LEFT, INVITE = "session-event-left", "session-invite"
"""Kinds of due rows: an event is to be made; it may be gone; it may be other than the session; it was deleted again and
is left so; somebody who follows it is to be asked whether they come."""


async def mirrored(tx: Reading, now: datetime) -> list[Session]:
    """Give the sessions to come that Discord has an event of."""
    s = sessions.c
    ahead = (s.status == "planned") & (s.starts_at > now) & s.event_id.is_not(None)
    query = sa.select(s.id).where(ahead, of_share(s.community_id, tx.share))
    return await sessions_with(tx, list((await tx.connection.execute(query)).scalars()))


async def doubt_event(tx: Writing, kind: str, session: Session, now: datetime) -> None:
    """Have it looked whether an event is gone, or wrong: at most once an hour, so that nobody is fought over it."""
    key = f"{kind}:{session.id}:{session.event_id}:{now:%Y%m%d%H}"
    payload = {"session": session.id, "event": session.event_id}
    await put_due(tx, session.community_id, Due(kind, key, now, payload, session.plan.starts_at))


async def lose_event(tx: Writing, session_id: int, event_id: int, now: datetime) -> None:
    """Note that somebody deleted a session's event: the first time it is made again, then left."""
    s = sessions.c
    lost = sa.update(sessions).where(s.id == session_id, s.event_id == event_id, s.status == "planned")
    change = lost.values(event_id=None, events_lost=s.events_lost + 1)
    row = (await tx.connection.execute(change.returning(s.community_id, s.events_lost, s.starts_at))).first()
    await posts.forget(tx, event_id)
    if row is None:
        return
    kind, what = (EVENT, "event:again") if row.events_lost == 1 else (EVENT_LEFT, "event-left")
    due = Due(kind, f"session:{session_id}:{what}", now, {"session": session_id}, row.starts_at)
    await put_due(tx, row.community_id, due)


async def invite(tx: Writing, session: Session, member_id: int, now: datetime) -> None:
    """Have somebody who follows a session's event asked, once, whether they come; not one who said so already."""
    if member_id in session.answers or session.places.waits(member_id):
        return
    payload = {"session": session.id, "member": member_id}
    key = f"session:{session.id}:invited:{member_id}"
    await put_due(tx, session.community_id, Due(INVITE, key, now, payload, session.plan.starts_at))
