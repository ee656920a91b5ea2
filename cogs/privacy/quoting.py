"""The standing answer to being quoted: a panel with the four, and what each means."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.client import Guildhall
from bot.reply import NOBODY, View, answering
from cogs.privacy.where import called, here
from community.errors import Refusal
from community.privacy import ANSWERS
from storage import communities
from storage.database import Writing
from storage.knowhow import answer_all_standing


class Always(
    ui.DynamicItem[ui.Button[ui.View]],
    template=r"guildhall:privacy:always:(?P<answer>ask|named|unnamed|never)(?::(?P<community>\d+))?",
):
    """One of the four standing answers; in a direct message it carries the community that it is for."""

    def __init__(self, answer: str, community_id: int | None = None, *, now: bool = False) -> None:
        style = discord.ButtonStyle.primary if now else discord.ButtonStyle.secondary
        label = ANSWERS[answer][0].capitalize()
        custom_id = f"guildhall:privacy:always:{answer}" + (f":{community_id}" if community_id else "")
        super().__init__(ui.Button(label=label, style=style, custom_id=custom_id))
        self.answer, self.community_id = answer, community_id

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it from what its id says."""
        return cls(match["answer"], int(match["community"]) if match["community"] else None)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Keep the answer and show it as the one that holds."""
        async with answering(interaction):
            await interaction.response.defer()
            community_id = self.community_id or interaction.guild_id
            if community_id is None:
                raise Refusal("Use this in a server.")
            text = await answer_always(interaction.client, interaction, community_id, self.answer)
            view = choice(self.answer, self.community_id)
            await interaction.edit_original_response(
                content=text, embed=explained(self.answer), view=view, allowed_mentions=NOBODY
            )


async def show(bot: Guildhall, interaction: discord.Interaction, community_id: int) -> None:
    """Answer a deferred interaction with the standing answer that holds, and the four to choose from."""
    async with bot.database.read() as tx:
        member = await communities.member(tx, community_id, interaction.user.id)
    now = member.standing_answer if member else "ask"
    name = await called(bot, interaction, community_id)
    view = choice(now, community_id if name else None)
    await interaction.followup.send(embed=explained(now, name), view=view, ephemeral=True, allowed_mentions=NOBODY)


async def always(bot: Guildhall, interaction: discord.Interaction, community_id: int, answer: str) -> None:
    """Keep a standing answer, and answer a deferred interaction with what it means."""
    text = await answer_always(bot, interaction, community_id, answer)
    await interaction.followup.send(text, ephemeral=True, allowed_mentions=NOBODY)


async def answer_always(bot: Guildhall, interaction: discord.Interaction, community_id: int, answer: str) -> str:
    """Keep a person's standing answer, and say what it means."""
    user = interaction.user
    guild = interaction.guild if here(interaction) == community_id else None

    async def work(tx: Writing) -> None:
        if guild is None:
            await communities.remember_gone(tx, community_id, user.id)
        else:
            if await communities.find(tx, community_id) is None:
                await communities.remember(tx, community_id, guild.name)
            await communities.remember_members(tx, community_id, [(user.id, user.display_name, user.bot)])
        await answer_all_standing(tx, community_id, user.id, answer, bot.clock.now())

    await bot.database.write(f"interaction:{interaction.id}", work)
    label, means = ANSWERS[answer]
    return (
        f"From now on: **{label}**. {means}\nThis holds for what is asked from now on and for what still waits for "
        "your answer. Answers you have given stay; each can be changed with **Answer** on its card."
    )


def explained(now: str, elsewhere: str | None = None) -> discord.Embed:
    """Say what each standing answer means, and which holds; `elsewhere` is the community meant, if it is not here."""
    embed = discord.Embed(
        title="When somebody wants to quote you",
        description="An entry of the archive may quote its thread. Your words go in only with your yes. This is what "
        f"holds in {elsewhere or 'this community'} when you have not said otherwise for a quote.",
    )
    for answer, (label, means) in ANSWERS.items():
        name = f"{label.capitalize()} (holds now)" if answer == now else label.capitalize()
        embed.add_field(name=name, value=means, inline=False)
    return embed


def choice(now: str, community_id: int | None = None) -> View:
    """Give the four to choose from; in a direct message, for a community."""
    view = View(timeout=None)
    for answer in ANSWERS:
        view.add_item(Always(answer, community_id, now=answer == now))
    return view
