"""The slow look at every kept message: how far a community's round has come, and which messages are next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.database import Reading, Writing
from storage.messages.changes import said_at
from storage.sql import put
from storage.tables.messages import messages, rounds

_AT_ONCE = 500
m = messages.c


@dataclass(frozen=True, slots=True)
class Round:
    """One look at every kept message of a community; places before `place_id` are done, and that up to `message_id`.

    `pages` is how many pages it was expected to take, `looked` how many it has taken so far.
    """

    community_id: int
    began_at: datetime
    pages: int
    looked: int = 0
    place_id: int = 0
    message_id: int = 0
    ended_at: datetime | None = None


async def round_of(tx: Reading, community_id: int) -> Round | None:
    """Give a community's last round, under way or ended; None before the first."""
    r = rounds.c
    columns = (r.community_id, r.began_at, r.pages, r.looked, r.place_id, r.message_id, r.ended_at)
    row = (await tx.connection.execute(sa.select(*columns).where(r.community_id == community_id))).first()
    return Round(*row) if row else None


async def put_round(tx: Writing, one: Round) -> None:
    """Note how far a round has come: in the transaction of what was found, or later."""
    row = {
        "community_id": one.community_id,
        "began_at": one.began_at,
        "ended_at": one.ended_at,
        "pages": one.pages,
        "looked": one.looked,
        "place_id": one.place_id,
        "message_id": one.message_id,
    }
    await put(tx, rounds, row)


async def count_standing(tx: Reading, community_id: int) -> int:
    """Count a community's messages that are not deleted."""
    query = sa.select(sa.func.count()).where(m.community_id == community_id, m.deleted_at.is_(None))
    counted: int = (await tx.connection.execute(query)).scalar_one()
    return counted


async def standing_after(tx: Reading, place_id: int, message_id: int, limit: int) -> list[int]:
    """Give the ids of a place's messages after one that are not deleted, oldest first."""
    query = (
        sa.select(m.id)
        .where(m.place_id == place_id, m.created_at >= said_at(message_id), m.id > message_id, m.deleted_at.is_(None))
        .order_by(m.created_at, m.id)
    )
    return list((await tx.connection.execute(query.limit(limit))).scalars())


async def first_with_messages(tx: Reading, place_ids: Sequence[int]) -> int | None:
    """Give the first of these places, in their order, in which a message stands."""
    for start in range(0, len(place_ids), _AT_ONCE):
        some = place_ids[start : start + _AT_ONCE]
        query = sa.select(m.place_id).where(m.place_id.in_(some), m.deleted_at.is_(None)).distinct()
        there = set((await tx.connection.execute(query)).scalars())
        if found := next((id_ for id_ in some if id_ in there), None):
            return found
    return None
