"""The command tree: its errors become answers."""

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.answer import answer_error

if TYPE_CHECKING:
    from bot.client import Guildhall


class Tree(app_commands.CommandTree["Guildhall"]):
    """Every command of Guildhall; used in servers only."""

    async def interaction_check(self, interaction: discord.Interaction["Guildhall"], /) -> bool:
        """Let what Discord told of access before this be written first, so that nobody sees what they lost just now."""
        try:
            await interaction.client.in_sight()
        except TimeoutError:
            if interaction.type is not discord.InteractionType.autocomplete:
                await answer_error(interaction, interaction.client.out_of_sight())
            return False
        return True

    def _from_interaction(self, interaction: discord.Interaction["Guildhall"]) -> None:
        interaction.client.under_way.commands += 1
        super()._from_interaction(interaction)

    async def _call(self, interaction: discord.Interaction["Guildhall"]) -> None:
        try:
            await super()._call(interaction)
        finally:
            interaction.client.under_way.commands -= 1

    async def on_error(
        self, interaction: discord.Interaction["Guildhall"], error: app_commands.AppCommandError
    ) -> None:
        """Answer for an error in a command."""
        await answer_error(interaction, error)
