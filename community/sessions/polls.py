"""Polls: times that a session might be held at, who can make which, and the one that is picked. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from community.errors import NotAllowed, NotFound, Refusal
from community.sessions.plans import Plan
from community.times import Typed, read_time

FEWEST_TIMES, MOST_TIMES = 2, 10
TIMES_LIMIT = 1000
_BETWEEN = re.compile(r"[;\n]+")
_CLOCK_ALONE = re.compile(r"(?:at )?(?:\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.?m\.?)?|noon|midday)", re.IGNORECASE)
_HOW = "Type up to ten, with semicolons between them, like Thu 3 Dec 2pm; Fri 4 Dec 10:00; 2026-12-08 14:00."


@dataclass(frozen=True, slots=True)
class Poll:
    """Times asked about. `plan` is the session as it would be at the first of them; `times` are moments in UTC.

    A time is known by its number, from 1 on. `votes` says who can make each, in the order in which they said so.
    `status` is sketched (not confirmed yet), open, picked (`session_id` is what was planned) or closed.
    """

    id: int
    community_id: int
    plan: Plan
    asked_by: int
    status: str
    times: tuple[datetime, ...]
    votes: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    session_id: int | None = None
    picked: int | None = None
    channel_id: int | None = None
    message_id: int | None = None

    def at(self, number: int) -> Plan:
        """Give the plan of the session at one of the times; raises `NotFound` for a number that is none of them."""
        if not 1 <= number <= len(self.times):
            raise NotFound("That time is not one of this poll's.")
        moment = self.times[number - 1]
        local = moment.astimezone(ZoneInfo(self.plan.zone)).replace(tzinfo=None)
        return replace(self.plan, starts_at=moment, local_start=local)

    def voting(self, number: int) -> tuple[int, ...]:
        """Give the ids of the members who can make a time, in the order in which they said so."""
        return self.votes.get(number, ())

    def chosen_by(self, member_id: int) -> list[int]:
        """Give the numbers of the times that a member can make."""
        return [number for number in range(1, len(self.times) + 1) if member_id in self.voting(number)]

    @property
    def best(self) -> list[int]:
        """Give the numbers of the times that most can make; none as long as nobody has said so."""
        most = max((len(people) for people in self.votes.values()), default=0)
        return [number for number in range(1, len(self.times) + 1) if most and len(self.voting(number)) == most]

    def still_open(self, now: datetime) -> list[int]:
        """Give the numbers of the times that are still to come."""
        return [number for number, moment in enumerate(self.times, 1) if moment > now]


def read_times(text: str, zone: ZoneInfo, now: datetime) -> list[Typed]:
    """Read the times of a poll, with semicolons or line ends between them; gives them soonest first.

    A time of day alone is on the day of the one before it. Raises `Refusal`, naming which, for one that can't be read,
    is past or comes twice, and for fewer than two or more than ten.
    """
    parts = [" ".join(part.split()) for part in _BETWEEN.split(text)]
    parts = [part.strip(" ,.") for part in parts if part.strip(" ,.")]
    if len(parts) > MOST_TIMES:
        raise Refusal(f"A poll takes {MOST_TIMES} times at most, and these are {len(parts)}.")
    found: list[Typed] = []
    for number, part in enumerate(parts, 1):
        words = part
        if found and _CLOCK_ALONE.fullmatch(part):
            words = f"{found[-1].local:%Y-%m-%d} {part}"
        try:
            typed = read_time(words, zone, now)
        except Refusal as refusal:
            how = f" {_HOW}" if len(parts) < FEWEST_TIMES else ""
            raise Refusal(f"Time {number}: {refusal.sentence}{how}") from refusal
        if (same := next((n for n, one in enumerate(found, 1) if one.moment == typed.moment), None)) is not None:
            raise Refusal(f"Times {same} and {number} are the same. Give each once.")
        found.append(typed)
    if len(found) < FEWEST_TIMES:
        raise Refusal(f"A poll needs two times or more; for one, use /session plan. {_HOW}")
    return sorted(found, key=lambda one: one.moment)


def check_may_vote(poll: Poll, numbers: list[int], now: datetime) -> None:
    """Raise `Refusal` where a poll is over, or one of the times chosen is past."""
    check_poll_open(poll)
    for number in numbers:
        poll.at(number)
        if number not in poll.still_open(now):
            raise Refusal("That time is past. Choose one that is to come.")


def check_poll_open(poll: Poll) -> None:
    """Raise `Refusal` for a poll that is over."""
    if poll.status == "picked":
        raise Refusal("A time was picked already: the poll's card says which.")
    if poll.status != "open":
        raise Refusal("This poll is closed.")


def check_may_pick(poll: Poll, member_id: int, *, tends: bool) -> None:
    """Raise `NotAllowed` unless the member asks, would host the session, or tends the topic."""
    if not (tends or member_id in {poll.asked_by, poll.plan.host_id}):
        raise NotAllowed("Only its host, whoever made the poll, or a steward of the topic may pick a time.")
