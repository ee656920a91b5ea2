"""The panel of a draft at work: its menus and buttons outlive a restart, for all they need is in their ids."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.answer import answering
from bot.numbered import MenuByNumber
from bot.reply import NOBODY, View
from cogs.knowhow.answering import show_answers
from cogs.knowhow.forms import TagForm, tags_id
from cogs.knowhow.naming import Interaction, Meant, Pressed, by_id
from cogs.knowhow.panel import panel_embed, quote_options, tag_options
from community.errors import NotFound, Refusal
from community.knowhow import (
    MAX_QUOTES,
    MAX_TAGS,
    Entry,
    Status,
    require_ask,
    require_draft,
    require_edit,
    require_publish,
)
from storage import knowhow
from storage.communities import settings_of
from storage.database import Reading, Writing

_MAY_NOT = (
    "I may not write in that thread. Whoever runs the server can let me view the channel, send messages in threads and "
    "embed links there."
)
_LABELS = {
    "ask": ("Ask for consent", discord.ButtonStyle.primary),
    "bare": ("Publish without quotes", discord.ButtonStyle.secondary),
    "publish": ("Publish", discord.ButtonStyle.primary),
    "tag": ("Write tags", discord.ButtonStyle.secondary),
    "hold": ("Don't publish by itself", discord.ButtonStyle.secondary),
    "itself": ("Publish by itself", discord.ButtonStyle.secondary),
    "discard": ("Discard", discord.ButtonStyle.danger),
    "open": ("Open the draft", discord.ButtonStyle.primary),
}


async def show_panel(
    interaction: Interaction, entry_id: int, *, first: int | None = None, again: bool = False, note: str = ""
) -> None:
    """Show the panel to whoever may edit the draft: in a deferred answer, or `again` in place of the one there is."""
    async with interaction.client.database.read() as tx:
        meant = await by_id(tx, interaction, entry_id)
        require_edit(meant.entry, meant.standing)
        embed, view = await _panel(tx, meant, first)
    if again:
        await interaction.edit_original_response(content=note or None, embed=embed, view=view)
    else:
        await interaction.followup.send(note, embed=embed, view=view, ephemeral=True, allowed_mentions=NOBODY)


async def _panel(tx: Reading, meant: Meant, first: int | None) -> tuple[discord.Embed, ui.View]:
    entry = meant.entry
    quotes = await knowhow.quotes_of(tx, entry.id)
    days = (await settings_of(tx, entry.community_id))["waiting_days"]
    view, has_more = View(timeout=None), False
    if entry.status is Status.DRAFT:
        said = await knowhow.candidates(tx, entry)
        if messages := quote_options(said, quotes, first):
            view.add_item(QuoteMenu(entry.id, messages))
        has_more = len(said) > len(messages)
        if tags := tag_options(entry, await knowhow.tags_seen(tx, entry.topic_id, meant.who.sees)):
            view.add_item(TagMenu(entry.id, tags))
    for verb in _verbs(entry):
        view.add_item(DraftButton(entry.id, verb))
    return panel_embed(entry, quotes, days, has_more=has_more), view


def _verbs(entry: Entry) -> list[str]:
    toggle = "hold" if entry.publishes_itself else "itself"
    if entry.status is Status.DRAFT:
        return ["ask", "bare", "tag", toggle, "discard"]
    return ["publish", toggle, "discard"] if entry.status is Status.AWAITING else []


class QuoteMenu(MenuByNumber, ui.DynamicItem[ui.Select[ui.View]], template=r"guildhall:draft:quotes:(?P<entry>\d+)"):
    """The messages to quote."""

    def __init__(self, entry_id: int, options: list[discord.SelectOption]) -> None:
        most = min(MAX_QUOTES, len(options)) or 1
        super().__init__(
            ui.Select(
                custom_id=f"guildhall:draft:quotes:{entry_id}",
                placeholder=f"Messages to quote ({MAX_QUOTES} at most)",
                min_values=0,
                max_values=most,
                options=options,
            )
        )
        self.entry_id = entry_id

    async def callback(self, interaction: Pressed) -> None:
        """Let the draft quote what is chosen."""
        async with answering(interaction):
            await interaction.response.defer()
            ids = [int(value) for value in self.item.values]
            bot, now = interaction.client, interaction.client.clock.now()

            async def work(tx: Writing) -> None:
                meant = await by_id(tx, interaction, self.entry_id)
                require_draft(meant.entry, meant.standing)
                await knowhow.choose_quotes(tx, meant.entry, ids, now)

            await bot.database.write(f"interaction:{interaction.id}", work)
            await show_panel(interaction, self.entry_id, again=True)


class TagMenu(MenuByNumber, ui.DynamicItem[ui.Select[ui.View]], template=r"guildhall:draft:tags:(?P<entry>\d+)"):
    """Tags that the topic's entries bear already."""

    def __init__(self, entry_id: int, options: list[discord.SelectOption]) -> None:
        most = min(MAX_TAGS, len(options)) or 1
        super().__init__(
            ui.Select(
                custom_id=f"guildhall:draft:tags:{entry_id}",
                placeholder=f"Tags ({MAX_TAGS} at most)",
                min_values=0,
                max_values=most,
                options=options,
            )
        )
        self.entry_id = entry_id

    async def callback(self, interaction: Pressed) -> None:
        """Give the draft the tags that are chosen."""
        async with answering(interaction):
            await interaction.response.defer()
            await write_tags(interaction, self.entry_id, list(self.item.values))


