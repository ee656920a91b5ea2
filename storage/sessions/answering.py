"""Who said that they would come."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from community.sessions import Answer
from storage.database import Reading, Writing
from storage.sql import put
from storage.tables.sessions import rsvps


async def answer(
    tx: Writing, session_id: int, member_id: int, given: Answer, now: datetime, *, by_series: bool = False
) -> None:
    """Write down whether a member comes; a later answer takes the earlier one's place.

    `by_series`: it was given to all following of a series, not to this one by itself.
    """
    row = {
        "session_id": session_id,
        "member_id": member_id,
        "answer": given.value,
        "answered_at": now,
        "by_series": by_series,
    }
    await put(tx, rsvps, row)


async def answers_to(tx: Reading, ids: Sequence[int]) -> dict[int, dict[int, Answer]]:
    """Give who answered what, by session, in the order of the answers."""
    query = sa.select(rsvps).where(rsvps.c.session_id.in_(ids)).order_by(rsvps.c.answered_at, rsvps.c.member_id)
    by_session: dict[int, dict[int, Answer]] = defaultdict(dict)
    for row in await tx.connection.execute(query):
        by_session[row.session_id][row.member_id] = Answer(row.answer)
    return by_session
