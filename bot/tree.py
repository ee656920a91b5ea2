"""The command tree: its errors become answers."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.answer import answer_error

if TYPE_CHECKING:
    from bot.client import Guildhall


class Tree(app_commands.CommandTree["Guildhall"]):
    """Every command of Guildhall; used in servers only."""

    async def on_error(
        self, interaction: discord.Interaction["Guildhall"], error: app_commands.AppCommandError
    ) -> None:
        """Answer for an error in a command."""
        await answer_error(interaction, error)
