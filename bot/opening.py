"""Making a channel a topic: asked by `/topic open`, by a proposal's **Open it**, and by the setup."""

import logging
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.client import Guildhall
from bot.notices import begin_post, channel_with, notices_of
from bot.outbox import GiveUp
from bot.permissions import IN_TOPICS, require
from bot.reply import plain
from bot.sending import send_once
from community.errors import Refusal
from community.topics import storage_notice
from storage import coffee, communities, proposals, topics
from storage.database import Writing
from storage.outbox import Claimed, Due, put_due
from storage.topics import Topic

log = logging.getLogger(__name__)

NOTICE = "topic-notice"
PROPOSAL_CHANGED = proposals.CHANGED
"""The kind of due row that brings a proposal's card up to date."""

TopicChannel = discord.TextChannel | discord.ForumChannel


@dataclass(frozen=True, slots=True)
class Opening:
    """The wish to make a channel a topic. `key` is unique to the wish: an interaction's id, with the channel's."""

    key: str
    channel_id: int
    purpose: str
    by: int
    at: datetime
    stewards: tuple[int, ...] = ()
    proposal_id: int | None = None


async def topic_channel(bot: Guildhall, guild: discord.Guild, channel_id: int) -> TopicChannel:
    """Give a text or forum channel that Guildhall may look after; refuses with what is missing."""
    channel = guild.get_channel(channel_id) or await channel_with(bot, channel_id)
    if channel is None:
        raise Refusal("That channel is gone.")
    if not isinstance(channel, TopicChannel):
        raise Refusal("Only a text channel or a forum can be a topic.")
    require(channel, IN_TOPICS)
    return channel


async def open_in(tx: Writing, channel_name: str, community_id: int, wish: Opening, *, forum: bool) -> str:
    """Open a topic in a transaction and write down its public notice; gives opened, reopened or changed."""
    of_coffee = (await communities.settings_of(tx, community_id))["coffee_channel"] == wish.channel_id
    if of_coffee or await coffee.has_threads_in(tx, wish.channel_id):
        raise Refusal(
            "Coffee's private threads are made in that channel, and what is said in them is not to be kept: it can't "
            "be a topic."
        )
    notices = None if forum else wish.channel_id
    topic = Topic(wish.channel_id, community_id, channel_name, wish.purpose, "open", wish.at, notices)
    outcome = await topics.open_topic(tx, topic, opened_by=wish.by, stewards=wish.stewards)
    if outcome != "changed":
        due = Due(NOTICE, f"{NOTICE}:{wish.key}", wish.at, {"topic_id": wish.channel_id})
        await put_due(tx, community_id, due)
    if wish.proposal_id is not None:
        await proposals.mark(tx, wish.proposal_id, "done", wish.channel_id)
        payload = {"proposal_id": wish.proposal_id}
        await put_due(tx, community_id, Due(PROPOSAL_CHANGED, f"{PROPOSAL_CHANGED}:{wish.key}", wish.at, payload))
    return outcome


async def open_channel(bot: Guildhall, channel: TopicChannel, wish: Opening) -> str:
    """Make a channel a topic and let its past be read; gives opened, reopened or changed."""
    forum = isinstance(channel, discord.ForumChannel)
    name, community_id = channel.name, channel.guild.id

    async def work(tx: Writing) -> str:
        await communities.remember(tx, community_id, channel.guild.name, owner_id=channel.guild.owner_id)
        return await open_in(tx, name, community_id, wish, forum=forum)

    outcome = await bot.database.write(f"open:{wish.key}", work)
    await bot.topics_changed()
    return outcome


class Notice:
    """Posts the public notice of what a topic keeps, once for each opening."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    async def __call__(self, row: Claimed) -> int | None:
        """Post it where the topic's notices go, and remember which message it is."""
        topic_id = row.payload["topic_id"]
        async with self.bot.database.read() as tx:
            topic = await topics.find(tx, topic_id)
            keep_days = (await communities.settings_of(tx, row.community_id))["keep_days"]
            stewards, _ = await topics.present_stewards(tx, topic) if topic else ([], 0)
        if topic is None or topic.status != "open":
            raise GiveUp("the topic is not open any more")
        place = await notices_of(self.bot, topic)
        channel = place.parent if isinstance(place, discord.Thread) else place
        if channel is None:
            raise GiveUp("the topic's channel is gone")
        everyone = channel.permissions_for(channel.guild.default_role)
        embed = notice(topic, stewards, private=not everyone.view_channel, keep_days=keep_days)
        if isinstance(place, discord.ForumChannel):
            message = await begin_post(self.bot, place, embed)
        else:
            message = await send_once(place, row, embed=embed)
        await self.bot.database.write(None, lambda tx: topics.note_notice(tx, topic_id, message.id))
        return message.id


def notice(topic: Topic, stewards: list[int], *, private: bool, keep_days: int) -> discord.Embed:
    """Make the public notice of a topic."""
    parts = [storage_notice(private=private, keep_days=keep_days)]
    if topic.purpose:
        parts.insert(0, f"**Purpose.** {plain(topic.purpose, 1000)}")
    if stewards:
        parts.append("**Stewards.** " + ", ".join(f"<@{id_}>" for id_ in stewards[:20]))
    parts.append("`/topic show` tells more, `/topic rules` has the ground rules.")
    embed = discord.Embed(title="This channel is a topic now", description="\n".join(parts), colour=0x2F6F4F)
    embed.set_footer(text="Guildhall")
    return embed
