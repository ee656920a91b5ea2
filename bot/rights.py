"""What the person who asks may do, checked when a command runs: Discord drops what a subcommand declares."""

import discord

from bot.options import Asking
from community.errors import NotAllowed
from community.knowhow import Entry, Standing
from storage import knowhow, topics
from storage.database import Reading
from storage.topics import Topic


def manages_community(interaction: discord.Interaction) -> bool:
    """Say whether the person has Manage Server."""
    return interaction.permissions.manage_guild or interaction.permissions.administrator


def manages_channel(interaction: discord.Interaction, channel_id: int) -> bool:
    """Say whether the person has Manage Channels in a channel of this server; no, if the channel is gone."""
    channel = interaction.guild.get_channel(channel_id) if interaction.guild else None
    if channel is None or not isinstance(interaction.user, discord.Member):
        return False
    return channel.permissions_for(interaction.user).manage_channels


async def standing_to(tx: Reading, interaction: discord.Interaction, entry: Entry) -> Standing:
    """Say what the person is to an entry, by what is remembered and by their rights in Discord now."""
    member = interaction.user
    moderates = isinstance(member, discord.Member) and member.guild_permissions.manage_messages
    return await knowhow.standing_of(
        tx,
        entry,
        member.id,
        steward_too=manages_channel(interaction, entry.topic_id),
        moderator_too=moderates,
    )


async def may_open(tx: Reading, interaction: discord.Interaction, channel_id: int) -> bool:
    """Say whether the person may make a channel a topic: with Manage Channels in it, or as a steward who sees it."""
    if manages_channel(interaction, channel_id):
        return True
    channel = interaction.guild.get_channel(channel_id) if interaction.guild else None
    if channel is None or not isinstance(interaction.user, discord.Member):
        return False
    sees = channel.permissions_for(interaction.user).view_channel
    return sees and await topics.tends(tx, channel.guild.id, channel_id, interaction.user.id)


async def tends_topic(tx: Reading, interaction: discord.Interaction, who: Asking, topic: Topic) -> bool:
    """Say whether the person may tend the topic: one of its stewards, or with Manage Channels in its channel."""
    if manages_channel(interaction, topic.id):
        return True
    return await topics.tends(tx, who.community_id, topic.id, who.member_id)


async def require_tends(tx: Reading, interaction: discord.Interaction, who: Asking, topic: Topic) -> None:
    """Refuse unless the person tends the topic."""
    if not await tends_topic(tx, interaction, who, topic):
        raise NotAllowed("Only a steward of this topic, or someone with Manage Channels, can do that.")


def require_manages_community(interaction: discord.Interaction) -> None:
    """Refuse unless the person has Manage Server."""
    if not manages_community(interaction):
        raise NotAllowed("Only someone with the permission Manage Server can do that.")
