"""Rounds as time makes them: planned, told of a week before, made once, and reported where they came too late."""

import logging
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import discord

from bot.client import Guildhall
from bot.notices import channel_with
from bot.outbox import GiveUp, TryLater
from bot.pairing import pair_apart
from bot.permissions import FOR_COFFEE, lacking
from bot.sending import send_once
from cogs.coffee.buttons import skip_view
from cogs.coffee.wording import ALONE, NO_CHANNEL, TOO_LATE, missed, notice
from community.coffee import (
    OPENERS,
    Group,
    Present,
    Round,
    is_to_be_moved,
    is_wanted,
    next_round,
    suggested_times,
    timing_of,
)
from community.pairing import Group as Members
from community.pairing import Guest
from community.settings import CommunitySettings
from storage import coffee, communities, profiles, topics
from storage.database import Reading, Writing
from storage.outbox import Claimed

log = logging.getLogger(__name__)

_A_MINUTE = 10
"""Threads that are begun in a minute: others, such as reminders, are to be sent in between."""
_CLEANED = timedelta(hours=12)


def coffee_channel(bot: Guildhall, settings: CommunitySettings) -> discord.TextChannel | None:
    """Give the channel in which private threads are made; None where coffee is off, or the channel is gone."""
    channel = bot.get_channel(settings["coffee_channel"] or 0)
    return channel if isinstance(channel, discord.TextChannel) else None


async def plan_in(tx: Writing, bot: Guildhall, community_id: int) -> None:
    """Plan a community's next round, if there is to be one and there is none, in the transaction that changed that."""
    for one in await coffee.present(tx, community_id):
        await _plan(tx, one, await communities.settings_of(tx, community_id), bot.clock.now())


async def _plan(tx: Writing, one: Present, settings: CommunitySettings, now: datetime) -> None:
    planned = one.planned
    if planned is not None and (not is_wanted(settings, one) or is_to_be_moved(planned, settings, now)):
        await coffee.call_off(tx, planned)
        planned = None
    if planned is None and is_wanted(settings, one):
        due_at = next_round(settings, now, one.last_at)
        await coffee.plan_round(tx, one.community_id, due_at, timing_of(settings))


