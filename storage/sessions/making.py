"""Sketches become sessions, and a series' sessions are made eight weeks ahead."""

from datetime import datetime

import sqlalchemy as sa

from community.sessions import AHEAD, NEAR, Occurrence, Series, Session
from storage.database import Reading, Writing
from storage.sessions.announcing import announce, show_by
from storage.sessions.planned import call_off, of_series
from storage.sessions.rows import LOCAL, row_of
from storage.sessions.series import change_series, find_series
from storage.sessions.standing import give_standing
from storage.sql import fresh_id
from storage.tables.communities import communities
from storage.tables.series import series
from storage.tables.sessions import sessions
from storage.tables.topics import topics


async def plan(tx: Writing, sketched: Session, now: datetime) -> None:
    """Make a sketch a session, with its card, Discord event and reminders in the outbox; and of a series, all of it."""
    id_, starts_at = sketched.id, sketched.plan.starts_at
    change = sa.update(sessions).where(sessions.c.id == id_)
    await tx.connection.execute(change.values(status="planned", planned_at=now))
    await announce(tx, sketched.community_id, id_, sketched.version, starts_at, now, card_at=now)
    if sketched.part is not None:
        await change_series(tx, sketched.part.series_id, status="running", planned_at=now)
        await make_coming(tx, sketched.part.series_id, now)


async def make_coming(tx: Writing, series_id: int, now: datetime) -> None:
    """Make the sessions of a running series that begin within eight weeks, and let the next one have its card.

    Run again, it makes nothing twice: a session is known by the wall time that its series gives it, wherever it was
    moved to, and one that was called off is not made again. A series whose topic is closed ends.
    """
    # The series is held, so that two processes make its sessions one after the other.
    await tx.connection.execute(sa.select(series.c.id).where(series.c.id == series_id).with_for_update())
    found = await find_series(tx, series_id)
    if found is None or found.status != "running":
        await change_series(tx, series_id, look_at=None)
        return
    if not await _is_tended(tx, found):
        await _end(tx, found, now)
        return
    wanted, after = _wanted(found, now)
    originals = sa.select(sessions.c.original_start).where(sessions.c.series_id == series_id)
    there = set((await tx.connection.execute(originals)).scalars())
    for occurrence in wanted:
        if occurrence.at.original.strftime(LOCAL) not in there:
            await _make(tx, found, occurrence, now)
    next_end = await _let_next_have_card(tx, series_id, now)
    moments = [moment for moment in (after and after.at.starts_at - AHEAD, next_end) if moment]
    await change_series(tx, series_id, look_at=min(moments, default=None))


def _wanted(found: Series, now: datetime) -> tuple[list[Occurrence], Occurrence | None]:
    """Give the dates within eight weeks that are still to come, and the one after them."""
    wanted: list[Occurrence] = []
    for occurrence in found.occurrences():
        if occurrence.at.starts_at > now + AHEAD:
            return wanted, occurrence
        if occurrence.at.starts_at > now:
            wanted.append(occurrence)
    return wanted, None


async def _make(tx: Writing, found: Series, occurrence: Occurrence, now: datetime) -> None:
    starts_at = occurrence.at.starts_at
    row = {
        **row_of(found.of(occurrence)),
        "community_id": found.community_id,
        "planned_by": found.planned_by,
        "planned_at": found.planned_at,
        "status": "planned",
        "version": 1,
        "series_id": found.id,
        "original_start": occurrence.at.original.strftime(LOCAL),
        "number": occurrence.number,
    }
    made = await tx.connection.execute(sa.insert(sessions).returning(sessions.c.id), row | await fresh_id(tx, sessions))
    id_: int = made.scalar_one()
    await announce(tx, found.community_id, id_, 1, starts_at, now, card_at=max(now, starts_at - NEAR))
    await give_standing(tx, found.id, [id_], now)


async def _let_next_have_card(tx: Writing, series_id: int, now: datetime) -> datetime | None:
    """Let the next session of a series have its card, however far it is; gives when the one after it is the next."""
    for session in await of_series(tx, series_id):
        if session.status == "planned" and session.ends_at > now:
            if session.message_id is None and session.plan.starts_at - NEAR > now:
                await show_by(tx, session.id, now)
            return session.ends_at
    return None


async def _end(tx: Writing, ending: Series, now: datetime) -> None:
    """End a series: nothing more is made of it, and what nobody was shown yet is called off."""
    await change_series(tx, ending.id, status="ended", look_at=None)
    for session in await of_series(tx, ending.id):
        if session.status == "planned" and session.message_id is None and session.plan.starts_at > now:
            await call_off(tx, session, "", now, by=None)


async def _is_tended(tx: Reading, found: Series) -> bool:
    """Say whether a series' topic is open, in a community that Guildhall is in."""
    t, c = topics.c, communities.c
    query = sa.select(t.status).join(communities, c.id == t.community_id).where(t.id == found.plan.topic_id, c.present)
    return (await tx.connection.execute(query)).scalar() == "open"
