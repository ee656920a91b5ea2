"""The rules of peer-learning sessions: what a plan must be, who may change it, when people are reminded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from community.errors import NotAllowed, Refusal
from community.sessions.answers import Answer
from community.sessions.coming import CAPACITY_LIMIT, Places, Waiting

TITLE_LIMIT = 100
WHERE_LIMIT = 400
"""Links to meetings are long: those of Teams have 150 to 250 characters."""
REASON_LIMIT = 500
SHORTEST, LONGEST = 10, 24 * 60
"""Minutes that a session may last."""
FARTHEST = timedelta(days=730)
MENTIONS = 60
"""Most people a reminder names; Discord's message takes about eighty mentions beside the words."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A session as its planner wants it; `local_start` is the wall time in `zone`, `starts_at` the moment in UTC."""

    topic_id: int
    seen_in: int
    title: str
    format: str
    starts_at: datetime
    local_start: datetime
    zone: str
    minutes: int
    host_id: int
    location: str = ""
    chatham_house: bool = False
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """That a session is one of a series.

    `original` is the wall time its series gives it, wherever it was moved to; `changed` names what was changed for this
    one alone; `told` says which one it is: *Every second Tuesday · 3rd of 6*, and that it was moved.
    """

    series_id: int
    original: datetime
    number: int
    changed: frozenset[str] = frozenset()
    told: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One planned meeting, with where its card, thread and Discord event are; `part` says of which series it is one.

    `roles` says who has which role, by its name.

    Whoever waits for a place is in `waiting`, in order, and in `answers` once they have one.
    """

    id: int
    community_id: int
    plan: Plan
    planned_by: int
    status: str
    version: int
    reason: str | None = None
    channel_id: int | None = None
    message_id: int | None = None
    thread_id: int | None = None
    event_id: int | None = None
    answers: Mapping[int, Answer] = field(default_factory=dict)
    waiting: Sequence[Waiting] = ()
    part: Part | None = None
    roles: Mapping[str, int] = field(default_factory=dict)

    @property
    def ends_at(self) -> datetime:
        """When it ends, in UTC."""
        return self.plan.starts_at + timedelta(minutes=self.plan.minutes)

    @property
    def places(self) -> Places:
        """Who has a place and who waits."""
        going = frozenset(self.saying(Answer.GOING))
        return Places(self.plan.capacity, self.plan.host_id, going, tuple(self.waiting))

    def saying(self, answer: Answer) -> list[int]:
        """Give the ids of the members who gave this answer, in the order they gave it."""
        return [member for member, given in self.answers.items() if given == answer]


def check(plan: Plan, now: datetime, formats: Collection[str]) -> Plan:
    """Give the plan back if it can be held, in one of the formats there are; raises `Refusal` with what to change."""
    if not plan.title.strip():
        raise Refusal("Give the session a title.")
    if plan.format not in formats:
        raise Refusal(f"Choose one of these formats: {', '.join(formats)}.")
    if not SHORTEST <= plan.minutes <= LONGEST:
        raise Refusal(f"A session lasts from {SHORTEST} minutes to {LONGEST // 60} hours.")
    if plan.capacity is not None and not 1 <= plan.capacity <= CAPACITY_LIMIT:
        raise Refusal(f"A session has from 1 to {CAPACITY_LIMIT:,} places; leave the capacity out where all may come.")
    if plan.starts_at <= now:
        raise Refusal("That time is past. Give one that is to come.")
    if plan.starts_at > now + FARTHEST:
        raise Refusal("That is more than two years ahead. Plan it nearer the time.")
    return plan


def check_may_cancel(session: Session, member_id: int, *, tends: bool) -> None:
    """Raise `NotAllowed` unless the member planned or hosts the session or tends its topic."""
    _check_may(session, member_id, "cancel", tends=tends)


def check_may_change(session: Session, member_id: int, *, tends: bool) -> None:
    """Raise `NotAllowed` unless the member planned or hosts the session or tends its topic."""
    _check_may(session, member_id, "change", tends=tends)


def _check_may(session: Session, member_id: int, act: str, *, tends: bool) -> None:
    if not (tends or member_id in {session.planned_by, session.plan.host_id}):
        raise NotAllowed(f"Only its host, whoever planned it, or a steward of the topic may {act} a session.")


def check_open(session: Session, now: datetime) -> None:
    """Raise `Refusal` if the session was cancelled or is over."""
    if session.status == "cancelled":
        raise Refusal("This session was cancelled.")
    if now >= session.ends_at:
        raise Refusal("This session is over.")
