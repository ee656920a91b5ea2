"""Where sessions stand in Discord: the channel of a card, of its thread, of a topic's notices."""

import discord

from bot.client import Guildhall
from bot.outbox import GiveUp
from community.sessions import Plan, Session
from storage import sessions, topics

Home = discord.TextChannel | discord.Thread | discord.ForumChannel


async def channel_of(bot: Guildhall, id_: int | None) -> Home | None:
    """Give a channel that a session may stand in, or None if it is gone."""
    if id_ is None:
        return None
    try:
        channel = bot.get_channel(id_) or await bot.fetch_channel(id_)
    except discord.NotFound:
        return None
    return channel if isinstance(channel, Home) else None


async def home_of(bot: Guildhall, session: Session) -> Home:
    """Give where the cards of a session's topic go; raises `GiveUp` if it is gone."""
    return await home_for(bot, session.plan)


async def home_for(bot: Guildhall, plan: Plan) -> Home:
    """Give where the card of what is planned, or asked about, goes; raises `GiveUp` if it is gone."""
    channel = await channel_of(bot, plan.topic_id)
    if isinstance(channel, discord.ForumChannel):
        return channel
    async with bot.database.read() as tx:
        topic = await topics.find(tx, plan.topic_id)
    notices = await channel_of(bot, topic.notices_id) if topic and topic.notices_id else None
    home = notices or channel
    if plan.chatham_house and isinstance(home, discord.Thread):
        home = channel  # there it has a thread of its own: of this one, all would be lost
    if home is not None:
        return home
    raise GiveUp("the topic's channel is gone")


async def place_to_tell(bot: Guildhall, session: Session) -> discord.TextChannel | discord.Thread:
    """Give where those who come to a session are told of it: its thread, else the newest of its series, else its home.

    Raises `GiveUp` if there is none.
    """
    threads = [session.thread_id or session.channel_id]
    if session.part is not None:
        async with bot.database.read() as tx:
            others = await sessions.of_series(tx, session.part.series_id)
        threads += [other.thread_id or other.channel_id for other in reversed(others)]
    for id_ in dict.fromkeys(threads):
        place = await channel_of(bot, id_)
        if place is not None and not isinstance(place, discord.ForumChannel):
            return place
    home = await home_of(bot, session)
    if isinstance(home, discord.ForumChannel):
        raise GiveUp("there is no place to tell it in")
    return home
