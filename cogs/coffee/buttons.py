"""**Skip this round** and **Take part after all**; **Yes** and **Not yet** under whether a group met."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import Guildhall
from bot.reply import NOBODY, View, answering
from cogs.coffee.wording import notice
from community.coffee import Round
from community.errors import NotFound, Refusal
from storage import coffee, communities
from storage.database import Writing

_MADE = "That round is made already, or was called off. `/coffee show` tells of the next."
_OUT = "You don't take part in coffee. `/coffee join` lets you in."
_NOT_YOURS = "Only those who were put together here can say."


class SkipButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:coffee:(?P<what>skip|come):(?P<round>\d{1,15})"
):
    """Leaves out one round, or takes that back; it stands in a direct message or in a reply."""

    def __init__(self, round_id: int, *, skips: bool) -> None:
        button: ui.Button[Any] = ui.Button(
            label="Skip this round" if skips else "Take part after all",
            style=discord.ButtonStyle.secondary if skips else discord.ButtonStyle.primary,
            custom_id=f"guildhall:coffee:{'skip' if skips else 'come'}:{round_id}",
        )
        super().__init__(button)
        self.round_id, self.skips = round_id, skips

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it from what its id says."""
        return cls(int(match["round"]), skips=match["what"] == "skip")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Write it down, and show what holds now with the button that takes it back."""
        async with answering(interaction):
            await interaction.response.defer()
            bot: Guildhall = interaction.client
            await set_skip(bot, interaction, self.round_id, skips=self.skips)
            text, view = await skip_shown(bot, self.round_id, skips=self.skips)
            await interaction.edit_original_response(content=text, view=view, allowed_mentions=NOBODY)


async def set_skip(bot: Guildhall, interaction: discord.Interaction[Any], round_id: int, *, skips: bool) -> None:
    """Let a member leave a planned round out, or take part after all; raises `Refusal` where that is past."""
    member_id = interaction.user.id

    async def work(tx: Writing) -> None:
        one = await coffee.find_round(tx, round_id)
        if one is None or one.status != "planned":
            raise NotFound(_MADE)
        if not (await coffee.mine(tx, one.community_id, member_id)).is_in:
            raise Refusal(_OUT)
        await coffee.skip(tx, one.community_id, member_id, round_id if skips else None)

    await bot.database.write(f"interaction:{interaction.id}", work)


async def skip_shown(bot: Guildhall, round_id: int, *, skips: bool) -> tuple[str, View]:
    """Say what holds of a round for a member, with the button that changes it."""
    async with bot.database.read() as tx:
        one = await coffee.find_round(tx, round_id)
        if one is None:
            raise NotFound(_MADE)
        community = await communities.find(tx, one.community_id)
    return notice(one, community.name if community else "", skips=skips), skip_view(one, skips=skips)


def skip_view(one: Round, *, skips: bool) -> View:
    """Give the button that skips a round, or for one that is skipped the one that takes it back."""
    view = View(timeout=None)
    view.add_item(SkipButton(one.id, skips=not skips))
    return view


class MetButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=r"guildhall:coffee:(?P<what>met|notyet):(?P<round>\d{1,15}):(?P<group>\d{1,6})",
):
    """Says whether a group met; each of those in it may say, and change it."""

    def __init__(self, round_id: int, number: int, *, met: bool) -> None:
        button: ui.Button[Any] = ui.Button(
            label="Yes" if met else "Not yet",
            style=discord.ButtonStyle.success if met else discord.ButtonStyle.secondary,
            custom_id=f"guildhall:coffee:{'met' if met else 'notyet'}:{round_id}:{number}",
        )
        super().__init__(button)
        self.round_id, self.number, self.met = round_id, number, met

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it from what its id says."""
        return cls(int(match["round"]), int(match["group"]), met=match["what"] == "met")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Write it down, for the count alone."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client

            async def work(tx: Writing) -> None:
                group = await coffee.find_group(tx, self.round_id, self.number)
                if group is None or interaction.user.id not in group.members:
                    raise NotFound(_NOT_YOURS)
                await coffee.say_met(tx, group, interaction.user.id, met=self.met)

            await bot.database.write(f"interaction:{interaction.id}", work)
            thanks = "Good. It is counted, without your names." if self.met else "Then there is still time. Thank you."
            await interaction.followup.send(thanks, ephemeral=True, allowed_mentions=NOBODY)


def met_view(round_id: int, number: int) -> View:
    """Give **Yes** and **Not yet**."""
    view = View(timeout=None)
    for met in (True, False):
        view.add_item(MetButton(round_id, number, met=met))
    return view
