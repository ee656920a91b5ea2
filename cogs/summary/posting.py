"""What the outbox does for summaries: posts them once a week, corrects them, and takes down what was replaced."""

import asyncio
import contextlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import discord

from archive import summary as archive
from bot.client import Guildhall
from bot.notices import channel_with, notices_of
from bot.outbox import GiveUp
from bot.sending import send_once, unarchived
from cogs.summary.shown import shown
from community.summary import Summary, Week, days_said, latest_due
from storage import communities, posts, summaries, topics
from storage.database import Reading, Writing
from storage.outbox import Claimed, Due, mark_sent, put_due, sent_for_others
from storage.posts import Post, PostKind
from storage.summaries import REFRESH, REMOVE, Scheduled, Sent
from storage.topics import Topic

SUMMARY = "summary"
_A_MOMENT = 10
"""Seconds that a wake-up waits for what is being read back, where a summary is due."""
_PATIENCE = timedelta(minutes=10)
WEEKS_BACK = 4
"""Weeks that are looked back on after a long absence: those that came too late are reported missed."""

Messageable = discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread


@dataclass(frozen=True, slots=True)
class Home:
    """Where a summary goes, and the topic it is of, if it is a topic's own."""

    channel: Messageable
    topic: Topic | None


async def home_of(bot: Guildhall, community_id: int, scope_id: int) -> Home:
    """Give where a summary goes: the community's channel for summaries, or the topic's place for notices.

    Raises `GiveUp` if there is no such place, or it is gone.
    """
    async with bot.database.read() as tx:
        settings = await communities.settings_of(tx, community_id)
        topic = await topics.find(tx, scope_id) if scope_id != community_id else None
    if scope_id != community_id and (topic is None or topic.status != "open"):
        raise GiveUp("the topic is closed or gone")
    found = await notices_of(bot, topic) if topic else await channel_with(bot, settings["summary_channel"])
    if not isinstance(found, Messageable):
        raise GiveUp("the channel for summaries is not set, or gone; /summary settings sets it")
    return Home(found, topic)


