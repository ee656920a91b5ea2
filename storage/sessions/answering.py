"""Who said that they would come."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from community.sessions import Answer, Places
from storage.database import Reading, Writing
from storage.sessions.waiting import WAITING, change_places
from storage.sql import put
from storage.tables.sessions import rsvps


async def answer(
    tx: Writing,
    session_id: int,
    member_id: int,
    given: Answer,
    now: datetime,
    *,
    by_series: bool = False,
    said_at: datetime | None = None,
) -> int:
    """Write down whether a member comes; a later answer takes the earlier one's place.

    Where all places are taken, who would come waits for one, and gets the number in line: how many are before them,
    and they themselves; else 0. A place that comes free goes to who waits. `by_series`: the answer was given to all
    following of a series (at `said_at`), not to this one by itself.
    """
    comes = given is Answer.GOING

    def act(places: Places) -> Places:
        return places.asked(member_id) if comes else places.without(member_id)

    places = await change_places(tx, session_id, now, act)
    line = places.place_of(member_id)
    row = {
        "session_id": session_id,
        "member_id": member_id,
        "answer": WAITING if line else given.value,
        "answered_at": said_at or now,
        "by_series": by_series,
    }
    await put(tx, rsvps, row)
    return line


async def answers_to(tx: Reading, ids: Sequence[int]) -> dict[int, dict[int, Answer]]:
    """Give who answered what, by session, in the order of the answers; those who wait for a place are left out."""
    said = rsvps.c.session_id.in_(ids) & (rsvps.c.answer != WAITING)
    query = sa.select(rsvps).where(said).order_by(rsvps.c.answered_at, rsvps.c.member_id)
    by_session: dict[int, dict[int, Answer]] = defaultdict(dict)
    for row in await tx.connection.execute(query):
        by_session[row.session_id][row.member_id] = Answer(row.answer)
    return by_session