async def write_tags(interaction: Interaction, entry_id: int, tags: list[str]) -> None:
    """Give a draft exactly these tags, in its panel."""
    now = interaction.client.clock.now()

    async def work(tx: Writing) -> None:
        meant = await by_id(tx, interaction, entry_id)
        require_edit(meant.entry, meant.standing)
        await knowhow.choose_tags(tx, meant.entry, tags, now)

    await interaction.client.database.write(f"interaction:{interaction.id}", work)
    await show_panel(interaction, entry_id, again=True)


class DraftButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=r"guildhall:draft:(?P<verb>ask|bare|publish|tag|hold|itself|discard|open):(?P<entry>\d+)",
):
    """One of the panel's buttons."""

    def __init__(self, entry_id: int, verb: str) -> None:
        label, style = _LABELS[verb]
        super().__init__(ui.Button(label=label, style=style, custom_id=f"guildhall:draft:{verb}:{entry_id}"))
        self.entry_id = entry_id
        self.verb = verb

    @classmethod
    async def from_custom_id(cls, _interaction: Pressed, _item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["entry"]), match["verb"])

    async def callback(self, interaction: Pressed) -> None:
        """Do what the button says."""
        async with answering(interaction):
            if self.verb == "tag":
                await self._write_tags(interaction)
                return
            await interaction.response.defer()
            if self.verb == "open":
                await show_panel(interaction, self.entry_id, again=True)
            elif self.verb in {"hold", "itself"}:
                await _toggle(interaction, self.entry_id, yes=self.verb == "itself")
            elif self.verb == "ask":
                await _ask(interaction, self.entry_id)
            elif self.verb == "discard":
                await _discard(interaction, self.entry_id)
            else:
                told = await publish_now(interaction, self.entry_id, bare=self.verb == "bare")
                await interaction.edit_original_response(content=told, embed=None, view=None)

    async def _write_tags(self, interaction: Interaction) -> None:
        async with interaction.client.database.read() as tx:
            meant = await by_id(tx, interaction, self.entry_id)
        await interaction.response.send_modal(TagForm(meant.entry.tags, tags_id(self.entry_id)))


async def _toggle(interaction: Interaction, entry_id: int, *, yes: bool) -> None:
    async def work(tx: Writing) -> None:
        meant = await by_id(tx, interaction, entry_id)
        require_edit(meant.entry, meant.standing)
        await knowhow.set_publishes_itself(tx, meant.entry, yes=yes)

    await interaction.client.database.write(f"interaction:{interaction.id}", work)
    await show_panel(interaction, entry_id, again=True)


async def _ask(interaction: Interaction, entry_id: int) -> None:
    bot, now = interaction.client, interaction.client.clock.now()
    async with bot.database.read() as tx:
        entry = (await by_id(tx, interaction, entry_id)).entry
    if not _may_post(interaction, entry.place_id):
        raise Refusal(f"I can't ask anybody: {_MAY_NOT}")

    async def work(tx: Writing) -> int:
        meant = await by_id(tx, interaction, entry_id)
        require_ask(meant.entry, meant.standing, await knowhow.quotes_of(tx, entry_id))
        settings = await settings_of(tx, meant.entry.community_id)
        return await knowhow.ask(tx, meant.entry, interaction.user.id, now, settings.waiting_time)

    waiting = await bot.database.write(f"interaction:{interaction.id}", work)
    note = (
        "The people quoted are asked in the thread; what each of them answers is for them alone to see."
        if waiting
        else "There is nobody to ask: everybody quoted had answered beforehand. You can publish it now."
    )
    await show_panel(interaction, entry_id, again=True, note=note)
    try:
        await show_answers(interaction, f"e{entry_id}")
    except NotFound:
        return  # the capturer is not quoted, so has nothing to answer


async def _discard(interaction: Interaction, entry_id: int) -> None:
    now = interaction.client.clock.now()

    async def work(tx: Writing) -> None:
        meant = await by_id(tx, interaction, entry_id)
        require_edit(meant.entry, meant.standing)
        if not meant.entry.status.is_before_publication:
            raise NotFound("It is no draft any more: use `/knowhow retire`.")
        await knowhow.discard(tx, meant.entry, now)

    await interaction.client.database.write(f"interaction:{interaction.id}", work)
    await interaction.edit_original_response(content="The draft is gone.", embed=None, view=None)


async def publish_now(interaction: Interaction, entry_id: int, *, bare: bool = False) -> str:
    """Publish an entry with what was agreed, or `bare`, and give what to tell the person; raises `Refusal`."""
    now = interaction.client.clock.now()

    async def work(tx: Writing) -> int:
        meant = await by_id(tx, interaction, entry_id)
        if bare:
            require_draft(meant.entry, meant.standing)
            await knowhow.choose_quotes(tx, meant.entry, [], now)
        require_publish(meant.entry, meant.standing, await knowhow.quotes_of(tx, entry_id), now)
        entry = await knowhow.publish(tx, meant.entry, interaction.user.id, now)
        return entry.place_id

    place_id = await interaction.client.database.write(f"interaction:{interaction.id}", work)
    if not _may_post(interaction, place_id):
        return f"Published, and found by search, but it has no card in its thread: {_MAY_NOT}"
    return (
        f"Published. Its card is posted in <#{place_id}>, and where the topic's notices go if everybody who reads "
        "there can see the thread."
    )


def _may_post(interaction: Interaction, place_id: int) -> bool:
    """Say whether a card can be posted in a thread; one that is not at hand is given the benefit of the doubt."""
    thread = interaction.guild.get_thread(place_id) if interaction.guild else None
    if thread is None:
        return True
    may = thread.permissions_for(thread.guild.me)
    return may.view_channel and may.send_messages_in_threads and may.embed_links
