"""What a member's rights mean for the tables of polls: what is given, and how it is erased."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database import Writing
from storage.rights.declared import Declared, Who
from storage.rights.steps import Done
from storage.sessions import show_poll_again
from storage.tables.polls import poll_times, poll_votes, polls

_WHY = "To find times for sessions"


def polls_of(who: Who) -> sa.Select[Any]:
    """Select polls they made or would host; title and place only where they made it."""
    p = polls.c
    asked = p.asked_by == who.member_id
    own = [sa.case((asked, p[name]), else_=None).label(name) for name in ("title", "location", "asked_at")]
    is_host = (p.host_id == who.member_id).label("you_host")
    columns = (p.id, p.topic_id, p.format, p.zone, p.minutes, p.status, *own, is_host)
    mine = (p.community_id == who.community_id) & sa.or_(asked, p.host_id == who.member_id)
    return sa.select(*columns, asked.label("you_asked")).where(mine).order_by(p.id)


def votes_of(who: Who) -> sa.Select[Any]:
    """Select times that they said they can make."""
    v, t, p = poll_votes.c, poll_times.c, polls.c
    of = poll_votes.join(polls, p.id == v.poll_id).join(poll_times, (t.poll_id == v.poll_id) & (t.number == v.number))
    mine = (p.community_id == who.community_id) & (v.member_id == who.member_id) & (v.voted_at <= who.until)
    columns = (v.poll_id, p.topic_id, t.starts_at, v.voted_at)
    return sa.select(*columns).select_from(of).where(mine).order_by(v.poll_id, v.number)


async def erase_polls(tx: Writing, who: Who, now: datetime) -> Done:
    """Forget votes, leave polls to nobody, named by their format alone; their cards are corrected."""
    p, v = polls.c, poll_votes.c
    here = sa.select(p.id).where(p.community_id == who.community_id)
    voted = (v.member_id == who.member_id) & (v.voted_at <= who.until) & v.poll_id.in_(here)
    touched = set((await tx.connection.execute(sa.select(v.poll_id).where(voted))).scalars())
    votes = await tx.connection.execute(sa.delete(poll_votes).where(voted))
    mine = (p.community_id == who.community_id) & (p.asked_at <= who.until)
    asked = mine & (p.asked_by == who.member_id)
    await tx.connection.execute(sa.delete(polls).where(asked, p.status == "sketched"))
    theirs = sa.select(p.id).where(mine, sa.or_(p.asked_by == who.member_id, p.host_id == who.member_id))
    ids = set((await tx.connection.execute(theirs)).scalars())
    nameless = {"title": sa.func.upper(sa.func.substr(p.format, 1, 1)).concat(sa.func.substr(p.format, 2))}
    await tx.connection.execute(sa.update(polls).where(asked).values(**nameless, location=""))
    await tx.connection.execute(sa.update(polls).where(mine, p.host_id == who.member_id).values(host_id=0))
    await tx.connection.execute(sa.update(polls).where(asked).values(asked_by=0))
    await show_poll_again(tx, touched | ids, f"erased:{now.timestamp():.0f}", now)
    return Done({"polls": len(ids), "votes": votes.rowcount})


TABLES: tuple[Declared, ...] = (
    Declared(
        table="polls",
        why=_WHY,
        members=("host_id", "asked_by"),
        words=("title", "location"),
        facts=(
            *("community_id", "id", "topic_id", "seen_in", "format", "zone", "status"),
            *("session_id", "channel_id", "message_id"),
        ),
        mine=polls_of,
        erased_by=("polls",),
        stays="The poll itself, by nobody, named by its format: others may have said what they can make.",
    ),
    Declared(table="poll_times", facts=("poll_id",)),
    Declared(
        table="poll_votes",
        why=_WHY,
        members=("member_id",),
        facts=("poll_id",),
        mine=votes_of,
        erased_by=("polls",),
    ),
)
"""What every table of polls says."""
