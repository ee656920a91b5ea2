"""The rules of a session that is being run: its steps, who works them, and when their time is over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from community.errors import NotAllowed, Refusal
from community.formats import Format, Step, scaled
from community.sessions.plans import Session

EARLY = timedelta(hours=1)
"""How long before its start a session may be begun."""
LATE = timedelta(hours=12)
"""How long after its planned end it may still be begun."""
FORGOTTEN = timedelta(hours=6)
"""How long after the planned end a run ends by itself, if nobody finishes it."""
OVERDUE = timedelta(minutes=10)
"""How long it is useful to say that a step's time is over."""


class RunStatus(StrEnum):
    """How a run stands; the values are what the database keeps."""

    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"


class Verb(StrEnum):
    """What the facilitator can press."""

    NEXT = "next"
    BACK = "back"
    PAUSE = "pause"
    GO_ON = "go"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Run:
    """A session under way. `steps` are as they were fitted at its beginning, `at` is which of them it is at.

    `version` goes up with each press, `entered` is the version at which this step began. While it runs, `ends_at` is
    when the step's time is over; while it is paused, `left` says how much there was. Both are None for a step that goes
    on for as long as it needs.
    """

    session_id: int
    community_id: int
    steps: tuple[Step, ...]
    at: int
    version: int
    entered: int
    status: RunStatus
    started_at: datetime
    ends_at: datetime | None = None
    left: timedelta | None = None
    finished_at: datetime | None = None
    channel_id: int | None = None
    message_id: int | None = None

    @property
    def step(self) -> Step:
        """Give the step that it is at."""
        return self.steps[self.at]

    @property
    def is_under_way(self) -> bool:
        """Whether it is not finished."""
        return self.status is not RunStatus.FINISHED

    @property
    def verbs(self) -> list[Verb]:
        """Give what may be pressed now."""
        if not self.is_under_way:
            return []
        pause = Verb.GO_ON if self.status is RunStatus.PAUSED else Verb.PAUSE
        verbs = [(Verb.BACK, self.at > 0), (Verb.NEXT, self.at + 1 < len(self.steps)), (pause, True)]
        return [verb for verb, may in verbs if may] + [Verb.FINISH]


def facilitates(session: Session, member_id: int) -> bool:
    """Say whether a member works the session's steps: its host, or whoever has the role of facilitator."""
    return member_id in {session.plan.host_id, session.roles.get("facilitator")}


def check_facilitates(session: Session, member_id: int) -> None:
    """Raise `NotAllowed` unless the member works the session's steps."""
    if not facilitates(session, member_id):
        raise NotAllowed("Only the session's facilitator moves it on, or its host.")


def check_may_begin(session: Session, now: datetime) -> None:
    """Raise `Refusal` if a session can't be begun now."""
    if session.status == "cancelled":
        raise Refusal("This session was cancelled.")
    if session.message_id is None:
        raise Refusal("Its card is not posted yet. Try again in a minute.")
    if now < session.plan.starts_at - EARLY:
        raise Refusal("It is too early: a session can be run from an hour before it starts.")
    if now > session.ends_at + LATE:
        raise Refusal("It is too late: this session was over long ago.")


def begin(session: Session, format_: Format, now: datetime) -> Run:
    """Give a run at its first step, with the format's steps fitted into the session's minutes."""
    steps = tuple(scaled(format_.steps, format_.minutes, session.plan.minutes))
    run = Run(session.id, session.community_id, steps, 0, 1, 1, RunStatus.RUNNING, now)
    return replace(run, ends_at=_end(steps[0], now))


def press(run: Run, verb: Verb, version: int, now: datetime) -> Run:
    """Give the run after a press of a panel that showed `version`; the same run where it has moved on since.

    So a button that is pressed twice moves one step.
    """
    if version != run.version or verb not in run.verbs:
        return run
    moved = replace(run, version=run.version + 1)
    match verb:
        case Verb.NEXT:
            return _enter(moved, run.at + 1, now)
        case Verb.BACK:
            return _enter(moved, run.at - 1, now)
        case Verb.PAUSE:
            left = max(timedelta(), run.ends_at - now) if run.ends_at else None
            return replace(moved, status=RunStatus.PAUSED, ends_at=None, left=left)
        case Verb.GO_ON:
            ends_at = now + run.left if run.left is not None else None
            return replace(moved, status=RunStatus.RUNNING, ends_at=ends_at, left=None)
        case Verb.FINISH:
            return finished(moved, now)


def finished(run: Run, now: datetime) -> Run:
    """Give the run at its end."""
    return replace(run, status=RunStatus.FINISHED, ends_at=None, left=None, finished_at=now)


def _enter(run: Run, at: int, now: datetime) -> Run:
    step = run.steps[at]
    ends_at = _end(step, now)
    return replace(run, at=at, entered=run.version, status=RunStatus.RUNNING, ends_at=ends_at, left=None)


def _end(step: Step, now: datetime) -> datetime | None:
    return now + timedelta(minutes=step.minutes) if step.minutes is not None else None


def room_of(session: Session) -> int | None:
    """Give the id of the channel that a session meets in, if its place is one."""
    inner = session.plan.location.removeprefix("<#").removesuffix(">")
    return int(inner) if session.plan.location.startswith("<#") and inner.isdecimal() else None


@dataclass(frozen=True, slots=True)
class Stay:
    """When somebody was there: in the voice channel for as long as they were, or by their own word."""

    member_id: int
    by_voice: bool
    came_at: datetime
    left_at: datetime | None = None


def people_in(stays: Sequence[Stay]) -> list[int]:
    """Give who was there, each once, in the order they came."""
    return list(dict.fromkeys(stay.member_id for stay in stays))


def minutes_of(stays: Sequence[Stay], now: datetime) -> int:
    """Give how many minutes these stays took together; one by somebody's own word has no length."""
    spans = [(stay.left_at or now) - stay.came_at for stay in stays if stay.by_voice]
    return round(sum(spans, timedelta()) / timedelta(minutes=1))
