"""Answers that members gave to every session of a series that follows."""

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa

from community.sessions import Answer
from storage.database import Reading, Writing
from storage.outbox import Due, put_due
from storage.sessions.answering import answer
from storage.sessions.planned import show_again
from storage.sessions.waiting import leave
from storage.sql import put
from storage.tables.communities import members
from storage.tables.series import series, standing_answers
from storage.tables.sessions import rsvps, sessions

BACK = "session-back"
"""The kind of a due row that gives the standing answers of somebody who is back to the sessions to come."""


async def answer_always(
    tx: Writing, series_id: int, member_id: int, given: Answer, after: str, now: datetime
) -> list[int]:
    """Answer for all sessions of a series that follow the wall time `after`, made and to be made.

    Those that the member answered by themselves stay as they are. Gives the ids of the sessions that were answered.
    """
    row = {"series_id": series_id, "member_id": member_id, "answer": given.value, "answered_at": now}
    await put(tx, standing_answers, row)
    ids = await _following(tx, series_id, after)
    await give_standing(tx, series_id, ids, now, only=member_id)
    return ids


async def answer_each_time(tx: Writing, series_id: int, member_id: int, after: str, now: datetime) -> list[int]:
    """Take back a standing answer, with what it said of sessions that follow; gives the ids of those sessions."""
    a, r = standing_answers.c, rsvps.c
    await tx.connection.execute(sa.delete(standing_answers).where(a.series_id == series_id, a.member_id == member_id))
    ids = await _following(tx, series_id, after)
    said = sa.select(r.session_id).where(r.member_id == member_id, r.by_series, r.session_id.in_(ids))
    for id_ in sorted((await tx.connection.execute(said)).scalars()):
        await leave(tx, id_, [member_id], now)
    return ids


async def standing_answer(tx: Reading, series_id: int, member_id: int) -> Answer | None:
    """Give what a member said to all sessions of a series that follow, or None."""
    a = standing_answers.c
    query = sa.select(a.answer).where(a.series_id == series_id, a.member_id == member_id)
    found = (await tx.connection.execute(query)).scalar()
    return Answer(found) if found else None


async def give_standing(
    tx: Writing, series_id: int, session_ids: Iterable[int], now: datetime, only: int | None = None
) -> None:
    """Give standing answers to sessions of their series, where the member has not answered by themselves.

    Those who left the community are passed over; `only` is a member whose answer alone is given.
    """
    a, s = standing_answers.c, series.c
    here = (members.c.community_id == s.community_id) & (members.c.id == a.member_id) & members.c.present
    of = standing_answers.join(series, s.id == a.series_id).join(members, here)
    query = sa.select(a.member_id, a.answer, a.answered_at).select_from(of).where(a.series_id == series_id)
    query = query if only is None else query.where(a.member_id == only)
    rows = list(await tx.connection.execute(query.order_by(a.answered_at, a.member_id)))
    for id_ in session_ids if rows else ():
        themselves = sa.select(rsvps.c.member_id).where(rsvps.c.session_id == id_, ~rsvps.c.by_series)
        answered = set((await tx.connection.execute(themselves)).scalars())
        for row in rows:
            if row.member_id not in answered:
                given, said_at = Answer(row.answer), row.answered_at
                await answer(tx, id_, row.member_id, given, now, by_series=True, said_at=said_at)


async def welcome_back(tx: Writing, community_id: int, member_ids: Collection[int], now: datetime) -> None:
    """Have the standing answers of members who are back given again: those that they gave by them went as they left."""
    a, s = standing_answers.c, series.c
    query = sa.select(a.member_id).distinct().join(series, s.id == a.series_id)
    theirs = query.where(s.community_id == community_id, a.member_id.in_(list(member_ids)))
    for member_id in sorted((await tx.connection.execute(theirs)).scalars()) if member_ids else ():
        due = Due(BACK, f"{BACK}:{member_id}:{now.isoformat()}", now, {"member": member_id})
        await put_due(tx, community_id, due)


async def give_again(tx: Writing, community_id: int, member_id: int, seen: Collection[int], now: datetime) -> None:
    """Give a member's standing answers to sessions to come, of places seen, that they have not answered."""
    a, s = standing_answers.c, sessions.c
    mine = (a.series_id == s.series_id) & (a.member_id == member_id)
    ahead = (s.community_id == community_id) & (s.status == "planned") & (s.starts_at > now) & s.seen_in.in_(seen)
    answered = sa.exists().where(rsvps.c.session_id == s.id, rsvps.c.member_id == member_id)
    query = sa.select(s.id, s.series_id).select_from(sessions.join(standing_answers, mine)).where(ahead, ~answered)
    rows = (await tx.connection.execute(query.order_by(s.starts_at, s.id))).all()
    for row in rows:
        await give_standing(tx, row.series_id, [row.id], now, only=member_id)
    await show_again(tx, [row.id for row in rows], now)


async def move_standing(tx: Writing, from_id: int, to_id: int) -> None:
    """Let standing answers go with the part of a series that was split off: it is what follows now."""
    change = sa.update(standing_answers).where(standing_answers.c.series_id == from_id)
    await tx.connection.execute(change.values(series_id=to_id))


async def _following(tx: Reading, series_id: int, after: str) -> list[int]:
    s = sessions.c
    query = sa.select(s.id).where(s.series_id == series_id, s.original_start > after, s.status == "planned")
    return list((await tx.connection.execute(query.order_by(s.original_start))).scalars())
