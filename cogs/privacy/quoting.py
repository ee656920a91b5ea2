"""The standing answer to being quoted: a panel with the four, and what each means."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import Guildhall
from bot.reply import NOBODY, View, answering
from community.errors import Refusal
from community.privacy import ANSWERS
from storage import communities
from storage.database import Writing
from storage.knowhow import answer_all_standing


class Always(
    ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:privacy:always:(?P<answer>ask|named|unnamed|never)"
):
    """One of the four standing answers."""

    def __init__(self, answer: str, *, now: bool = False) -> None:
        style = discord.ButtonStyle.primary if now else discord.ButtonStyle.secondary
        label = ANSWERS[answer][0].capitalize()
        super().__init__(ui.Button(label=label, style=style, custom_id=f"guildhall:privacy:always:{answer}"))
        self.answer = answer

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it from what its id says."""
        return cls(match["answer"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Keep the answer and show it as the one that holds."""
        async with answering(interaction):
            await interaction.response.defer()
            text = await answer_always(interaction.client, interaction, self.answer)
            await interaction.edit_original_response(
                content=text, embed=explained(self.answer), view=choice(self.answer), allowed_mentions=NOBODY
            )


async def answer_always(bot: Guildhall, interaction: discord.Interaction, answer: str) -> str:
    """Keep a person's standing answer, and say what it means."""
    if interaction.guild_id is None:
        raise Refusal("Use this command in a server.")
    community_id, user = interaction.guild_id, interaction.user
    name = interaction.guild.name if interaction.guild else ""

    async def work(tx: Writing) -> None:
        if await communities.find(tx, community_id) is None:
            await communities.remember(tx, community_id, name)
        await communities.remember_members(tx, community_id, [(user.id, user.display_name, user.bot)])
        await answer_all_standing(tx, community_id, user.id, answer, bot.clock.now())

    await bot.database.write(f"interaction:{interaction.id}", work)
    label, means = ANSWERS[answer]
    return (
        f"From now on: **{label}**. {means}\nThis holds for what is asked from now on and for what still waits for "
        "your answer. Answers you have given stay; each can be changed with **Answer** on its card."
    )


def explained(now: str) -> discord.Embed:
    """Say what each standing answer means, and which holds."""
    embed = discord.Embed(
        title="When somebody wants to quote you",
        description="An entry of the archive may quote its thread. Your words go in only with your yes. This is what "
        "holds in this community when you have not said otherwise for a quote.",
    )
    for answer, (label, means) in ANSWERS.items():
        name = f"{label.capitalize()} (holds now)" if answer == now else label.capitalize()
        embed.add_field(name=name, value=means, inline=False)
    return embed


def choice(now: str) -> View:
    """Give the four to choose from."""
    view = View(timeout=None)
    for answer in ANSWERS:
        view.add_item(Always(answer, now=answer == now))
    return view
