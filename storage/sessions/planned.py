"""Sessions as they were planned, changed and called off."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.screening import mask
from community.sessions import Plan, Session, reminders
from storage.database import Reading, Writing
from storage.outbox import Due, cancel, put_due
from storage.sessions.answering import answers_to
from storage.sql import fresh_id
from storage.summaries import sources_changed
from storage.tables.sessions import sessions

LOCAL = "%Y-%m-%dT%H:%M"
CHANGED = "session-changed"
"""The kind of a due row that brings a session's card, thread and Discord event to what it says now."""


async def sketch(tx: Writing, community_id: int, wanted: Plan, planned_by: int, now: datetime) -> int:
    """Write down what somebody would plan, seen by nobody else until `plan`; give its id."""
    row = {
        "community_id": community_id,
        "topic_id": wanted.topic_id,
        "seen_in": wanted.seen_in,
        "title": mask(wanted.title),
        "format": wanted.format,
        "starts_at": wanted.starts_at,
        "local_start": wanted.local_start.strftime(LOCAL),
        "zone": wanted.zone,
        "minutes": wanted.minutes,
        "location": mask(wanted.location),
        "host_id": wanted.host_id,
        "planned_by": planned_by,
        "planned_at": now,
        "status": "sketched",
        "version": 1,
    }
    made = await tx.connection.execute(sa.insert(sessions).returning(sessions.c.id), row | await fresh_id(tx, sessions))
    id_: int = made.scalar_one()
    return id_


async def plan(tx: Writing, sketched: Session, now: datetime) -> None:
    """Make a sketch a session, with its card, Discord event and reminders in the outbox."""
    id_, community_id, starts_at = sketched.id, sketched.community_id, sketched.plan.starts_at
    await tx.connection.execute(
        sa.update(sessions).where(sessions.c.id == id_).values(status="planned", planned_at=now)
    )
    for step in ("card", "event"):
        await put_due(tx, community_id, Due(f"session-{step}", f"session:{id_}:{step}", now, {"session": id_}))
    for key, moment in reminders(id_, sketched.version, starts_at).items():
        if moment > now:
            await put_due(tx, community_id, Due("session-reminder", key, moment, {"session": id_}, starts_at))


async def drop_sketches(tx: Writing, before: datetime, only: int | None = None) -> None:
    """Forget sketches that nobody confirmed: those made before a moment, or one of them."""
    old = sa.delete(sessions).where(sessions.c.status == "sketched", sessions.c.planned_at <= before)
    await tx.connection.execute(old if only is None else old.where(sessions.c.id == only))


async def find(tx: Reading, session_id: int) -> Session | None:
    """Give one session, whoever asks: the caller checks sight."""
    found = await _sessions(tx, sa.select(sessions).where(sessions.c.id == session_id))
    return found[0] if found else None


async def with_event(tx: Reading, community_id: int, event_id: int) -> Session | None:
    """Give the session that an event of Discord's mirrors, or None."""
    mine = (sessions.c.community_id == community_id) & (sessions.c.event_id == event_id)
    found = await _sessions(tx, sa.select(sessions).where(mine))
    return found[0] if found else None


async def coming(
    tx: Reading,
    community_id: int,
    seen: Collection[int],
    since: datetime,
    until: datetime | None = None,
    limit: int = 100,
) -> list[Session]:
    """Give planned sessions of the places seen that start in [since, until), soonest first."""
    query = sa.select(sessions).where(
        sessions.c.community_id == community_id,
        sessions.c.seen_in.in_(seen),
        sessions.c.status == "planned",
        sessions.c.starts_at >= since,
    )
    if until is not None:
        query = query.where(sessions.c.starts_at < until)
    return await _sessions(tx, query.order_by(sessions.c.starts_at, sessions.c.id).limit(limit))


async def note_place(tx: Writing, session_id: int, **ids: int | None) -> None:
    """Write down where the card (`channel_id`, `message_id`), `thread_id` or Discord's `event_id` is."""
    await tx.connection.execute(sa.update(sessions).where(sessions.c.id == session_id).values(**ids))


async def show_again(tx: Writing, session_ids: Collection[int], now: datetime) -> None:
    """Have the cards of these sessions corrected, with their threads' names and Discord's events."""
    s = sessions.c
    query = sa.select(s.id, s.community_id).where(s.id.in_(session_ids), s.message_id.is_not(None))
    for row in (await tx.connection.execute(query.order_by(s.id))).all():
        key = f"session:{row.id}:changed:{now.isoformat()}"
        await put_due(tx, row.community_id, Due(CHANGED, key, now, {"session": row.id}))


async def call_off(tx: Writing, session: Session, reason: str, now: datetime) -> None:
    """Cancel a session: no reminder goes out any more, and card and Discord event follow."""
    change = sa.update(sessions).where(sessions.c.id == session.id)
    await tx.connection.execute(change.values(status="cancelled", reason=mask(reason), version=sessions.c.version + 1))
    await cancel(tx, *reminders(session.id, session.version, session.plan.starts_at))
    due = Due("session-cancelled", f"session:{session.id}:cancelled", now, {"session": session.id})
    await put_due(tx, session.community_id, due)
    await sources_changed(tx, "session", [session.id])


async def _sessions(tx: Reading, query: sa.Select[Any]) -> list[Session]:
    rows = list(await tx.connection.execute(query))
    answers = await answers_to(tx, [row.id for row in rows])
    return [
        Session(
            id=row.id,
            community_id=row.community_id,
            plan=Plan(
                topic_id=row.topic_id,
                seen_in=row.seen_in,
                title=row.title,
                format=row.format,
                starts_at=row.starts_at,
                local_start=datetime.strptime(row.local_start, LOCAL),  # noqa: DTZ007 - a wall time has no offset
                zone=row.zone,
                minutes=row.minutes,
                host_id=row.host_id,
                location=row.location,
            ),
            planned_by=row.planned_by,
            status=row.status,
            version=row.version,
            reason=row.reason,
            channel_id=row.channel_id,
            message_id=row.message_id,
            thread_id=row.thread_id,
            event_id=row.event_id,
            answers=answers[row.id],
        )
        for row in rows
    ]
