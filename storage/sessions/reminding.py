"""Reminders in the outbox, as the community's setting has them; and who is to be reminded by direct message too."""

import json
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from community.sessions import Answer, Session, reminders, reminders_until
from community.settings import SETTINGS, read_minutes
from storage.communities import settings_of
from storage.database import Reading, Writing
from storage.outbox import Due, cancel, forget, put_due, reschedule
from storage.sql import add, fresh_id, of_share
from storage.tables.communities import settings
from storage.tables.sessions import direct_reminders, rsvps, sessions

REMINDER, DIRECT = "session-reminder", "session-direct"
"""Kinds of due rows: a reminder in the session's thread; a direct message to one who asked for it."""


async def remind(
    tx: Writing, community_id: int, session_id: int, version: int, starts_at: datetime, now: datetime
) -> None:
    """Bring a session's reminders to what they are to be: planned, moved, or timed otherwise by the community.

    Those that were sent stay sent; those whose moment is past are not made.
    """
    s = sessions.c
    wanted = (await settings_of(tx, community_id)).reminder_minutes
    had = (await tx.connection.execute(sa.select(s.reminded).where(s.id == session_id))).scalar_one()
    ahead = [one for one in reminders(session_id, version, starts_at, wanted) if one.at > now]
    keys = [one.key for one in ahead]
    await cancel(tx, *(key for key in reminders_until(session_id, version, read_minutes(had)) if key not in keys))
    await forget(tx, *keys)
    for one in ahead:
        payload = {"session": session_id, "minutes": one.minutes, "starts": starts_at.isoformat()}
        await put_due(tx, community_id, Due(REMINDER, one.key, one.at, payload, one.until))
        await reschedule(tx, one.key, one.at, one.until)
    change = sa.update(sessions).where(s.id == session_id)
    await tx.connection.execute(change.values(reminded=", ".join(map(str, wanted)) or "none"))


async def remind_no_more(tx: Writing, session: Session) -> None:
    """Take back the reminders of a session that are still to come."""
    had = sa.select(sessions.c.reminded).where(sessions.c.id == session.id)
    minutes = read_minutes((await tx.connection.execute(had)).scalar_one())
    await cancel(tx, *reminders_until(session.id, session.version, minutes))


async def timed_otherwise(tx: Reading, now: datetime, limit: int = 1_000) -> list[int]:
    """Give the ids of sessions to come whose reminders are timed by a setting that was changed since, soonest first."""
    s, c = sessions.c, settings.c
    mine = (c.community_id == s.community_id) & (c.name == "reminder_minutes")
    ahead = (s.status == "planned") & (s.starts_at > now) & of_share(s.community_id, tx.share)
    # As the setting is kept, in JSON: the database compares, and not we, as it is asked at each wake-up.
    wanted = sa.func.coalesce(sa.cast(c.value, sa.Text), json.dumps(SETTINGS["reminder_minutes"].default))
    query = sa.select(s.id).select_from(sessions.outerjoin(settings, mine))
    changed = query.where(ahead, sa.literal('"') + s.reminded + '"' != wanted)
    return list((await tx.connection.execute(changed.order_by(s.starts_at, s.id).limit(limit))).scalars())


async def time_anew(tx: Writing, session_ids: Sequence[int], now: datetime) -> None:
    """Bring the reminders of sessions to what the community's setting says now."""
    s = sessions.c
    query = sa.select(s.id, s.community_id, s.version, s.starts_at).where(s.id.in_(session_ids), s.status == "planned")
    for row in (await tx.connection.execute(query.order_by(s.id))).all():
        await remind(tx, row.community_id, row.id, row.version, row.starts_at, now)


async def ask_directly(tx: Writing, session: Session, member_id: int, now: datetime, *, always: bool) -> None:
    """Write down that a member wants direct messages about a session; `always`: about all of its series."""
    part = session.part if always else None
    row = {
        "community_id": session.community_id,
        "session_id": None if part else session.id,
        "series_id": part.series_id if part else None,
        "member_id": member_id,
        "asked_at": now,
    }
    row |= await fresh_id(tx, direct_reminders)  # it stands in due rows
    await add(tx, direct_reminders, row, unique=["series_id" if part else "session_id", "member_id"])


async def ask_no_more(tx: Writing, session: Session, member_id: int) -> None:
    """Forget that a member wanted direct messages about a session, or its series."""
    d = direct_reminders.c
    await tx.connection.execute(sa.delete(direct_reminders).where(_about(session), d.member_id == member_id))


async def asks_directly(tx: Reading, session: Session, member_id: int) -> int | None:
    """Give the id of a member's wish for direct messages about a session, or None."""
    d = direct_reminders.c
    query = sa.select(sa.func.min(d.id)).where(_about(session), d.member_id == member_id)
    found: int | None = (await tx.connection.execute(query)).scalar()
    return found


async def to_remind_directly(tx: Reading, session: Session) -> list[int]:
    """Give the ids of the wishes of those who come to a session and asked for direct messages, one for each."""
    d, r = direct_reminders.c, rsvps.c
    comes = (r.session_id == session.id) & (r.member_id == d.member_id) & (r.answer == Answer.GOING.value)
    query = sa.select(sa.func.min(d.id)).select_from(direct_reminders.join(rsvps, comes)).where(_about(session))
    return sorted((await tx.connection.execute(query.group_by(d.member_id))).scalars())


async def who_asked(tx: Reading, wish_id: int) -> int | None:
    """Give the member whose wish it is, if it still is."""
    d = direct_reminders.c
    found: int | None = (await tx.connection.execute(sa.select(d.member_id).where(d.id == wish_id))).scalar()
    return found


async def copy_wishes(tx: Writing, from_id: int, to_id: int) -> None:
    """Let wishes about a series hold for the part that was split off it, too."""
    d = direct_reminders.c
    query = sa.select(d.community_id, d.member_id, d.asked_at).where(d.series_id == from_id)
    for row in (await tx.connection.execute(query)).all():
        copied = row._asdict() | {"series_id": to_id} | await fresh_id(tx, direct_reminders)
        await add(tx, direct_reminders, copied, unique=["series_id", "member_id"])


def _about(session: Session) -> sa.ColumnElement[bool]:
    d = direct_reminders.c
    about = d.session_id == session.id
    return about if session.part is None else about | (d.series_id == session.part.series_id)
