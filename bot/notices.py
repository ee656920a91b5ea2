"""Where a topic's notices go: the channel itself, or in a forum, which has no messages of its own, a pinned post."""

import contextlib
import logging

import discord

from bot.client import Guildhall
from bot.outbox import GiveUp
from storage import topics
from storage.database import Writing
from storage.topics import Topic

log = logging.getLogger(__name__)

POST_NAME = "About this topic"
_PINNED_FULL = 30047

Notices = discord.TextChannel | discord.Thread


async def channel_with(bot: Guildhall, id_: int | None) -> discord.abc.GuildChannel | discord.Thread | None:
    """Give the channel or thread with an id, archived threads too; None if it is gone."""
    if id_ is None:
        return None
    try:
        found = bot.get_channel(id_) or await bot.fetch_channel(id_)
    except discord.NotFound:
        return None
    return found if isinstance(found, discord.abc.GuildChannel | discord.Thread) else None


async def notices_of(bot: Guildhall, topic: Topic) -> Notices | discord.ForumChannel:
    """Give the place where a topic's notices go; the forum itself as long as its post is not made.

    Raises `GiveUp` if the topic's channel is gone.
    """
    place = await channel_with(bot, topic.notices_id)
    if isinstance(place, Notices):
        return place
    channel = await channel_with(bot, topic.id)
    if isinstance(channel, discord.TextChannel | discord.ForumChannel):
        return channel
    raise GiveUp("the topic's channel is gone")


async def begin_post(bot: Guildhall, forum: discord.ForumChannel, embed: discord.Embed) -> discord.Message:
    """Make the forum post where a topic's notices go, pin it, and remember it; an earlier attempt's is taken up."""
    # A post takes no nonce: Discord is asked, for what was made by an attempt that failed may not have been told us.
    posts = [thread for thread in await forum.guild.active_threads() if thread.parent_id == forum.id]
    thread = next((t for t in posts if t.owner_id == forum.guild.me.id and t.name == POST_NAME), None)
    if thread is not None:
        message = await thread.fetch_message(thread.id)
    else:
        tags = forum.available_tags[:1] if forum.flags.require_tag else []
        thread, message = await forum.create_thread(
            name=POST_NAME, embed=embed, applied_tags=tags, allowed_mentions=discord.AllowedMentions.none()
        )
    place_id = thread.id

    async def note(tx: Writing) -> None:
        await topics.place_notices(tx, forum.id, place_id)

    await bot.database.write(None, note)
    with contextlib.suppress(discord.Forbidden):
        await _pin(thread)
    return message


async def _pin(thread: discord.Thread) -> None:
    try:
        await thread.edit(pinned=True)
    except discord.HTTPException as error:
        if error.code != _PINNED_FULL:
            raise
        log.info("the forum has another pinned post already", extra={"channel": thread.parent_id})
