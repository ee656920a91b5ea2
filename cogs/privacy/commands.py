"""`/privacy`: what is held about the person who asks, to have it and to have it erased; their standing answer."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Guildhall
from bot.options import Asking
from bot.reply import NOBODY
from cogs.privacy.erasing import panel
from cogs.privacy.exporting import give
from cogs.privacy.held import page
from cogs.privacy.quoting import answer_always, choice, explained
from community.privacy import ANSWERS
from storage import communities, ledger, privacy

Asked = discord.Interaction[Guildhall]

_CHOICES = [app_commands.Choice(name=label, value=answer) for answer, (label, _) in ANSWERS.items()]


@app_commands.guild_only()
class Privacy(commands.GroupCog, group_name="privacy", group_description="What is held about you, and your say in it"):
    """What each member may ask and decide about themselves."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    @app_commands.command(name="show", description="What is held about you and why, for how long, and whom to ask")
    async def show(self, interaction: Asked) -> None:
        """Count what is held about the person, in plain words."""
        await interaction.response.defer(ephemeral=True)
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            held = await privacy.held(tx, who.community_id, who.member_id)
            member = await communities.member(tx, who.community_id, who.member_id)
            settings = await communities.settings_of(tx, who.community_id)
            nothing = await ledger.keeps_nothing(tx, who.community_id, who.member_id)
        answer, is_named = (member.standing_answer, bool(member.display_name)) if member else ("ask", False)
        embed = page(held, answer, settings, is_named=is_named, keeps_nothing=nothing)
        await interaction.followup.send(embed=embed, ephemeral=True, allowed_mentions=NOBODY)

    @app_commands.command(name="quoting", description="Your standing answer when somebody wants to quote you")
    @app_commands.describe(answer="What holds from now on; leave it out to read what each means")
    @app_commands.choices(answer=_CHOICES)
    async def quoting(self, interaction: Asked, answer: app_commands.Choice[str] | None = None) -> None:
        """Set the standing answer, or show it with the four to choose from."""
        await interaction.response.defer(ephemeral=True)
        if answer is not None:
            text = await answer_always(self.bot, interaction, answer.value)
            await interaction.followup.send(text, ephemeral=True, allowed_mentions=NOBODY)
            return
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            member = await communities.member(tx, who.community_id, who.member_id)
        now = member.standing_answer if member else "ask"
        await interaction.followup.send(embed=explained(now), view=choice(now), ephemeral=True)

    @app_commands.command(name="export", description="A file of everything that is held about you here")
    async def export(self, interaction: Asked) -> None:
        """Give the person all that is held about them, as a ZIP that only they see."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await give(self.bot, interaction)

    @app_commands.command(name="erase", description="Erase what is held about you here; first says what stays")
    async def erase(self, interaction: Asked) -> None:
        """Say what erasing covers and what stays, and ask for the word."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await panel(self.bot, interaction)
