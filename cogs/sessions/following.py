"""An answer to all that follow of a series: **All following too**, and back to **Answer each time**."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.answer import answering
from bot.client import Guildhall
from bot.reply import NOBODY
from cogs.sessions.sight import visible
from community.errors import Refusal
from community.sessions import Answer
from storage import sessions
from storage.database import Writing

_EACH = "each"
_SAID = {Answer.GOING: "going", Answer.MAYBE: "maybe", Answer.NO: "not coming"}


class FollowingButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:following:(?P<answer>going|maybe|no|each):(?P<session>\d+)"
):
    """An answer to all sessions that follow one of a series, or none to them; only its owner sees it."""

    def __init__(self, session_id: int, answer: str) -> None:
        label = "Answer each time" if answer == _EACH else "All following too"
        custom_id = f"guildhall:following:{answer}:{session_id}"
        super().__init__(ui.Button(label=label, style=discord.ButtonStyle.secondary, custom_id=custom_id))
        self.session_id = session_id
        self.answer = answer

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["session"]), match["answer"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Write the answer down for all that follow, and let their cards show it."""
        async with answering(interaction):
            await interaction.response.defer()
            bot: Guildhall = interaction.client
            now, member_id = bot.clock.now(), interaction.user.id

            async def work(tx: Writing) -> int:
                session = await visible(tx, bot, self.session_id, interaction)
                if session.part is None:
                    raise Refusal("This session is none of a series.")
                id_, after = session.part.series_id, session.part.original.strftime(sessions.LOCAL)
                if self.answer == _EACH:
                    ids = await sessions.answer_each_time(tx, id_, member_id, after, now)
                else:
                    ids = await sessions.answer_always(tx, id_, member_id, Answer(self.answer), after, now)
                await sessions.show_again(tx, ids, now)
                return len(ids)

            number = await bot.database.write(f"interaction:{interaction.id}", work)
            told = _told(self.answer, number)
            await interaction.edit_original_response(content=told, view=None, allowed_mentions=NOBODY)


def following_too(session_id: int, given: Answer, standing: Answer | None, view: ui.View) -> str:
    """Say that an answer is to one session alone, and offer to give it to all that follow; for who answered alone."""
    if standing != given:
        view.add_item(FollowingButton(session_id, given.value))
    if standing is None:
        return "It is one of a series: this is about this one alone."
    view.add_item(FollowingButton(session_id, _EACH))
    return f"It is one of a series: for all that follow you are down as {_SAID[standing]}."


def _told(answer: str, number: int) -> str:
    made = "1 more is made so far" if number == 1 else f"{number} more are made so far"
    if answer == _EACH:
        return "You answer each one by itself from now on; what you said of those that follow is taken back."
    return (
        f"For all that follow, too, you are down as {_SAID[Answer(answer)]}: {made}, and those to come get the same. "
        "One that you answered by itself stays as you answered it."
    )
