"""`/summary`: preview, post and settings."""

import discord
from discord import app_commands
from discord.ext import commands

from archive.summary import for_member
from bot.client import Guildhall
from bot.options import Asking, find_topic, topic_choices
from bot.reply import NOBODY
from bot.rights import manages_community, tends_topic
from cogs.summary.byhand import ByHand
from cogs.summary.panel import CommunityPanel, TopicPanel
from cogs.summary.shown import shown
from community.summary import Week
from storage import communities

Asked = discord.Interaction[Guildhall]


@app_commands.guild_only()
class Summaries(commands.GroupCog, group_name="summary", group_description="What mattered, week by week"):
    """What members and stewards type about summaries."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    @app_commands.command(name="preview", description="This week so far, of what you can see; only you see it")
    @app_commands.describe(topic="One topic's week; without it, everything you can see")
    @app_commands.autocomplete(topic=topic_choices)
    async def preview(self, interaction: Asked, topic: str | None = None) -> None:
        """Show the person the week under way, as far as they can see it."""
        await interaction.response.defer(ephemeral=True)
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            found = await find_topic(tx, self.bot, interaction, topic) if topic else None
            zone = (await communities.settings_of(tx, who.community_id)).zone
            summary = await for_member(
                tx,
                who.community_id,
                Week.of(who.now, zone),
                who.member_id,
                who.now,
                topic_id=found.id if found else None,
            )
        embed = shown(summary, found.name if found else None, so_far=True)
        if summary.is_empty:
            embed.description = "Nothing to tell yet of this week, of what you can see."
        await interaction.followup.send(embed=embed, ephemeral=True, allowed_mentions=NOBODY)

    @app_commands.command(name="post", description="Post a summary now (stewards); you see it first")
    @app_commands.describe(topic="That topic's own summary, in its place for notices; without it, the community's")
    @app_commands.autocomplete(topic=topic_choices)
    async def post(self, interaction: Asked, topic: str | None = None) -> None:
        """Show what would be posted and where, and post it once confirmed."""
        await interaction.response.defer(ephemeral=True)
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            found = await find_topic(tx, self.bot, interaction, topic) if topic else None
        view = ByHand(self.bot, who.community_id, found.id if found else who.community_id)
        await view.begin(interaction)

    @app_commands.command(name="settings", description="When and where summaries go out, and what is in them")
    @app_commands.describe(topic="Whether that topic has a summary of its own; without it, the community's")
    @app_commands.autocomplete(topic=topic_choices)
    async def settings(self, interaction: Asked, topic: str | None = None) -> None:
        """Show the settings; those who may can change them there."""
        await interaction.response.defer(ephemeral=True)
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            found = await find_topic(tx, self.bot, interaction, topic) if topic else None
            may = manages_community(interaction)
            if found is not None:
                may = may or await tends_topic(tx, interaction, who, found)
        view = TopicPanel(self.bot, found, may=may) if found else CommunityPanel(self.bot, who.community_id, may=may)
        await view.begin(interaction)