class Rounds:
    """Acts on the due rows of rounds, and plans those that time makes."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot
        self._cleaned_at: datetime | None = None

    def register(self) -> None:
        """Take the kinds of due rows that rounds make."""
        self.bot.outbox.register(coffee.NOTICE, self.tell_all)
        self.bot.outbox.register(coffee.NOTICE_TO, self.tell)
        self.bot.outbox.register(coffee.PAIR, self.make, missed=self.tell_missed)
        self.bot.outbox.each_wake(self.plan)

    async def plan(self) -> None:
        """Plan the round that comes next wherever there is to be one, and forget what is a year old."""
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            there = [(one, await communities.settings_of(tx, one.community_id)) for one in await coffee.present(tx)]
        behind = {one.community_id for one, settings in there if _is_behind(one, settings, now)}

        async def work(tx: Writing) -> None:
            for community_id in sorted(behind):
                await plan_in(tx, self.bot, community_id)

        if behind:
            await self.bot.database.write(None, work)
        if self._cleaned_at is None or abs(now - self._cleaned_at) > _CLEANED:
            await self.bot.database.write(None, lambda tx: coffee.forget_old(tx, now))
            self._cleaned_at = now

    async def tell_all(self, row: Claimed) -> None:
        """Have everybody who takes part told, each by a row of their own."""
        now = self.bot.clock.now()

        async def work(tx: Writing) -> None:
            one = await coffee.find_round(tx, row.payload["round"])
            if one is not None and one.status == "planned":
                await coffee.tell_all(tx, one, now)

        await self.bot.database.write(None, work)

    async def tell(self, row: Claimed) -> int | None:
        """Write to one who takes part, with **Skip this round**; whoever takes no messages is left alone."""
        member_id = row.payload["member"]
        async with self.bot.database.read() as tx:
            one = await coffee.find_round(tx, row.payload["round"])
            if one is None:
                return None
            mine = await coffee.mine(tx, one.community_id, member_id)
            community = await communities.find(tx, one.community_id)
        alone = bool(row.payload.get("alone"))
        if not mine.is_in or mine.skips == one.id or (one.status != "planned" and not alone):
            return None
        text = ALONE if alone else notice(one, community.name if community else "", skips=False)
        try:
            user = self.bot.get_user(member_id) or await self.bot.fetch_user(member_id)
            shown: dict[str, Any] = {} if alone else {"view": skip_view(one, skips=False)}
            message = await send_once(user, row, content=text, **shown)
        except (discord.Forbidden, discord.NotFound):
            log.info("a member takes no direct messages; coffee goes on", extra={"round": one.id})
            return None
        return message.id

    async def make(self, row: Claimed) -> int | None:
        """Put together those who take part, once: the groups are written in one transaction, and stay."""
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            one = await coffee.find_round(tx, row.payload["round"])
        if one is not None and one.status == "missed":
            return await self._report(row, one, NO_CHANNEL)  # an attempt was cut short before it said so
        if one is None or one.status != "planned":
            return None
        async with self.bot.database.read() as tx:
            settings = await communities.settings_of(tx, one.community_id)
            channel = await self._channel(tx, one, settings)
            guests = await self._guests(tx, one, channel)
            met = await coffee.met_before(tx, one.community_id, now)
        if channel is None:
            await self._report(row, one, NO_CHANNEL)
            raise GiveUp("the channel of coffee is not set, gone, a topic, or closed to me")
        made = await pair_apart(guests, met, f"{one.id}:{one.seed}")
        async with self.bot.database.read() as tx:
            zones = await profiles.zones_of(tx, one.community_id, [guest.id for guest in guests])
        groups = _groups(one, made, zones, settings.zone, now)
        due = [now + timedelta(minutes=at // _A_MINUTE) for at in range(len(groups))]

        async def write(tx: Writing) -> bool:
            if await self._guests(tx, one, channel) != guests:
                return False  # somebody came, left or skipped meanwhile
            if await coffee.write_groups(tx, one, groups, due, again=row.may_be_sent) and len(guests) == 1:
                await coffee.tell_alone(tx, one, guests[0].id, now)
            await plan_in(tx, self.bot, one.community_id)
            return True

        if not await self.bot.database.write(None, write):
            raise TryLater("who takes part has changed meanwhile")
        return None

    async def tell_missed(self, row: Claimed) -> int | None:
        """Plan the next round, and say where notices go that this one was not made."""
        async with self.bot.database.read() as tx:
            one = await coffee.find_round(tx, row.payload["round"])
        if one is None or one.status not in {"planned", "missed"}:
            return None
        return await self._report(row, one, TOO_LATE)

    async def _report(self, row: Claimed, one: Round, why: str) -> int | None:
        """Mark a round missed, plan the next, and say so where notices go."""

        async def work(tx: Writing) -> None:
            await coffee.mark_missed(tx, one.id)
            await plan_in(tx, self.bot, one.community_id)

        await self.bot.database.write(None, work)
        async with self.bot.database.read() as tx:
            settings = await communities.settings_of(tx, one.community_id)
        place = await channel_with(self.bot, settings["notices_channel"])
        if not isinstance(place, discord.TextChannel):
            return None
        return (await send_once(place, row, content=missed(one, why))).id

    async def _channel(self, tx: Reading, one: Round, settings: CommunitySettings) -> discord.TextChannel | None:
        guild = self.bot.get_guild(one.community_id)
        if guild is None or guild.unavailable:
            raise TryLater("the community is not there just now")
        channel = coffee_channel(self.bot, settings)
        if channel is None or channel.guild.id != one.community_id or lacking(channel, FOR_COFFEE):
            return None
        topic = await topics.find(tx, channel.id)
        return None if topic is not None and topic.status == "open" else channel

    async def _guests(self, tx: Reading, one: Round, channel: discord.TextChannel | None) -> list[Guest]:
        """Give those who take part in a round: members who do not skip it, and see where its threads are made."""
        if channel is None:
            return []
        ids = await coffee.guests(tx, one.community_id, but_skipping=one.id)
        here = [member for id_ in sorted(ids) if (member := channel.guild.get_member(id_)) is not None]
        able = [member.id for member in here if channel.permissions_for(member).view_channel]
        told = await profiles.where_from(tx, one.community_id, able)
        return [
            Guest(id_, told[id_].organisation_id, told[id_].sector_id) if id_ in told else Guest(id_) for id_ in able
        ]


def _is_behind(one: Present, settings: CommunitySettings, now: datetime) -> bool:
    wanted, planned = is_wanted(settings, one), one.planned
    return wanted != (planned is not None) or (planned is not None and is_to_be_moved(planned, settings, now))


def _groups(one: Round, made: list[Members], zones: dict[int, ZoneInfo], home: ZoneInfo, now: datetime) -> list[Group]:
    chance = Random(one.seed)  # noqa: S311 - which question a group begins with is no secret
    return [
        Group(
            one.id,
            number,
            chance.randrange(len(OPENERS)),
            suggested_times({zones.get(id_, home) for id_ in members}, now),
            frozenset(members),
        )
        for number, members in enumerate(made, 1)
    ]
