"""Places of a session, its waitlist and its offers, as remembered: every move is made whole, in one transaction."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from community.sessions import Answer, Places, Waiting, offers, settled
from storage.communities import settings_of
from storage.database import Reading, Writing
from storage.outbox import Due, put_due
from storage.sessions.announcing import show_card
from storage.sql import put
from storage.tables.outbox import outbox
from storage.tables.sessions import rsvps, sessions

OFFER, OFFER_OVER, OFFER_ENDED, GIVEN = "session-offer", "session-offer-over", "session-offer-ended", "session-given"
"""Kinds of due rows: a place is offered; an offer's time is over; its message is to say so; a place was given."""
WAITING = "waiting"
"""What stands as the answer of somebody who would come and has no place yet."""

Act = Callable[[Places], Places]


def offer_key(session_id: int, offer: int) -> str:
    """Give the dedupe key of the message that offers a place."""
    return f"session:{session_id}:offer:{offer}"


async def change_places(tx: Writing, session_id: int, now: datetime, act: Act | None = None) -> Places:
    """Change who has a place, then make the moves that follow from it, and give the places as they then are.

    Moves are made once a session has its card: there is no place to tell of them before.
    """
    # The session is held, so that of two who press at once one comes after the other.
    s = sessions.c
    row = (await tx.connection.execute(sa.select(sessions).where(s.id == session_id).with_for_update())).one()
    before = await _places(tx, row, now)
    acted = after = before if act is None else act(before)
    if row.message_id is not None and row.status == "planned":
        hours = (await settings_of(tx, row.community_id))["offer_hours"]
        after = settled(acted, now, row.starts_at, timedelta(hours=hours))
    if after != before:
        await _write(tx, row, before, after, now)
        await _offer(tx, row, before, after, now)
    if after != acted:
        await _tell(tx, row, acted, after, now)
    return after


async def leave(
    tx: Writing, session_id: int, member_ids: Collection[int], now: datetime, *, show: bool = False
) -> None:
    """Let members come no more, and take back what they said: their places go to those who wait.

    `show`: have the card corrected in any case; it is corrected where others move up.
    """

    def act(places: Places) -> Places:
        for id_ in member_ids:
            places = places.without(id_)
        return places

    await change_places(tx, session_id, now, act)
    theirs = (rsvps.c.session_id == session_id) & rsvps.c.member_id.in_(list(member_ids))
    await tx.connection.execute(sa.delete(rsvps).where(theirs))
    if show:
        community_id = sa.select(sessions.c.community_id).where(sessions.c.id == session_id)
        await show_card(tx, (await tx.connection.execute(community_id)).scalar_one(), session_id, now)


async def offered_to(tx: Reading, session_id: int, offer: int) -> Waiting | None:
    """Give whom an offer is made to, as long as it stands."""
    query = sa.select(rsvps).where(rsvps.c.session_id == session_id, rsvps.c.offer == offer)
    row = (await tx.connection.execute(query)).first()
    return _waiting(row) if row else None


async def waiting_for(tx: Reading, ids: Collection[int]) -> dict[int, list[Waiting]]:
    """Give who waits for a place, by session, in order."""
    r = rsvps.c
    query = sa.select(rsvps).where(r.session_id.in_(ids), r.answer == WAITING).order_by(r.session_id, r.number)
    by_session: dict[int, list[Waiting]] = {}
    for row in await tx.connection.execute(query):
        by_session.setdefault(row.session_id, []).append(_waiting(row))
    return by_session


async def _places(tx: Reading, row: Any, now: datetime) -> Places:
    r = rsvps.c
    query = sa.select(r.member_id).where(r.session_id == row.id, r.answer == Answer.GOING.value)
    going = frozenset((await tx.connection.execute(query)).scalars())
    waiting = (await waiting_for(tx, [row.id])).get(row.id, [])
    over = [offer_key(row.id, one.offer) for one in waiting if one.offer and one.until and one.until <= now]
    untold = await _untold(tx, over) if over else set()
    known = [_waiting(one, told=offer_key(row.id, one.offer or 0) not in untold) for one in waiting]
    return Places(row.capacity, row.host_id, going, tuple(known), row.counted)


