"""Who joined coffee, and which round they leave out."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from community.coffee import Mine
from storage.database import Reading, Writing
from storage.sql import add
from storage.tables.coffee import coffee_guests, coffee_meetings, coffee_rounds
from storage.tables.outbox import outbox


def notice_key(round_id: int | str, member_id: int) -> str:
    """Give the dedupe key of what tells a member of a round."""
    return f"coffee:{round_id}:notice:{member_id}"


async def join(tx: Writing, community_id: int, member_id: int, now: datetime) -> bool:
    """Let a member take part from the next round on; gives whether they did not before."""
    before = await mine(tx, community_id, member_id)
    row = {"community_id": community_id, "member_id": member_id, "joined_at": now, "skips": None}
    await add(tx, coffee_guests, row)
    return not before.is_in


async def leave(tx: Writing, community_id: int, member_ids: Sequence[int]) -> int:
    """Let members take part no more, and forget whom they met; gives how many took part."""
    g, m, r = coffee_guests.c, coffee_meetings.c, coffee_rounds.c
    here = sa.select(r.id).where(r.community_id == community_id)
    theirs = m.member_id.in_(member_ids) & m.round_id.in_(here)
    await tx.connection.execute(sa.delete(coffee_meetings).where(theirs))
    o = outbox.c
    named = sa.or_(*(o.dedupe_key.like(f"{notice_key('%', id_)}%") for id_ in member_ids))
    untold = sa.update(outbox).where(o.community_id == community_id, o.status == "pending", named)
    await tx.connection.execute(untold.values(status="cancelled"))
    gone = sa.delete(coffee_guests).where(g.community_id == community_id, g.member_id.in_(member_ids))
    return (await tx.connection.execute(gone)).rowcount


async def skip(tx: Writing, community_id: int, member_id: int, round_id: int | None) -> None:
    """Leave out a round, or none."""
    g = coffee_guests.c
    mine = (g.community_id == community_id) & (g.member_id == member_id)
    await tx.connection.execute(sa.update(coffee_guests).where(mine).values(skips=round_id))


async def mine(tx: Reading, community_id: int, member_id: int) -> Mine:
    """Give what a member may know of themselves."""
    g = coffee_guests.c
    query = sa.select(g.skips).where(g.community_id == community_id, g.member_id == member_id)
    row = (await tx.connection.execute(query)).first()
    return Mine(is_in=row is not None, skips=row.skips if row else None)


async def guests(tx: Reading, community_id: int, *, but_skipping: int | None = None) -> frozenset[int]:
    """Give who takes part; without those who leave out a round, where one is named."""
    g = coffee_guests.c
    query = sa.select(g.member_id).where(g.community_id == community_id)
    if but_skipping is not None:
        query = query.where(g.skips.is_(None) | (g.skips != but_skipping))
    return frozenset((await tx.connection.execute(query)).scalars())
