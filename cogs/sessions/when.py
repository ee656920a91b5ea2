"""In which zone a time is read, how it is said in several, and what is to be known of it before it is settled."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from discord.utils import format_dt

from bot.reply import plain
from cogs.sessions.card import link_to
from community.holidays import holiday_on
from community.sessions import Plan, Repeats, Session, placed
from community.settings import CommunitySettings
from community.times import Typed
from storage import sessions
from storage.database import Reading
from storage.profiles import zone_of

_LONGEST = timedelta(days=1)
_LOOKED_AT = 8
"""Dates of a series that are looked at for what overlaps them and for bank holidays."""
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class ReadIn:
    """The zone in which a member's times are read: their own, if they said which, else the community's."""

    zone: ZoneInfo
    is_own: bool

    def said(self, typed: Typed) -> str:
        """Say by which clock a time was read; nothing of one for which it does not matter."""
        if typed.by is not None:
            return f"Read in {typed.by}, as you wrote." if typed.by else ""
        if self.is_own:
            return f"Read in {self.zone.key}, your own time zone."
        return f"Read in {self.zone.key}, the community's time zone; `/profile edit` keeps one of your own."


async def read_in(tx: Reading, settings: CommunitySettings, community_id: int, member_id: int) -> ReadIn:
    """Give the zone in which a member's times are read."""
    own = await zone_of(tx, community_id, member_id)
    return ReadIn(own or settings.zone, is_own=own is not None)


def kept_in(typed: Typed, zone: ZoneInfo) -> tuple[ZoneInfo, datetime]:
    """Give the zone that a session keeps to, and its wall time there: the zone that the text named, if it did."""
    zone = typed.named or zone
    return zone, typed.moment.astimezone(zone).replace(tzinfo=None) if typed.named else typed.local


def said_in(moment: datetime, *zones: ZoneInfo) -> str:
    """Say a moment by the clocks of these zones, where they differ; nothing where they agree."""
    told: dict[str, str] = {}
    for zone in zones:
        local = moment.astimezone(zone)
        told.setdefault(f"{local:%a} {local.day} {local:%b %H:%M}", zone.key)
    return ", ".join(f"{clock} in {zone}" for clock, zone in told.items()) if len(told) > 1 else ""


async def warned(
    tx: Reading, settings: CommunitySettings, community_id: int, plan: Plan, but: int = 0, rule: Repeats | None = None
) -> list[str]:
    """Say what speaks against a time: a bank holiday of the community's, or another session of the topic.

    `but` is the session that is itself changed. Of a series the first dates are looked at.
    """
    zone = ZoneInfo(plan.zone)
    moments = [plan.starts_at]
    if rule is not None:
        moments = [placed(at, zone).starts_at for at in islice(rule.dates(plan.local_start), _LOOKED_AT)]
    days = dict.fromkeys(moment.astimezone(settings.zone).date() for moment in moments)
    region = settings["holidays"] or ""
    # Bank holidays are read from files, the first time.
    names = await asyncio.to_thread(lambda: {day: holiday_on(region, day) for day in days})
    told = [f"{day:%a} {day.day} {day:%b} is a bank holiday: {name}." for day, name in names.items() if name]
    told += [_overlap(other) for other in await _clashing(tx, community_id, plan, moments) if other.id != but]
    return told[:_SHOWN] + ([f"And {len(told) - _SHOWN} more such dates."] if len(told) > _SHOWN else [])


async def _clashing(tx: Reading, community_id: int, plan: Plan, moments: Iterable[datetime]) -> list[Session]:
    found: dict[int, Session] = {}
    for moment in moments:
        until = moment + timedelta(minutes=plan.minutes)
        near = await sessions.coming(tx, community_id, [plan.seen_in], moment - _LONGEST, until)
        found |= {one.id: one for one in near if one.plan.topic_id == plan.topic_id and one.ends_at > moment}
    return list(found.values())


def _overlap(other: Session) -> str:
    title = plain(other.plan.title, 100)
    named = f"[{title}]({link_to(other)})" if other.message_id else title
    return f"It overlaps another session of this topic: {named}, {format_dt(other.plan.starts_at, 'F')}."