async def _untold(tx: Reading, keys: list[str]) -> set[str]:
    """Give those of the offers that nobody can have seen: the bot was away for as long as they stood."""
    o = outbox.c
    query = sa.select(o.dedupe_key).where(o.dedupe_key.in_(keys), o.status.in_(["pending", "missed", "cancelled"]))
    return set((await tx.connection.execute(query)).scalars())


def _waiting(row: Any, *, told: bool = True) -> Waiting:
    until = row.until if isinstance(row, Waiting) else row.offered_until
    return Waiting(row.member_id, row.number, row.offer, until, told)


async def _write(tx: Writing, row: Any, before: Places, after: Places, now: datetime) -> None:
    """Write down what became of the places, with what follows from it."""
    r = rsvps.c
    if after.last != before.last:
        counted = sa.update(sessions).where(sessions.c.id == row.id).values(counted=after.last)
        await tx.connection.execute(counted)
    gone = {one.member_id for one in before.waiting if not after.waits(one.member_id)} | before.going
    gone -= after.going | {one.member_id for one in after.waiting}
    await tx.connection.execute(sa.delete(rsvps).where(r.session_id == row.id, r.member_id.in_(gone)))
    base = {"session_id": row.id, "answered_at": now, "by_series": False}
    none = {"number": None, "offer": None, "offered_until": None}
    placed = [base | none | {"member_id": id_, "answer": Answer.GOING.value} for id_ in after.going - before.going]
    held = {one.member_id: one for one in before.waiting}
    moved = [one for one in after.waiting if held.get(one.member_id) != one]
    line = [
        base
        | {"member_id": one.member_id, "answer": WAITING}
        | {"number": one.number, "offer": one.offer, "offered_until": one.until}
        for one in moved
    ]
    there = {*before.going, *held}
    for rows in (placed, line):
        # Who was there before answered then; what changes is what became of it.
        await put(tx, rsvps, [one for one in rows if one["member_id"] in there], keep=("answered_at", "by_series"))
        await put(tx, rsvps, [one for one in rows if one["member_id"] not in there])


async def _offer(tx: Writing, row: Any, before: Places, after: Places, now: datetime) -> None:
    """Put offers into the outbox that are to be made, and those that are to be marked as over."""
    was, is_ = ({one.offer: one for one in offers(places)} for places in (before, after))
    payload = {"session": row.id}
    for offer in is_.keys() - was.keys():
        until = is_[offer].until
        assert until is not None, "an offer ends"
        about = payload | {"offer": offer}
        await put_due(tx, row.community_id, Due(OFFER, offer_key(row.id, offer or 0), now, about, until))
        await put_due(tx, row.community_id, Due(OFFER_OVER, f"session:{row.id}:offer-over:{offer}", until, about))
    for offer in was.keys() - is_.keys():
        one = was[offer]
        how = "taken" if one.member_id in after.going else "back" if after.waits(one.member_id) else "on"
        key = f"session:{row.id}:offer-ended:{offer}"
        await put_due(tx, row.community_id, Due(OFFER_ENDED, key, now, payload | {"offer": offer, "how": how}))


async def _tell(tx: Writing, row: Any, acted: Places, after: Places, now: datetime) -> None:
    """Tell those who were given a place without being asked, and have the card corrected."""
    for one in acted.waiting:
        if one.member_id in after.going - acted.going:
            key = f"session:{row.id}:given:{one.number}"
            about = {"session": row.id, "member": one.member_id}
            await put_due(tx, row.community_id, Due(GIVEN, key, now, about, row.starts_at))
    await show_card(tx, row.community_id, row.id, now)