class Posting:
    """Acts on the due rows of summaries, and makes those that time makes."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot
        self._made: set[str] = set()
        self._behind_since: datetime | None = None

    def register(self) -> None:
        """Take the kinds of due rows that summaries make."""
        self.bot.outbox.register(SUMMARY, self.post, missed=self.tell_missed)
        self.bot.outbox.register(REFRESH, self.refresh, takes_back=True)
        self.bot.outbox.register(REMOVE, self.remove, takes_back=True)
        self.bot.outbox.each_wake(self.make)

    async def make(self) -> None:
        """Put into the outbox every summary that has fallen due, each week's once.

        What was said while we were away is read back first, so that a late summary tells of it too.
        """
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            scheduled, behind = await summaries.known(tx, await summaries.wanted(tx, now))
        due = [(one, made) for one in scheduled for made in self._due(one) if made.dedupe_key not in self._made]
        if due and not await self._has_read_back():
            due = []
        if not due and not behind:
            return

        async def work(tx: Writing) -> None:
            if behind:
                await summaries.remember(tx, scheduled)
            for one, made in due:
                await put_due(tx, one.community_id, made)

        await self.bot.database.write(None, work)
        self._made.update(made.dedupe_key for _, made in due)

    async def _has_read_back(self) -> bool:
        """Say whether what was missed is read back; after ten minutes we go on without it."""
        now = self.bot.clock.now()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_A_MOMENT):
                await self.bot.ingest.caught_up()
                self._behind_since = None
                return True
        self._behind_since = self._behind_since or now
        return now - self._behind_since > _PATIENCE

    def _due(self, one: Scheduled) -> list[Due]:
        day, at, zone = one.settings["summary_day"], one.settings["summary_time"], one.settings.zone
        last = latest_due(self.bot.clock.now(), zone, day, at)
        found = []
        for week in (last.later(-back) for back in range(WEEKS_BACK)):
            if week.bounds(zone)[1] <= one.since:
                break
            due_at = max(week.due(zone, day, at), one.timed_at)
            key = f"{SUMMARY}:{one.community_id}:{one.scope_id}:{week}"
            payload = {"scope_id": one.scope_id, "week": str(week)}
            found.append(Due(SUMMARY, key, due_at, payload, due_at + archive.USEFUL))
        return found

    async def post(self, row: Claimed) -> int | None:
        """Post a week's summary where it goes, unless it is there already or the week held nothing."""
        week, scope_id = Week.parse(row.payload["week"]), row.payload["scope_id"]
        async with self.bot.database.read() as tx:
            before = await summaries.find_posted(tx, row.community_id, scope_id, week)
        if before is not None and not before.so_far and not row.payload.get("replace"):
            return before.message_id
        home = await home_of(self.bot, row.community_id, scope_id)
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            summary = await self._contents(tx, row.community_id, week, home)
            others = await sent_for_others(tx, row)
        if summary.is_empty:
            return None
        so_far = now < summary.end
        name = home.topic.name if home.topic else None
        message = await send_once(home.channel, row, others=others, embed=shown(summary, name, so_far=so_far))
        sent = Sent(scope_id, home.channel.id, message.id, now, so_far)

        async def note(tx: Writing) -> None:
            await summaries.note_posted(tx, summary, sent)
            await self._note_places(
                tx, summary, sent.channel_id, sent.message_id, home.topic.id if home.topic else None
            )
            await mark_sent(tx, row, now, message.id)

        await self.bot.database.write(None, note)
        return message.id

    async def _note_places(
        self, tx: Writing, summary: Summary, channel_id: int, message_id: int, topic_id: int | None
    ) -> None:
        """Remember which places a summary that stands was made from."""
        post = Post(summary.community_id, channel_id, message_id, PostKind.SUMMARY)
        told_of = await summaries.places_told_of(tx, summary, topic_id)
        await posts.note(tx, post, told_of, self.bot.clock.now())

    async def _contents(self, tx: Reading, community_id: int, week: Week, home: Home) -> Summary:
        topic_id = home.topic.id if home.topic else None
        now = self.bot.clock.now()
        return await archive.for_channel(tx, community_id, week, home.channel.id, now, topic_id=topic_id)

    async def refresh(self, row: Claimed) -> int | None:
        """Correct a posted summary: what is gone leaves it, what was changed is shown as it is now."""
        summary_id = row.payload["summary_id"]

        async def begin(tx: Writing) -> None:
            await summaries.begin_refresh(tx, summary_id)

        await self.bot.database.write(None, begin)
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            posted = await summaries.posted_by_id(tx, summary_id)
            if posted is None:
                return None
            topic = await topics.find(tx, posted.topic_id) if posted.topic_id else None
            summary = await archive.for_channel(
                tx,
                posted.community_id,
                posted.week,
                posted.channel_id,
                now,
                topic_id=posted.topic_id,
                posted=await summaries.items_of(tx, posted.id),
            )
        channel = await channel_with(self.bot, posted.channel_id)
        if not isinstance(channel, Messageable):
            raise GiveUp("the channel of the summary is gone")
        embed = shown(summary, topic.name if topic else None, so_far=posted.so_far)
        async with unarchived(channel):
            await channel.get_partial_message(posted.message_id).edit(embed=embed)
        at, topic_id = (posted.channel_id, posted.message_id), posted.topic_id
        await self.bot.database.write(None, lambda tx: self._note_places(tx, summary, *at, topic_id))
        return posted.message_id

    async def remove(self, row: Claimed) -> int | None:
        """Take down a summary that another has taken the place of."""
        channel = await channel_with(self.bot, row.payload["channel_id"])
        if isinstance(channel, Messageable):
            async with unarchived(channel):
                with suppress(discord.NotFound):  # by an attempt whose answer was lost, or by a steward
                    await channel.get_partial_message(row.payload["message_id"]).delete()
        await self.bot.database.write(None, partial(posts.forget, message_id=row.payload["message_id"]))
        return None

    async def tell_missed(self, row: Claimed) -> int | None:
        """Say where notices go that a summary came too late to be posted; not of a week that held nothing."""
        week, scope_id = Week.parse(row.payload["week"]), row.payload["scope_id"]
        home = await home_of(self.bot, row.community_id, scope_id)
        async with self.bot.database.read() as tx:
            settings = await communities.settings_of(tx, row.community_id)
            posted = await summaries.find_posted(tx, row.community_id, scope_id, week)
            summary = await self._contents(tx, row.community_id, week, home)
        place = home.channel if home.topic else await channel_with(self.bot, settings["notices_channel"])
        if posted is not None or summary.is_empty or not isinstance(place, Messageable):
            return None
        days = archive.USEFUL // timedelta(days=1)
        told = (
            f"The summary of {days_said(week)} was not posted: I was away for more than {days} days after it was due. "
            "A steward can still post last week's with `/summary post`."
        )
        return (await send_once(place, row, content=told)).id
