"""Who comes to a session of few places: who has one, who waits for one, and who is offered one. Pure.

The host needs no place. Who waits is offered a place that comes free, in order; nobody is thrown out where there come
to be fewer places, and nobody is let in before there is room again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from community.errors import Refusal

CAPACITY_LIMIT = 1000
AT_ONCE = timedelta(hours=2)
"""So near the start nobody is asked whether they still want a place: it is given to the first who waits."""
_OVER = "This offer is over. Press **Going** on the session's card to see where you stand."


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody on the waitlist; `number` orders it. While a place is offered: the offer's number, and until when.

    `told` says whether the offer reached the place where they would see it.
    """

    member_id: int
    number: int
    offer: int | None = None
    until: datetime | None = None
    told: bool = True

    @property
    def back(self) -> "Waiting":
        """Give them as they wait when nothing is offered to them."""
        return Waiting(self.member_id, self.number)


@dataclass(frozen=True, slots=True)
class Places:
    """The places of a session: who has one, who waits in which order, and the last number that was given out."""

    capacity: int | None
    host_id: int
    going: frozenset[int] = frozenset()
    waiting: tuple[Waiting, ...] = ()
    last: int = 0

    @property
    def taken(self) -> int:
        """How many places are taken; the host needs none."""
        return len(self.going - {self.host_id})

    @property
    def is_full(self) -> bool:
        """Whether somebody new has to wait: all is taken or offered, or others wait already."""
        held = sum(one.offer is not None for one in self.waiting)
        return self.capacity is not None and (held < len(self.waiting) or self.taken + held >= self.capacity)

    @property
    def left(self) -> int | None:
        """How many places somebody new could take at once; None where all may come."""
        if self.capacity is None:
            return None
        return 0 if self.is_full else self.capacity - self.taken - sum(one.offer is not None for one in self.waiting)

    def waits(self, member_id: int) -> Waiting | None:
        """Give where somebody is on the waitlist, or None."""
        return next((one for one in self.waiting if one.member_id == member_id), None)

    def place_of(self, member_id: int) -> int:
        """Give somebody's place on the waitlist, counted from 1; 0 for who does not wait."""
        return next((at for at, one in enumerate(self.waiting, 1) if one.member_id == member_id), 0)

    def without(self, member_id: int) -> "Places":
        """Give the places when somebody neither comes nor waits any more."""
        waiting = tuple(one for one in self.waiting if one.member_id != member_id)
        return replace(self, going=self.going - {member_id}, waiting=waiting)

    def with_going(self, member_id: int) -> "Places":
        """Give the places when somebody has one."""
        return replace(self.without(member_id), going=self.going | {member_id})

    def asked(self, member_id: int) -> "Places":
        """Give the places when somebody says that they come: they have one, or are last on the waitlist.

        Who waits already keeps their place there, and takes one that is offered to them.
        """
        there = self.waits(member_id)
        if there is not None and there.offer is not None:
            return self.with_going(member_id)
        if there is not None or member_id in self.going:
            return self
        if member_id == self.host_id or not self.is_full:
            return self.with_going(member_id)
        last = self.last + 1
        return replace(self, waiting=(*self.waiting, Waiting(member_id, last)), last=last)

    def offered(self, member_id: int, offer: int, now: datetime) -> Waiting:
        """Give whom an offer is made to, if it is this member; raises `Refusal` where it is over or another's."""
        one = next((one for one in self.waiting if one.offer == offer), None)
        if one is None or one.until is None or one.until <= now:
            raise Refusal(_OVER)
        if one.member_id != member_id:
            raise Refusal("This place is offered to somebody else.")
        return one


def settled(places: Places, now: datetime, starts_at: datetime, offer_for: timedelta) -> Places:
    """Give the places when all has been done that is to be done: offers that are over end, free places are offered.

    Who let an offer go by is off the waitlist; one that was never told is made anew. Where there come to be fewer
    places, the last offers are taken back, and those people wait where they waited. From the start on nothing moves.
    """
    if now >= starts_at:
        return places
    waiting = [one.back if _ends(one, now, starts_at) else one for one in places.waiting if not _is_over(one, now)]
    if places.waits(places.host_id):
        places = places.with_going(places.host_id)
        waiting = [one for one in waiting if one.member_id != places.host_id]
    held = [one for one in waiting if one.offer is not None]
    free = len(waiting) if places.capacity is None else places.capacity - places.taken - len(held)
    while free < 0 and held:
        last = held.pop()
        waiting[waiting.index(last)] = last.back
        free += 1
    until = offered_until(now, starts_at, offer_for)
    going, counted = set(places.going), places.last
    kept: list[Waiting] = []
    for one in waiting:
        if one.offer is not None or free <= 0:
            kept.append(one)
        elif until is None:
            going.add(one.member_id)
            free -= 1
        else:
            counted += 1
            kept.append(replace(one, offer=counted, until=until))
            free -= 1
    return replace(places, going=frozenset(going), waiting=tuple(kept), last=counted)


def offered_until(now: datetime, starts_at: datetime, offer_for: timedelta) -> datetime | None:
    """Give until when a place is offered that is free now: for no longer than half of the time that is left.

    None where it is too near the start to ask.
    """
    left = starts_at - now
    return None if left <= AT_ONCE else now + min(offer_for, left / 2)


def offers(places: Places) -> Iterator[Waiting]:
    """Give those to whom a place is offered."""
    return (one for one in places.waiting if one.offer is not None)


def _is_over(one: Waiting, now: datetime) -> bool:
    return one.until is not None and one.until <= now and one.told


def _ends(one: Waiting, now: datetime, starts_at: datetime) -> bool:
    """Say whether an offer is to be made anew: nobody was told of it, or the session was moved before its end."""
    return one.until is not None and (one.until <= now or one.until >= starts_at)
