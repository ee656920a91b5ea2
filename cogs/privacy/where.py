"""Where somebody stands who asks what is theirs: in a server, or in a direct message, after leaving it, too."""

import discord

from bot.client import Guildhall
from bot.reply import plain
from storage import communities


def here(interaction: discord.Interaction) -> int | None:
    """Give the community that an interaction comes from; None in a direct message, or where I am not a member.

    Somebody may have me in their own account, and then use a command in any server.
    """
    return interaction.guild_id if interaction.is_guild_integration() else None


async def called(bot: Guildhall, interaction: discord.Interaction, community_id: int) -> str | None:
    """Give the community's name where the person stands outside it; None where they stand in it."""
    if here(interaction) is not None:
        return None
    async with bot.database.read() as tx:
        community = await communities.find(tx, community_id)
    return plain(community.name, 100) if community and community.name else f"the server {community_id}"
