"""The last look at a plan before it is posted."""

import discord
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.options import find_topic
from bot.reply import View, plain
from bot.rules import hint_rules
from cogs.sessions.card import length, place
from community.sessions import FORMATS, Plan, check
from storage import sessions
from storage.database import Writing


def preview(plan: Plan, note: str, topic_name: str, host_name: str) -> discord.Embed:
    """Show a plan to its planner: nothing is posted yet."""
    embed = discord.Embed(title=plain(plan.title, 256), description="Nothing is posted yet. Is this right?")
    when = (
        f"{format_dt(plan.starts_at, 'F')} ({format_dt(plan.starts_at, 'R')})\n{length(plan.minutes)}\n{note}".strip()
    )
    embed.add_field(name="When", value=when, inline=False)
    embed.add_field(name="Format", value=f"{plan.format.capitalize()}: {FORMATS[plan.format]}", inline=False)
    embed.add_field(name="Topic", value=f"#{plain(topic_name, 100)}")
    embed.add_field(name="Host", value=plain(host_name, 100))
    if plan.location:
        embed.add_field(name="Where", value=place(plan.location))
    return embed


class Confirm(View):
    """**Confirm** or **Leave it**; only the planner sees them."""

    def __init__(self, bot: Guildhall, plan: Plan) -> None:
        super().__init__()
        self._bot = bot
        self._plan = plan

    @discord.ui.button(label="Confirm", style=discord.ButtonStyle.success)
    async def post(self, interaction: discord.Interaction[Guildhall], _button: discord.ui.Button["Confirm"]) -> None:
        """Write the session down; card, event and reminders follow from the outbox."""
        async with answering(interaction):
            await interaction.response.defer()
            now = self._bot.clock.now()
            check(self._plan, now)

            async def work(tx: Writing) -> int:
                guild_id = interaction.guild_id or 0
                await find_topic(tx, self._bot, interaction, str(self._plan.topic_id))
                return await sessions.plan(tx, guild_id, self._plan, interaction.user.id, now)

            await self._bot.database.write(f"plan:{interaction.message.id if interaction.message else 0}", work)
            told = "Planned. Its card is on its way to the topic, and a reminder goes out a day and 15 minutes before."
            await interaction.edit_original_response(content=told, embed=None, view=None)
            await hint_rules(self._bot, interaction, self._plan.topic_id)
            self.stop()

    @discord.ui.button(label="Leave it", style=discord.ButtonStyle.secondary)
    async def leave(self, interaction: discord.Interaction[Guildhall], _button: discord.ui.Button["Confirm"]) -> None:
        """Drop the plan."""
        await interaction.response.edit_message(content="Nothing was posted.", embed=None, view=None)
        self.stop()
