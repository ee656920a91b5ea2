"""Groups of a round: who is in one, where its thread is, and whether they met."""

from datetime import datetime

import sqlalchemy as sa

from community.coffee import ASK_AFTER, Group
from storage.coffee.rounds import ASK
from storage.database import Reading, Writing
from storage.outbox import Due, put_due
from storage.tables.coffee import coffee_groups, coffee_meetings

_LATE = ASK_AFTER * 2


async def find_group(tx: Reading, round_id: int, number: int) -> Group | None:
    """Give a group with those who are still in it, or None."""
    c, m = coffee_groups.c, coffee_meetings.c
    query = sa.select(coffee_groups).where(c.round_id == round_id, c.number == number)
    row = (await tx.connection.execute(query)).first()
    if row is None:
        return None
    inside = sa.select(m.member_id).where(m.round_id == round_id, m.number == number)
    members = frozenset((await tx.connection.execute(inside)).scalars())
    return Group(
        *(round_id, number, row.opener, (row.first_at, row.second_at), members),
        *(row.channel_id, row.thread_id, row.message_id),
    )


async def note_thread(tx: Writing, group: Group, channel_id: int, thread_id: int) -> None:
    """Write down which thread was made for a group."""
    await _change(tx, group, channel_id=channel_id, thread_id=thread_id)


async def note_begun(tx: Writing, group: Group, community_id: int, message_id: int, now: datetime) -> None:
    """Write down that a group's thread has its first message, and have them asked in a week whether they met."""
    await _change(tx, group, message_id=message_id)
    at = now + ASK_AFTER
    payload = {"round": group.round_id, "group": group.number}
    due = Due(ASK, f"coffee:{group.round_id}:{group.number}:ask", at, payload, at + _LATE)
    await put_due(tx, community_id, due)


async def _change(tx: Writing, group: Group, **values: int) -> None:
    c = coffee_groups.c
    this = (c.round_id == group.round_id) & (c.number == group.number)
    await tx.connection.execute(sa.update(coffee_groups).where(this).values(**values))


async def say_met(tx: Writing, group: Group, member_id: int, *, met: bool) -> None:
    """Write down what a member of a group says; the group met where anybody in it says so."""
    c, m = coffee_groups.c, coffee_meetings.c
    inside = (m.round_id == group.round_id) & (m.number == group.number)
    await tx.connection.execute(sa.update(coffee_meetings).where(inside, m.member_id == member_id).values(met=met))
    anybody = sa.exists().where(inside, m.met)
    this = (c.round_id == group.round_id) & (c.number == group.number)
    await tx.connection.execute(sa.update(coffee_groups).where(this).values(met=anybody))


async def has_threads_in(tx: Reading, channel_id: int) -> bool:
    """Say whether threads for coffee were made in a channel: what is said in them must never be kept."""
    query = sa.select(coffee_groups.c.number).where(coffee_groups.c.channel_id == channel_id).limit(1)
    return (await tx.connection.execute(query)).first() is not None
