"""The review of entries that were taken down: stewards and moderators read one, then erase its text or put it back.

Nobody else learns that there is anything to review: what is shown and what a button does are asked for each time.
"""

import re
from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui
from discord.utils import format_dt

from bot.client import Guildhall
from bot.options import Asking
from bot.reply import NOBODY, View, answering, plain
from bot.rights import standing_to
from community.errors import NotFound
from community.knowhow import card_of
from community.topics import counted
from storage import knowhow
from storage.database import Reading, Writing
from storage.knowhow import Takedown

_NOTHING = "There is nothing here to review, or it has been reviewed already."
_AMBER = 0xB7791F
_ROOM = 5000
_REASON = 600
_TITLE = 250
_LABELS = {
    "erase": ("Erase its text", discord.ButtonStyle.danger),
    "sure": ("Erase it for good", discord.ButtonStyle.danger),
    "wait": ("Not yet", discord.ButtonStyle.secondary),
    "back": ("Put it back", discord.ButtonStyle.secondary),
}
_SURE = (
    "Erase what **{title}** says, for good? Its history, quotes, tags and copied files go with it. Nobody can bring "
    "it back, not from a backup either."
)
_WAITS = "Nothing is erased. It waits for its review."
_ERASED = (
    "Its text is erased: what it said, its history, quotes, tags and copied files. It stays erased, also when an older "
    "backup is restored."
)
_BACK = "Put back as it was; its cards are being posted again. Search results that were shared before stay without it."
_DRAFT = (
    "Put back as a draft, for it was asking for consent. Whoever captured it finds it with `/knowhow mine`, and can "
    "ask again."
)
_UNPUBLISHED = "Put back as it was: it is not published."


async def review_hint(
    tx: Reading, interaction: discord.Interaction[Any], topic_id: int, embed: discord.Embed, view: View | None
) -> View | None:
    """Add to what a person is shown of a topic that there is something to review, if they may; gives the view."""
    there = await _for_review(tx, interaction, topic_id=topic_id)
    if not there:
        return view
    waits = counted(len(there), "entry waits", "entries wait")
    told = f"{waits} for a review. Only stewards of this topic and moderators are told."
    embed.add_field(name="Taken down", value=told, inline=False)
    return (view or View()).add_item(ReviewButton(topic_id, 0))


def decisions(entry_id: int) -> list[ui.Item[Any]]:
    """Give the buttons that decide about an entry that was taken down."""
    return [DecideButton("erase", entry_id), DecideButton("back", entry_id)]


def with_items(*items: ui.Item[Any]) -> View:
    """Give a view of buttons that outlive a restart."""
    view = View(timeout=None)
    for item in items:
        view.add_item(item)
    return view


async def _for_review(tx: Reading, interaction: discord.Interaction[Any], **which: int) -> Sequence[Takedown]:
    """Give what the person may review now, of what they see: a topic's (`topic_id`), or one (`entry_id`)."""
    who = await Asking.of(tx, interaction.client, interaction)
    there = await knowhow.to_review(tx, who.community_id, who.member_id, who.sees, **which)
    return [one for one in there if (await standing_to(tx, interaction, one.entry)).reviews(one.entry)]


class ReviewButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=r"guildhall:takedown:review:(?P<topic>\d{1,20}):(?P<at>\d{1,6})",
):
    """**Review**, and **Next**: shows one of the entries of a topic that were taken down."""

    def __init__(self, topic_id: int, at: int) -> None:
        custom_id = f"guildhall:takedown:review:{topic_id}:{at}"
        super().__init__(ui.Button(label="Next" if at else "Review", custom_id=custom_id))
        self.topic_id, self.at = topic_id, at

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it from what its id says."""
        return cls(int(match["topic"]), int(match["at"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show it, as far as it may be shown at all: quotes only with their authors' yes."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            async with interaction.client.database.read() as tx:
                there = await _for_review(tx, interaction, topic_id=self.topic_id)
                if not there:
                    raise NotFound(_NOTHING)
                at = self.at % len(there)
                taken = there[at]
                embed = await _embed(tx, taken)
            items = decisions(taken.entry.id)
            if len(there) > 1:
                items.append(ReviewButton(self.topic_id, at + 1))
            told = (
                f"{at + 1} of {len(there)}. Taken down {format_dt(taken.taken_at, 'R')}, {_why(taken)}\n"
                f"Unless somebody puts it back, its text is erased by itself on {format_dt(taken.ends_at, 'D')}."
            )
            await interaction.followup.send(
                told, embed=embed, view=with_items(*items), ephemeral=True, allowed_mentions=NOBODY
            )


def _why(taken: Takedown) -> str:
    return f"because: {plain(taken.reason, _REASON)}" if taken.reason.strip() else "for no reason that is kept."


async def _embed(tx: Reading, taken: Takedown) -> discord.Embed:
    entry = taken.entry
    quotes = await knowhow.quotes_of(tx, entry.id)
    card = card_of(entry, quotes, await knowhow.names_shown(tx, entry, quotes), _ROOM)
    embed = discord.Embed(title=card.title, description=card.text, color=_AMBER)
    for part in card.parts:
        embed.add_field(name=part.heading, value=part.text, inline=False)
    return embed.set_footer(text=f"{card.footer}, {taken.was.said} before")


class DecideButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=r"guildhall:takedown:(?P<what>erase|sure|wait|back):(?P<entry>\d{1,15})",
):
    """**Put it back**, or **Erase its text**, which asks once more: what is erased is erased for good."""

    def __init__(self, what: str, entry_id: int) -> None:
        label, style = _LABELS[what]
        super().__init__(ui.Button(label=label, style=style, custom_id=f"guildhall:takedown:{what}:{entry_id}"))
        self.what, self.entry_id = what, entry_id

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it from what its id says."""
        return cls(match["what"], int(match["entry"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do it, and put what was done in place of the entry that the message showed; or ask whether it is meant."""
        async with answering(interaction):
            await interaction.response.defer()
            bot: Guildhall = interaction.client
            if self.what in {"erase", "wait"}:
                await self._ask(interaction)
                return
            now = bot.clock.now()

            async def work(tx: Writing) -> str:
                there = await _for_review(tx, interaction, entry_id=self.entry_id)
                if not there:
                    raise NotFound(_NOTHING)
                if self.what == "sure":
                    await knowhow.erase_text(tx, there[0].entry, now)
                    return _ERASED
                entry = await knowhow.put_back(tx, there[0], interaction.user.id, now)
                if entry.status is not there[0].was:
                    return _DRAFT
                return _BACK if entry.is_public else _UNPUBLISHED

            told = await bot.database.write(f"interaction:{interaction.id}", work)
            await bot.clearing.look()
            await interaction.edit_original_response(content=told, embeds=[], view=None, allowed_mentions=NOBODY)

    async def _ask(self, interaction: discord.Interaction[Any]) -> None:
        """Ask whether the text is to be erased for good, or go back to before that was asked."""
        async with interaction.client.database.read() as tx:
            there = await _for_review(tx, interaction, entry_id=self.entry_id)
        if not there:
            raise NotFound(_NOTHING)
        told, items = _WAITS, decisions(self.entry_id)
        if self.what == "erase":
            told = _SURE.format(title=plain(there[0].entry.fields.title, _TITLE))
            items = [DecideButton("sure", self.entry_id), DecideButton("wait", self.entry_id)]
        await interaction.edit_original_response(content=told, view=with_items(*items), allowed_mentions=NOBODY)


class Unreviewed:
    """Erases what was taken down and that nobody has reviewed in time."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    async def erase(self) -> None:
        """Erase the text of each whose time is over."""
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            there = await knowhow.unreviewed(tx, now)
        for one in there:

            async def work(tx: Writing, entry_id: int = one.entry.id) -> None:
                taken = await knowhow.waiting(tx, entry_id)
                if taken is not None and taken.ends_at <= now:
                    await knowhow.erase_text(tx, taken.entry, now)

            await self.bot.database.write(None, work)
