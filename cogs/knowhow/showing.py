"""`/knowhow show` and `/knowhow mine`: one entry with its history; my drafts, entries, and where I am quoted."""

from typing import Any

import discord
from discord import app_commands, ui

from bot.options import Asking
from bot.reply import NOBODY, View, send_pages
from cogs.knowhow.answering import OpenButton, show_answers
from cogs.knowhow.drafting import show_panel
from cogs.knowhow.look import (
    CAME_ROOM,
    GREEN,
    HISTORY_ROOM,
    TOLD_MOST,
    came_embed,
    card_embed,
    history_embed,
    title_line,
)
from cogs.knowhow.naming import Interaction, Meant, entry_choices, meant
from cogs.knowhow.part import Part
from community.errors import NotFound
from community.knowhow import Entry, Status
from storage import knowhow, sessions
from storage.database import Reading

_ROOM = 6000 - HISTORY_ROOM - CAME_ROOM - 100
_LINES = 10


class Showing(Part):
    """Reading entries."""

    @app_commands.command(name="show", description="One entry with its history")
    @app_commands.describe(entry="Its title: choose from the list that opens as you type")
    @app_commands.autocomplete(entry=entry_choices)
    async def show(self, interaction: Interaction, entry: str) -> None:
        """Show an entry; for a draft, its panel too."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        async with interaction.client.database.read() as tx:
            found = await meant(tx, interaction, entry)
            embeds = await _embeds(tx, found)
        drafted = found.entry.status.is_before_publication
        view = discord.utils.MISSING if drafted else _links(found.entry)
        await interaction.followup.send(embeds=embeds, view=view, ephemeral=True, allowed_mentions=NOBODY)
        if drafted and found.standing.edits:
            await show_panel(interaction, found.entry.id)

    @app_commands.command(name="mine", description="Your drafts and entries, and where you are quoted")
    async def mine(self, interaction: Interaction) -> None:
        """List what the person captured, then show their quoted words with the answers."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await send_pages(interaction, _captured)
        try:
            await show_answers(interaction, "a0")
        except NotFound:
            await interaction.followup.send(
                "You are not quoted anywhere, and nobody asks to quote you.", ephemeral=True
            )


async def _captured(interaction: Interaction) -> list[discord.Embed]:
    async with interaction.client.database.read() as tx:
        who = await Asking.of(tx, interaction.client, interaction)
        captured = await knowhow.draft_and_mine(tx, who.community_id, who.member_id)
        ids = [entry.id for entry in captured]
        visible = await knowhow.seen_titles(tx, who.community_id, who.member_id, who.sees, ids)
    return _pages([_line(entry, visible) for entry in captured if entry.reason != "discarded"])


async def _embeds(tx: Reading, found: Meant) -> list[discord.Embed]:
    embed = await card_embed(tx, found.entry, _ROOM)
    if found.entry.status.is_before_publication:
        embed.title = f"{found.entry.status.said.capitalize()}: {embed.title}"[:256]
    embeds = [embed, history_embed(await knowhow.history(tx, found.entry))]
    if found.entry.is_public and (came := await sessions.told_in(tx, found.entry.place_id, TOLD_MOST)):
        embeds.insert(1, came_embed(came))
    return embeds


def _links(entry: Entry) -> ui.View:
    view = View(timeout=None)
    view.add_item(OpenButton(f"e{entry.id}"))
    link: ui.Button[Any] = ui.Button(label="Open the thread", url=entry.url)
    view.add_item(link)
    return view


def _line(entry: Entry, visible: dict[int, str]) -> str:
    if entry.id in visible:
        return f"{title_line(entry)} · [thread]({entry.url})"
    why = "taken down" if entry.status is Status.TAKEN_DOWN else "in a place that you can't see now"
    return f"Know-how {entry.id}: {why}"


def _pages(lines: list[str]) -> list[discord.Embed]:
    if not lines:
        told = "You have captured nothing yet. Use `/knowhow capture` in a thread that taught you something."
        return [discord.Embed(title="Captured by you", description=told, color=GREEN)]
    starts = range(0, len(lines), _LINES)
    return [
        discord.Embed(title="Captured by you", description="\n".join(lines[i : i + _LINES]), color=GREEN)
        for i in starts
    ]
