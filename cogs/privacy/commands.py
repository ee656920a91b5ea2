"""`/privacy`: what is held about the person who asks, to have it and to have it erased; their standing answer."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Guildhall
from cogs.privacy import asking
from community.privacy import ANSWERS

Asked = discord.Interaction[Guildhall]

_CHOICES = [app_commands.Choice(name=label, value=answer) for answer, (label, _) in ANSWERS.items()]


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Privacy(commands.GroupCog, group_name="privacy", group_description="What is held about you, and your say in it"):
    """What each member may ask and decide about themselves: in the server, and in a direct message after leaving it."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    @app_commands.command(name="show", description="What is held about you and why, for how long, and whom to ask")
    async def show(self, interaction: Asked) -> None:
        """Count what is held about the person, in plain words."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await asking.act(self.bot, interaction, "show")

    @app_commands.command(name="quoting", description="Your standing answer when somebody wants to quote you")
    @app_commands.describe(answer="What holds from now on; leave it out to read what each means")
    @app_commands.choices(answer=_CHOICES)
    async def quoting(self, interaction: Asked, answer: app_commands.Choice[str] | None = None) -> None:
        """Set the standing answer, or show it with the four to choose from."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await asking.act(self.bot, interaction, "quoting" if answer is None else f"always-{answer.value}")

    @app_commands.command(name="export", description="A file of everything that is held about you here")
    async def export(self, interaction: Asked) -> None:
        """Give the person all that is held about them, as a ZIP that only they see."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await asking.act(self.bot, interaction, "export")

    @app_commands.command(name="erase", description="Erase what is held about you here; first says what stays")
    async def erase(self, interaction: Asked) -> None:
        """Say what erasing covers and what stays, and ask for the word."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await asking.act(self.bot, interaction, "erase")
