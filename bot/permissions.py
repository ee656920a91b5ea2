"""What Guildhall needs to be allowed in a channel, and why."""

import discord

from community.errors import Refusal
from community.topics import listed

IN_TOPICS = {
    "view_channel": "View Channel",
    "read_message_history": "Read Message History",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_public_threads": "Create Public Threads",
    "embed_links": "Embed Links",
    "manage_threads": "Manage Threads",
}
"""Permissions needed in every topic: to read back, to post notices, cards and entries, and to reach old threads."""

TO_POST = {name: IN_TOPICS[name] for name in ("view_channel", "send_messages", "embed_links")}
"""Permissions needed in a channel where only notices, summaries or a proposal's card are posted."""

TO_POST_IN_THREAD = {name: IN_TOPICS[name] for name in ("view_channel", "send_messages_in_threads", "embed_links")}
"""The same in a thread."""

FOR_COFFEE = {
    "view_channel": "View Channel",
    "read_message_history": "Read Message History",
    "send_messages_in_threads": "Send Messages in Threads",
    "create_private_threads": "Create Private Threads",
}
"""Permissions needed in the channel where coffee's private threads are made."""

IN_SERVER = {**IN_TOPICS, **FOR_COFFEE, "create_events": "Create Events"}
"""Permissions asked for when Guildhall is invited."""

Place = discord.abc.GuildChannel | discord.Thread


def lacking(channel: Place, needed: dict[str, str]) -> list[str]:
    """Name the permissions of `needed` that Guildhall lacks in a channel, in Discord's own words."""
    has = channel.permissions_for(channel.guild.me)
    forum = isinstance(channel, discord.ForumChannel)
    return [
        "Create Posts" if forum and name == "send_messages" else label
        for name, label in needed.items()
        if not getattr(has, name) and not (forum and name == "create_public_threads")
    ]


def require_to_post_here(interaction: discord.Interaction) -> int:
    """Give the id of the place an interaction came from; refuses, naming what is missing, if nothing can be posted."""
    place, has = interaction.channel, interaction.app_permissions
    if not isinstance(place, discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread):
        raise Refusal("Nothing can be posted here. Use this in a text channel or a thread of a server.")
    needed = TO_POST_IN_THREAD if isinstance(place, discord.Thread) else TO_POST
    if missing := [label for name, label in needed.items() if not getattr(has, name)]:
        raise Refusal(
            f"Here I lack {listed(missing)}: allow my role that in the channel's permissions, then try again."
        )
    return place.id


def require(channel: Place, needed: dict[str, str]) -> None:
    """Refuse, naming what is missing, unless Guildhall may do all that is needed in a channel."""
    if missing := lacking(channel, needed):
        raise Refusal(
            f"In {channel.mention} I lack {listed(missing)}: "
            "allow my role that in the channel's permissions, then try again."
        )
