"""A person's own panel: the exact words of theirs that are quoted, and their answers. Nobody else is shown it."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.answer import answering
from bot.reply import NOBODY, View, quotes_button
from cogs.knowhow.naming import Interaction, Pressed
from cogs.knowhow.pages import Paper, Scope, paper_of
from community.errors import NotFound
from community.knowhow import LEFT_OUT, NAMED, UNNAMED, answer_in_force, standing_of_answer
from storage import communities, knowhow
from storage.database import Writing

NOT_QUOTED = "None of your words are quoted here."
_SCOPE = r"(?P<scope>[teca]\d+):(?P<page>\d+)"
_LABELS = {
    NAMED: ("Quote me by name", discord.ButtonStyle.success),
    UNNAMED: ("Quote me without my name", discord.ButtonStyle.primary),
    LEFT_OUT: ("Leave me out", discord.ButtonStyle.secondary),
}


async def show_answers(
    interaction: Interaction, scope: str, page: int = 0, which: int = 0, *, again: bool = False, note: str = ""
) -> None:
    """Show a person their own quoted words, in a deferred answer, or `again` in place of the panel there is.

    `scope` says of what, as `Scope` reads it. `which` is one quote's id, 0 for all shown.
    Raises `NotFound` where nothing of theirs is quoted.
    """
    paper = await _paper(interaction, scope, page)
    embeds, view = paper.embeds(), _view(paper, which)
    content = "\n".join(filter(None, (note or paper.intro(), paper.look_again())))
    if again:
        await interaction.edit_original_response(content=content, embeds=embeds, view=view)
    else:
        await interaction.followup.send(content, embeds=embeds, view=view, ephemeral=True, allowed_mentions=NOBODY)


async def _paper(interaction: Interaction, scope: str, page: int) -> Paper:
    async with interaction.client.database.read() as tx:
        paper = await paper_of(tx, interaction, Scope.parse(scope), page)
    if paper is None:
        raise NotFound(NOT_QUOTED)
    return paper


def _view(paper: Paper, which: int) -> ui.View:
    view = View(timeout=None)
    if len(paper.quotes) > 1:
        view.add_item(WhichMenu(paper.scope, paper.page, paper.options(which)))
    for answer in _LABELS:
        view.add_item(SayButton(paper.scope, paper.page, which, answer, paper.digest(which)))
    common = {answer_in_force(quote) for quote in paper.meant(which)}
    only = common.pop() if len(common) == 1 else None
    view.add_item(AlwaysButton(paper.scope, paper.page, which, only))
    for page, label in ((paper.page - 1, "Back"), (paper.page + 1, "Next")):
        if 0 <= page < paper.pages:
            view.add_item(TurnButton(paper.scope, page, label))
    return view


class OpenButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:quotes:open:(?P<scope>[tec]\d+)(?::(?P<mark>[\w-]+))?"
):
    """**Answer**, or **I am quoted here**: opens the person's own panel, for as long as the card stands."""

    def __init__(self, scope: str, mark: str | None = None) -> None:
        label = "Answer" if scope.startswith("t") else "I am quoted here"
        style = discord.ButtonStyle.primary if scope.startswith("t") else discord.ButtonStyle.secondary
        super().__init__(quotes_button(f"{scope}:{mark}" if mark else scope, label, style))
        self.scope = scope

    @classmethod
    async def from_custom_id(cls, _interaction: Pressed, _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button again from what its message carries."""
        return cls(match["scope"], match["mark"])

    async def callback(self, interaction: Pressed) -> None:
        """Open the panel."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await show_answers(interaction, self.scope)


class SayButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=rf"guildhall:quotes:say:{_SCOPE}:(?P<which>\d+):(?P<answer>named|unnamed|left_out):(?P<digest>[0-9a-f]+)",
):
    """One answer, for exactly the words that were shown: their digest is in the button's id."""

    def __init__(self, scope: str, page: int, which: int, answer: str, digest: str) -> None:
        label, style = _LABELS[answer]
        custom_id = f"guildhall:quotes:say:{scope}:{page}:{which}:{answer}:{digest}"
        super().__init__(ui.Button(label=label, style=style, custom_id=custom_id))
        self.at = (scope, page, which)
        self.answer, self.digest = answer, digest

    @classmethod
    async def from_custom_id(cls, _interaction: Pressed, _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button again from what its message carries."""
        return cls(match["scope"], int(match["page"]), int(match["which"]), match["answer"], match["digest"])

    async def callback(self, interaction: Pressed) -> None:
        """Write the answer down."""
        async with answering(interaction):
            await interaction.response.defer()
            scope, page, which = self.at
            shown = [quote.id for quote in (await _paper(interaction, scope, page)).meant(which)]
            now, member_id = interaction.client.clock.now(), interaction.user.id
            community_id = Scope.parse(scope).community(interaction)

            async def work(tx: Writing) -> None:
                await knowhow.answer_quotes(tx, community_id, member_id, shown, self.answer, self.digest, now)

            await interaction.client.database.write(f"interaction:{interaction.id}", work)
            await show_answers(interaction, scope, page, which, again=True, note=_NOTED[self.answer])


_NOTED = {
    NAMED: "Noted: quoted **by name**. You can change this here at any time, also after publication.",
    UNNAMED: "Noted: quoted **without your name**. Whoever can read the thread can still find who wrote it there. "
    "You can change this here at any time.",
    LEFT_OUT: "Noted: **left out**. You can change this here at any time.",
}


class AlwaysButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=rf"guildhall:quotes:always:{_SCOPE}:(?P<which>\d+):(?P<answer>named|unnamed|left_out|none)",
):
    """**Always answer so**: makes the answer given the standing one."""

    def __init__(self, scope: str, page: int, which: int, answer: str | None) -> None:
        custom_id = f"guildhall:quotes:always:{scope}:{page}:{which}:{answer or 'none'}"
        super().__init__(ui.Button(label="Always answer so", custom_id=custom_id, disabled=answer is None))
        self.at = (scope, page, which)
        self.answer = answer

    @classmethod
    async def from_custom_id(cls, _interaction: Pressed, _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button again from what its message carries."""
        answer = None if match["answer"] == "none" else match["answer"]
        return cls(match["scope"], int(match["page"]), int(match["which"]), answer)

    async def callback(self, interaction: Pressed) -> None:
        """Keep the answer for all words still to be asked about."""
        async with answering(interaction):
            await interaction.response.defer()
            if self.answer is None:
                raise NotFound("Give an answer first; then it can be the one for always.")
            standing, now = standing_of_answer(self.answer), interaction.client.clock.now()
            member_id, community_id = interaction.user.id, Scope.parse(self.at[0]).community(interaction)

            async def work(tx: Writing) -> None:
                await communities.remember_gone(tx, community_id, member_id)
                await knowhow.answer_all_standing(tx, community_id, member_id, standing, now)

            await interaction.client.database.write(f"interaction:{interaction.id}", work)
            note = "From now on this is your answer, without being asked. `/privacy quoting` changes it."
            await show_answers(interaction, *self.at, again=True, note=note)


class WhichMenu(ui.DynamicItem[ui.Select[ui.View]], template=rf"guildhall:quotes:which:{_SCOPE}"):
    """Which of the words shown the answer is for."""

    def __init__(self, scope: str, page: int, options: list[discord.SelectOption]) -> None:
        super().__init__(
            ui.Select(
                custom_id=f"guildhall:quotes:which:{scope}:{page}",
                placeholder="Answer for",
                options=options,
            )
        )
        self.at = (scope, page)

    @classmethod
    async def from_custom_id(cls, _interaction: Pressed, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the menu again from what its message carries."""
        assert isinstance(item, ui.Select)
        return cls(match["scope"], int(match["page"]), item.options)

    async def callback(self, interaction: Pressed) -> None:
        """Show the panel with the choice made."""
        async with answering(interaction):
            await interaction.response.defer()
            await show_answers(interaction, *self.at, int(self.item.values[0]), again=True)


class TurnButton(ui.DynamicItem[ui.Button[ui.View]], template=rf"guildhall:quotes:page:{_SCOPE}"):
    """Another page of the words quoted."""

    def __init__(self, scope: str, page: int, label: str = "Next") -> None:
        super().__init__(ui.Button(label=label, custom_id=f"guildhall:quotes:page:{scope}:{page}"))
        self.at = (scope, page)

    @classmethod
    async def from_custom_id(cls, _interaction: Pressed, _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button again from what its message carries."""
        return cls(match["scope"], int(match["page"]))

    async def callback(self, interaction: Pressed) -> None:
        """Turn the page."""
        async with answering(interaction):
            await interaction.response.defer()
            await show_answers(interaction, *self.at, again=True)
