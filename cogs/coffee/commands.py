"""`/coffee`: join, leave, skip one, and what there is to know."""

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import format_dt

from bot.client import Guildhall
from bot.options import Asking
from bot.reply import NOBODY
from cogs.coffee.buttons import set_skip, skip_shown
from cogs.coffee.rounds import coffee_channel, plan_in
from cogs.coffee.wording import OFF, joined
from community.coffee import Mine, Round, counted, timing_said
from community.errors import Refusal
from community.settings import CommunitySettings
from storage import coffee, communities, ledger
from storage.database import Writing

Asked = discord.Interaction[Guildhall]


@app_commands.guild_only()
class Coffee(commands.GroupCog, group_name="coffee", group_description="Meet somebody from elsewhere, one to one"):
    """What members type about coffee; every answer is to them alone."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    @app_commands.command(name="join", description="Take part: now and then a coffee with somebody you have not met")
    async def join(self, interaction: Asked) -> None:
        """Let the member take part, and say what that means."""
        await interaction.response.defer(ephemeral=True)
        async with self.bot.database.read() as tx:
            settings = await communities.settings_of(tx, interaction.guild_id or 0)
        self._check_sight(interaction, settings)

        async def work(tx: Writing) -> bool:
            who = await Asking.of(tx, self.bot, interaction)
            if await ledger.keeps_nothing(tx, who.community_id, who.member_id):
                raise Refusal("You asked that nothing of yours is kept here. `/privacy erase` takes that back.")
            is_new = await coffee.join(tx, who.community_id, who.member_id, who.now)
            await plan_in(tx, self.bot, who.community_id)
            return is_new

        is_new = await self.bot.database.write(f"interaction:{interaction.id}", work)
        async with self.bot.database.read() as tx:
            planned = await coffee.planned_round(tx, interaction.guild_id or 0)
        text = joined(settings, planned, is_new=is_new)
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=NOBODY)

    def _check_sight(self, interaction: Asked, settings: CommunitySettings) -> None:
        channel, member = coffee_channel(self.bot, settings), interaction.user
        if channel is None or not isinstance(member, discord.Member):
            raise Refusal(OFF)
        if not channel.permissions_for(member).view_channel:
            raise Refusal(
                "You can't see the channel in which coffee's threads are made, so you could not be let into one. Ask a "
                "steward."
            )

    @app_commands.command(name="leave", description="Take part no more; whom you met is forgotten at once")
    async def leave(self, interaction: Asked) -> None:
        """Let the member take part no more."""
        await interaction.response.defer(ephemeral=True)

        async def work(tx: Writing) -> int:
            who = await Asking.of(tx, self.bot, interaction)
            left = await coffee.leave(tx, who.community_id, [who.member_id])
            await plan_in(tx, self.bot, who.community_id)
            return left

        left = await self.bot.database.write(f"interaction:{interaction.id}", work)
        text = (
            "You take part in coffee no more, and whom you were put together with is forgotten: should you join again, "
            "you may meet somebody again. Threads that were made stay in Discord; leave them there."
            if left
            else "You did not take part in coffee."
        )
        await interaction.followup.send(text, ephemeral=True, allowed_mentions=NOBODY)

    @app_commands.command(name="skip", description="Leave out the next round")
    async def skip(self, interaction: Asked) -> None:
        """Leave out the round that is planned, with a button that takes it back."""
        await interaction.response.defer(ephemeral=True)
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            mine = await coffee.mine(tx, who.community_id, who.member_id)
            planned = await coffee.planned_round(tx, who.community_id)
        if not mine.is_in:
            raise Refusal("You don't take part in coffee, so there is nothing to skip. `/coffee join` lets you in.")
        if planned is None:
            raise Refusal("No round is planned yet, so there is nothing to skip.")
        await set_skip(self.bot, interaction, planned.id, skips=True)
        text, view = await skip_shown(self.bot, planned.id, skips=True)
        await interaction.followup.send(text, view=view, ephemeral=True, allowed_mentions=NOBODY)

    @app_commands.command(name="show", description="Whether you take part, the next round, and how many do")
    async def show(self, interaction: Asked) -> None:
        """Say what the member may know."""
        await interaction.response.defer(ephemeral=True)
        async with self.bot.database.read() as tx:
            who = await Asking.of(tx, self.bot, interaction)
            settings = await communities.settings_of(tx, who.community_id)
            mine = await coffee.mine(tx, who.community_id, who.member_id)
            planned = await coffee.planned_round(tx, who.community_id)
            numbers = await coffee.counts(tx, who.community_id)
        channel, member = coffee_channel(self.bot, settings), interaction.user
        if channel is None:
            told = [OFF, *(["You will take part once it is; `/coffee leave` ends that."] if mine.is_in else [])]
        else:
            told = [f"Coffee comes {timing_said(settings)}.", _next(planned), _you(mine, planned), *counted(numbers)]
            sees = isinstance(member, discord.Member) and channel.permissions_for(member).view_channel
            if mine.is_in and not sees:
                told.append("But you can't see the channel of its threads now, so you are left out. Ask a steward.")
        await interaction.followup.send("\n".join(told), ephemeral=True, allowed_mentions=NOBODY)


def _next(planned: Round | None) -> str:
    if planned is None:
        return "The first round is planned as soon as two members take part."
    return f"The next round is {format_dt(planned.due_at, 'F')} ({format_dt(planned.due_at, 'R')})."


def _you(mine: Mine, planned: Round | None) -> str:
    if not mine.is_in:
        return "You don't take part: `/coffee join` lets you in."
    if planned is not None and mine.skips == planned.id:
        return "You take part, but skip that round."
    return "You take part: `/coffee skip` leaves one round out, `/coffee leave` ends it."
