"""Sessions as they were planned, changed and called off."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.screening import mask
from community.sessions import Answer, Part, Plan, Repeats, Series, Session
from storage.database import Reading, Writing
from storage.outbox import Due, put_due
from storage.sessions.announcing import show_card
from storage.sessions.answering import answers_to
from storage.sessions.holding import roles_of
from storage.sessions.reminding import remind_no_more
from storage.sessions.rows import local, plan_of, row_of
from storage.sessions.running import end
from storage.sessions.series import change_series, drop_empty, series_with, sketch_series
from storage.sessions.waiting import waiting_for
from storage.sql import fresh_id
from storage.summaries import sources_changed
from storage.tables.sessions import run_to_its_end, sessions


async def sketch(
    tx: Writing, community_id: int, wanted: Plan, planned_by: int, now: datetime, repeats: Repeats | None = None
) -> int:
    """Write down what somebody would plan, seen by nobody else until it is planned; give its id."""
    row = {
        **row_of(wanted),
        "community_id": community_id,
        "planned_by": planned_by,
        "planned_at": now,
        "status": "sketched",
        "version": 1,
    }
    if repeats is not None:
        series_id = await sketch_series(tx, community_id, wanted, repeats, planned_by, now)
        row |= {"series_id": series_id, "original_start": row["local_start"], "number": 1}
    made = await tx.connection.execute(sa.insert(sessions).returning(sessions.c.id), row | await fresh_id(tx, sessions))
    id_: int = made.scalar_one()
    return id_


async def drop_sketches(tx: Writing, before: datetime, only: int | None = None) -> None:
    """Forget sketches that nobody confirmed: those made before a moment, or one of them."""
    old = sa.delete(sessions).where(sessions.c.status == "sketched", sessions.c.planned_at <= before)
    await tx.connection.execute(old if only is None else old.where(sessions.c.id == only))
    await drop_empty(tx)


async def find(tx: Reading, session_id: int) -> Session | None:
    """Give one session, whoever asks: the caller checks sight."""
    found = await _sessions(tx, sa.select(sessions).where(sessions.c.id == session_id))
    return found[0] if found else None


async def sessions_with(tx: Reading, ids: Collection[int]) -> list[Session]:
    """Give the sessions with these ids, soonest first."""
    query = sa.select(sessions).where(sessions.c.id.in_(ids))
    return await _sessions(tx, query.order_by(sessions.c.starts_at, sessions.c.id))


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
    *,
    finished: bool = True,
) -> list[Session]:
    """Give planned sessions of the places seen that start in [since, until), soonest first; `finished` ones too."""
    query = sa.select(sessions).where(
        sessions.c.community_id == community_id,
        sessions.c.seen_in.in_(seen),
        sessions.c.status == "planned",
        sessions.c.starts_at >= since,
    )
    if until is not None:
        query = query.where(sessions.c.starts_at < until)
    if not finished:
        query = query.where(~run_to_its_end())
    return await _sessions(tx, query.order_by(sessions.c.starts_at, sessions.c.id).limit(limit))


async def note_place(tx: Writing, session_id: int, **ids: int | None) -> None:
    """Write down where the card (`channel_id`, `message_id`), `thread_id` or Discord's `event_id` is."""
    await tx.connection.execute(sa.update(sessions).where(sessions.c.id == session_id).values(**ids))


async def show_again(tx: Writing, session_ids: Collection[int], now: datetime) -> None:
    """Have the cards of these sessions corrected, with their threads' names and Discord's events."""
    s = sessions.c
    shown = s.message_id.is_not(None) | s.event_id.is_not(None)
    query = sa.select(s.id, s.community_id).where(s.id.in_(session_ids), shown)
    for row in (await tx.connection.execute(query.order_by(s.id))).all():
        await show_card(tx, row.community_id, row.id, now)


async def call_off(
    tx: Writing,
    session: Session,
    reason: str,
    now: datetime,
    *,
    by: int | None,
    following: bool = False,
    quietly: bool = False,
) -> None:
    """Cancel a session: no reminder goes out any more, and card and Discord event follow.

    `by` is who typed the reason: it goes with what is theirs; None where the reason is ours. `following`: those who
    meant to come to one that follows in its series are told with the others; `quietly`: nobody is told, for one of
    those.
    """
    change = sa.update(sessions).where(sessions.c.id == session.id)
    why = {"reason": mask(reason), "called_off_by": by, "called_off_at": now}
    await tx.connection.execute(change.values(status="cancelled", version=sessions.c.version + 1, **why))
    await remind_no_more(tx, session)
    await end(tx, session.id, now)
    payload = {"session": session.id, "following": following, "quietly": quietly}
    due = Due("session-cancelled", f"session:{session.id}:cancelled", now, payload)
    await put_due(tx, session.community_id, due)
    await sources_changed(tx, "session", [session.id])
    if session.part is not None:
        await change_series(tx, session.part.series_id, look_at=now)  # the one after it may be the next now


async def take_down_found(tx: Writing, session: Session, ids: Mapping[str, int], now: datetime) -> None:
    """Note where the card of a session is that was called off before anybody knew of it, and have it taken down."""
    await note_place(tx, session.id, **ids)
    payload = {"session": session.id, "quietly": not session.saying(Answer.GOING)}
    key = f"session:{session.id}:cancelled:found"
    await put_due(tx, session.community_id, Due("session-cancelled", key, now, payload))


async def of_series(tx: Reading, series_id: int, since: datetime | None = None) -> list[Session]:
    """Give the sessions of a series, those called off too, in the order in which they begin; from a moment on."""
    query = sa.select(sessions).where(sessions.c.series_id == series_id)
    if since is not None:
        query = query.where(sessions.c.starts_at >= since)
    return await _sessions(tx, query.order_by(sessions.c.starts_at, sessions.c.id))


async def _sessions(tx: Reading, query: sa.Select[Any]) -> list[Session]:
    rows = list(await tx.connection.execute(query))
    ids = [row.id for row in rows]
    answers, waiting, roles = await answers_to(tx, ids), await waiting_for(tx, ids), await roles_of(tx, ids)
    known = await series_with(tx, {row.series_id for row in rows if row.series_id is not None})
    return [
        Session(
            id=row.id,
            community_id=row.community_id,
            plan=plan_of(row, row.starts_at),
            planned_by=row.planned_by,
            status=row.status,
            version=row.version,
            reason=row.reason,
            channel_id=row.channel_id,
            message_id=row.message_id,
            thread_id=row.thread_id,
            event_id=row.event_id,
            answers=answers[row.id],
            waiting=tuple(waiting.get(row.id, ())),
            part=_part(row, known[row.series_id]) if row.series_id in known else None,
            roles=roles.get(row.id, {}),
        )
        for row in rows
    ]


def _part(row: Any, of: Series) -> Part:
    original, changed = local(row.original_start), frozenset(row.changed or [])
    moved = " · moved" if "starts" in changed else ""
    return Part(of.id, original, row.number, changed, of.told(row.number) + moved)
