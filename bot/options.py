"""Who is asking, and which topic they mean: what every command with a topic option begins with.

Use::

    async with bot.database.read() as tx:
        who = await Asking.of(tx, bot, interaction)
        topic = await find_topic(tx, bot, interaction, text)

and `@app_commands.autocomplete(topic=topic_choices)` on the command.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.reply import clip
from community.errors import NotFound, Refusal
from community.topics import CLOSED, NOT_HERE, UNKNOWN, suggested, which_topic
from storage import access, topics
from storage.database import Reading
from storage.topics import Topic

if TYPE_CHECKING:
    from bot.client import Guildhall


@dataclass(frozen=True, slots=True)
class Asking:
    """The person who asks, when, and the ids of the places they can read now (`seen_in` of every row)."""

    community_id: int
    member_id: int
    now: datetime
    sees: frozenset[int]

    @classmethod
    async def of(cls, tx: Reading, bot: "Guildhall", interaction: discord.Interaction) -> "Asking":
        """Give who asks by an interaction; raises `Refusal` outside a server."""
        if interaction.guild_id is None:
            raise Refusal("Use this command in a server.")
        return await cls.about(tx, bot, interaction, interaction.guild_id)

    @classmethod
    async def about(
        cls, tx: Reading, bot: "Guildhall", interaction: discord.Interaction, community_id: int
    ) -> "Asking":
        """Give who asks what is theirs in a community, which they may have left: `sees` is nothing then.

        For what is the person's own alone: they may ask from a direct message, too.
        """
        now, member_id = bot.clock.now(), interaction.user.id
        sees = await access.seen_by_member(tx, community_id, member_id, now)
        return cls(community_id, member_id, now, sees)


def channel_here(interaction: discord.Interaction) -> int | None:
    """Give the id of the channel an interaction came from: a thread's parent where it came from a thread."""
    channel = interaction.channel
    return channel.parent_id if isinstance(channel, discord.Thread) else interaction.channel_id


async def find_topic(
    tx: Reading,
    bot: "Guildhall",
    interaction: discord.Interaction,
    text: str | None,
    *,
    closed_too: bool = False,
) -> Topic:
    """Give the topic that the person means, of those they can see; with no text, the topic they are standing in.

    Raises `NotFound` for one that is not there (or that they can't see: the two look alike), `Refusal` for a closed one
    unless `closed_too`.
    """
    who = await Asking.of(tx, bot, interaction)
    known = {topic.id: topic for topic in await topics.seen(tx, who.community_id, who.sees)}
    if text is None or not text.strip():
        topic = known.get(channel_here(interaction) or 0)
        if topic is None:
            raise NotFound(NOT_HERE)
    else:
        topic = known[_which(text, known)]
    if topic.status != "open" and not closed_too:
        raise Refusal(CLOSED)
    return topic


def _which(text: str, known: dict[int, Topic]) -> int:
    """Look among the open topics first: a closed one may bear the same name."""
    try:
        return which_topic(text, {id_: topic.name for id_, topic in known.items() if topic.status == "open"})
    except NotFound:
        return which_topic(text, {id_: topic.name for id_, topic in known.items()})


async def topic_choices(interaction: discord.Interaction["Guildhall"], current: str) -> list[app_commands.Choice[str]]:
    """Suggest open topics that the person can see, for a topic option; the value is the topic's id."""
    return await _choices(interaction, current, closed_too=False)


async def every_topic_choices(
    interaction: discord.Interaction["Guildhall"], current: str
) -> list[app_commands.Choice[str]]:
    """Suggest topics that the person can see, closed ones too."""
    return await _choices(interaction, current, closed_too=True)


async def _choices(
    interaction: discord.Interaction["Guildhall"], current: str, *, closed_too: bool
) -> list[app_commands.Choice[str]]:
    bot = interaction.client
    async with bot.database.read() as tx:
        who = await Asking.of(tx, bot, interaction)
        found = await topics.seen(tx, who.community_id, who.sees)
    known = {topic.id: topic for topic in found if closed_too or topic.status == "open"}
    ids = suggested(current, {id_: topic.name for id_, topic in known.items()}, here=channel_here(interaction))
    return [app_commands.Choice(name=_label(known[id_]), value=str(id_)) for id_ in ids]


def _label(topic: Topic) -> str:
    return clip(f"#{topic.name}", 100 if topic.status == "open" else 91) + (
        "" if topic.status == "open" else " (closed)"
    )


__all__ = [
    "UNKNOWN",
    "Asking",
    "channel_here",
    "every_topic_choices",
    "find_topic",
    "topic_choices",
]
