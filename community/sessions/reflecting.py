"""What somebody will try after a session, by when, who is told, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from community.errors import Refusal
from community.profile import Tally, tally
from community.sessions.plans import FARTHEST, Session
from community.times import NoClock, read_day, read_time

TRIES_LIMIT = 500
HAPPENED_LIMIT = 500
ASKED_AT = time(9)
"""The time of day at which somebody is asked who gave a day alone."""
STILL_ASKED = timedelta(days=14)
"""How late it is still of use to be asked."""


class Sharing(StrEnum):
    """Who is told what somebody will try; the values are what the database keeps."""

    NO = "no"
    NAMED = "named"
    UNNAMED = "unnamed"

    @property
    def said(self) -> str:
        """Say it to whom it belongs."""
        return {
            Sharing.NO: "Only you see this.",
            Sharing.NAMED: "Shared with your name in the session's thread, and without it in the weekly summary.",
            Sharing.UNNAMED: "Shared without your name in the session's thread and in the weekly summary.",
        }[self]


class CameOf(StrEnum):
    """What came of it; the values are what the database keeps."""

    TRIED = "tried"
    LATER = "later"
    WONT = "wont"

    @property
    def label(self) -> str:
        """The word on its button."""
        return {CameOf.TRIED: "I tried it", CameOf.LATER: "Not yet", CameOf.WONT: "I won't"}[self]

    @property
    def told(self) -> str:
        """Say it of somebody whose name is not told."""
        return {
            CameOf.TRIED: "somebody tried it",
            CameOf.LATER: "somebody has not tried it yet",
            CameOf.WONT: "somebody decided against it",
        }[self]


@dataclass(frozen=True, slots=True)
class Resolve:
    """What somebody writes down: what they will try, by when, whether they want to be asked then, who is told."""

    tries: str
    by_at: datetime | None = None
    asks: bool = False
    shared: Sharing = Sharing.NO


@dataclass(frozen=True, slots=True)
class Reflection:
    """One person's, of one session. `told`: what happened may be told to others, without the person's name."""

    id: int
    community_id: int
    session_id: int
    member_id: int
    resolve: Resolve
    made_at: datetime
    version: int
    outcome: CameOf | None = None
    happened: str = ""
    told: bool = False
    channel_id: int | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reflected:
    """How many people reflected on a session, and what came of it for how many; for its host."""

    made: int = 0
    tried: int = 0
    later: int = 0
    wont: int = 0

    @property
    def told(self) -> Tally | None:
        """Give what anybody may be told of it: nothing of fewer than five people."""
        rest: Sequence[str | None] = [None] * (self.made - self.tried)
        return tally([*["tried it"] * self.tried, *rest])


def check_may_reflect(session: Session, now: datetime, *, is_begun: bool) -> None:
    """Raise `Refusal` where a session was not, or is not yet; one that is run may have begun before its time."""
    if session.status == "cancelled":
        raise Refusal("This session was cancelled.")
    if now < session.plan.starts_at and not is_begun:
        raise Refusal("This session has not begun yet. Come back when it has.")


def resolved(
    session: Session, tries: str, by_at: datetime | None, shared: Sharing, now: datetime, *, asks: bool
) -> Resolve:
    """Give what was written in the form; raises `Refusal` where one wants to be asked at no time to come.

    Under the Chatham House Rule nobody is named.
    """
    if asks and (by_at is None or by_at <= now):
        raise Refusal("To be asked about it, give a day to come under *By when?*. Or choose not to be asked.")
    if session.plan.chatham_house and shared is Sharing.NAMED:
        shared = Sharing.UNNAMED
    return Resolve(tries.strip(), by_at, asks, shared)


def by_shown(by_at: datetime | None, zone: ZoneInfo) -> str:
    """Write a time as it stands in the form when that is opened again."""
    return by_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if by_at is not None else ""


def read_by(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """Read a time to come, or a day alone: that is meant at nine in the morning."""
    try:
        by_at = read_time(text, zone, now).moment
    except NoClock:
        day = read_day(text, now.astimezone(zone).date())
        by_at = datetime.combine(day, ASKED_AT, zone)
    if by_at <= now:
        raise Refusal("That is past, or too soon to have tried it. Give a day to come.")
    if by_at > now + FARTHEST:
        raise Refusal("That is more than two years ahead. Give a nearer day.")
    return by_at
