"""Polls as remembered: the times asked about, and who can make which."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from community import access
from community.screening import mask
from community.sessions import Answer, Plan, Poll
from storage.access import mirror_of
from storage.database import Reading, Writing
from storage.outbox import Due, cancel, put_due
from storage.sessions.answering import answer
from storage.sessions.making import plan
from storage.sessions.planned import find, sketch
from storage.sql import add, fresh_id
from storage.tables.polls import poll_times, poll_votes, polls

POLL_CARD, POLL_CHANGED, POLL_PICKED, POLL_OVER = "poll-card", "poll-changed", "poll-picked", "poll-over"
"""Kinds of due rows: post a poll's card; correct it; tell what was picked; close a poll whose times are all past."""


async def sketch_poll(
    tx: Writing, community_id: int, wanted: Plan, times: Sequence[datetime], asked_by: int, now: datetime
) -> int:
    """Write down what somebody would ask, seen by nobody else until it is confirmed; give its id."""
    row = {
        "community_id": community_id,
        "topic_id": wanted.topic_id,
        "seen_in": wanted.seen_in,
        "title": mask(wanted.title),
        "format": wanted.format,
        "zone": wanted.zone,
        "minutes": wanted.minutes,
        "location": mask(wanted.location),
        "host_id": wanted.host_id,
        "asked_by": asked_by,
        "asked_at": now,
        "status": "sketched",
    }
    made = await tx.connection.execute(sa.insert(polls).returning(polls.c.id), row | await fresh_id(tx, polls))
    id_: int = made.scalar_one()
    rows = [{"poll_id": id_, "number": number, "starts_at": moment} for number, moment in enumerate(times, 1)]
    await tx.connection.execute(sa.insert(poll_times), rows)
    return id_


async def drop_poll_sketches(tx: Writing, before: datetime, only: int | None = None) -> None:
    """Forget sketches of polls that nobody confirmed: those made before a moment, or one of them."""
    old = sa.delete(polls).where(polls.c.status == "sketched", polls.c.asked_at <= before)
    await tx.connection.execute(old if only is None else old.where(polls.c.id == only))


async def open_poll(tx: Writing, sketched: Poll, now: datetime) -> None:
    """Make a sketch a poll, with its card and its end in the outbox."""
    await _change(tx, sketched.id, status="open", asked_at=now)
    ids = {"poll": sketched.id}
    await put_due(tx, sketched.community_id, Due(POLL_CARD, f"poll:{sketched.id}:card", now, ids))
    await put_due(tx, sketched.community_id, Due(POLL_OVER, f"poll:{sketched.id}:over", max(sketched.times), ids))


async def find_poll(tx: Reading, poll_id: int) -> Poll | None:
    """Give one poll, whoever asks: the caller checks sight."""
    row = (await tx.connection.execute(sa.select(polls).where(polls.c.id == poll_id))).first()
    if row is None:
        return None
    t, v = poll_times.c, poll_votes.c
    asked = sa.select(t.starts_at).where(t.poll_id == poll_id).order_by(t.number)
    times = tuple((await tx.connection.execute(asked)).scalars())
    votes: dict[int, list[int]] = defaultdict(list)
    query = sa.select(v.number, v.member_id).where(v.poll_id == poll_id).order_by(v.voted_at, v.member_id)
    for number, member_id in await tx.connection.execute(query):
        votes[number].append(member_id)
    return Poll(
        id=row.id,
        community_id=row.community_id,
        plan=_plan(row, times[0]),
        asked_by=row.asked_by,
        status=row.status,
        times=times,
        votes={number: tuple(people) for number, people in votes.items()},
        session_id=row.session_id,
        picked=row.picked,
        channel_id=row.channel_id,
        message_id=row.message_id,
    )


async def vote(tx: Writing, poll_id: int, member_id: int, number: int, now: datetime) -> None:
    """Count a member as one who can make a time, once."""
    row = {"poll_id": poll_id, "number": number, "member_id": member_id, "voted_at": now}
    await add(tx, poll_votes, row)


async def choose(tx: Writing, poll_id: int, member_id: int, numbers: Collection[int], now: datetime) -> None:
    """Count a member as one who can make these times and no other; what they said before keeps its place."""
    v = poll_votes.c
    others = (v.poll_id == poll_id) & (v.member_id == member_id) & v.number.not_in(list(numbers))
    await tx.connection.execute(sa.delete(poll_votes).where(others))
    for number in sorted(numbers):
        await vote(tx, poll_id, member_id, number, now)


async def note_poll_card(tx: Writing, poll_id: int, channel_id: int, message_id: int) -> None:
    """Write down where a poll's card is."""
    await _change(tx, poll_id, channel_id=channel_id, message_id=message_id)


async def close_poll(tx: Writing, poll_id: int) -> None:
    """Close a poll without a session."""
    await _change(tx, poll_id, status="closed")
    await cancel(tx, f"poll:{poll_id}:over")


async def pick(tx: Writing, poll: Poll, number: int, wanted: Plan, now: datetime) -> int:
    """Plan the session at one of a poll's times, as `wanted`, with those who can make it as going; give its id.

    They go in the order in which they said so. Whoever can't see the topic any more is left out.
    """
    id_ = await sketch(tx, poll.community_id, wanted, poll.asked_by, now)
    sketched = await find(tx, id_)
    assert sketched is not None, "it was written a moment ago"
    await plan(tx, sketched, now)
    v = poll_votes.c
    query = sa.select(v.member_id, v.voted_at).where(v.poll_id == poll.id, v.number == number)
    votes = (await tx.connection.execute(query.order_by(v.voted_at, v.member_id))).all()
    see = await _who_see(tx, poll, [row.member_id for row in votes], now)
    for row in votes:
        if row.member_id in see:
            await answer(tx, id_, row.member_id, Answer.GOING, now, said_at=row.voted_at)
    await _change(tx, poll.id, status="picked", session_id=id_, picked=number)
    await cancel(tx, f"poll:{poll.id}:over")
    told = Due(POLL_PICKED, f"poll:{poll.id}:picked", now, {"poll": poll.id}, poll.times[number - 1])
    await put_due(tx, poll.community_id, told)
    return id_


async def show_poll_again(tx: Writing, poll_ids: Collection[int], because: str, now: datetime) -> None:
    """Have the cards of these polls corrected; `because` tells this correction from others of the same poll."""
    p = polls.c
    query = sa.select(p.id, p.community_id).where(p.id.in_(list(poll_ids)), p.status != "sketched")
    for row in (await tx.connection.execute(query.order_by(p.id))).all():
        due = Due(POLL_CHANGED, f"poll:{row.id}:changed:{because}", now, {"poll": row.id})
        await put_due(tx, row.community_id, due)


async def _change(tx: Writing, poll_id: int, **values: Any) -> None:
    await tx.connection.execute(sa.update(polls).where(polls.c.id == poll_id).values(**values))


async def _who_see(tx: Reading, poll: Poll, members: Collection[int], now: datetime) -> set[int]:
    mirror = await mirror_of(tx, poll.community_id, only=members)
    seen_in = poll.plan.seen_in
    return {who.member_id for who in mirror.viewers if seen_in in access.places_seen(mirror, who, now)}


def _plan(row: Any, first: datetime) -> Plan:
    return Plan(
        topic_id=row.topic_id,
        seen_in=row.seen_in,
        title=row.title,
        format=row.format,
        starts_at=first,
        local_start=first.astimezone(ZoneInfo(row.zone)).replace(tzinfo=None),
        zone=row.zone,
        minutes=row.minutes,
        host_id=row.host_id,
        location=row.location,
    )
