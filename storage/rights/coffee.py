"""What a member's rights mean for the tables of coffee: what is given, and how it is erased."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import coffee as kept
from storage.database import Writing
from storage.rights.declared import Declared, Who
from storage.rights.steps import Done
from storage.tables.coffee import coffee_groups, coffee_guests, coffee_meetings, coffee_rounds

_WHY = "Because you joined coffee, to put you together with people whom you have not met"


def guest_of(who: Who) -> sa.Select[Any]:
    """Select that they take part."""
    g = coffee_guests.c
    mine = (g.community_id == who.community_id) & (g.member_id == who.member_id) & (g.joined_at <= who.until)
    return sa.select(g.joined_at, g.skips.is_not(None).label("skips_a_round")).where(mine)


def meetings_of(who: Who) -> sa.Select[Any]:
    """Select the rounds they were in, with their thread and what they said; with whom is the others' as well."""
    m, r, c = coffee_meetings.c, coffee_rounds.c, coffee_groups.c
    of = coffee_meetings.join(coffee_rounds, r.id == m.round_id)
    of = of.join(coffee_groups, (c.round_id == m.round_id) & (c.number == m.number))
    mine = (r.community_id == who.community_id) & (m.member_id == who.member_id) & (r.due_at <= who.until)
    return sa.select(r.due_at, c.thread_id, m.met).select_from(of).where(mine).order_by(r.due_at)


async def erase_coffee(tx: Writing, who: Who, _now: datetime) -> Done:
    """Let a member take part no more, and forget whom they were put together with."""
    return Done({"coffee": await kept.leave(tx, who.community_id, [who.member_id])})


TABLES: tuple[Declared, ...] = (
    Declared(
        table="coffee_guests",
        why=_WHY,
        members=("member_id",),
        facts=("community_id", "skips"),
        mine=guest_of,
        erased_by=("coffee",),
    ),
    Declared(
        table="coffee_meetings",
        why=_WHY,
        members=("member_id",),
        facts=("round_id",),
        mine=meetings_of,
        erased_by=("coffee",),
    ),
    Declared(table="coffee_rounds", facts=("community_id", "id", "timing", "status", "seed")),
    Declared(table="coffee_groups", facts=("round_id", "channel_id", "thread_id", "message_id")),
)
"""What every table of coffee says."""
