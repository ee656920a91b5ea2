"""**Add to know-how**: adds a message as a quote to a draft of its thread."""

from typing import Any

import discord
from discord import app_commands, ui

from bot.answer import answering
from bot.client import Guildhall
from bot.ingest.past import read_past
from bot.options import Asking
from bot.reply import NOBODY, View, clip
from bot.rights import standing_to
from cogs.knowhow.naming import Interaction, Pressed
from community.errors import NotFound, Refusal
from community.knowhow import Entry, Status
from community.messages import Place
from community.screening import said_in
from storage import knowhow, messages, topics
from storage.database import Reading, Writing

_NONE = "There is no draft of this thread to add it to. Use **Capture know-how** to begin one."
_BOT = "That was written by a bot: only people can be quoted."
_CHATHAM_HOUSE = "What is said here is under the Chatham House Rule: none of it is kept, so it can't be quoted."


@app_commands.context_menu(name="Add to know-how")
@app_commands.guild_only()
async def add_menu(interaction: Interaction, message: discord.Message) -> None:
    """Add the message to the draft there is; to the one chosen, where there are several."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    if message.author.bot:
        raise Refusal(_BOT)
    if isinstance(message.channel, discord.Thread):
        await _know(interaction.client, message.channel, message.id)
    async with interaction.client.database.read() as tx:
        who = await Asking.of(tx, interaction.client, interaction)
        drafts = await knowhow.drafts_for_message(tx, who.community_id, who.sees, message.id)
        labels = [await _label(tx, interaction, entry) for entry in drafts]
    if not drafts:
        raise NotFound(_NONE)
    if len(drafts) == 1:
        await interaction.followup.send(await _add(interaction, drafts[0].id, message.id), allowed_mentions=NOBODY)
        return
    view = _Which(message.id, [(entry.id, label) for entry, label in zip(drafts, labels, strict=True)])
    await interaction.followup.send("Which draft?", view=view, ephemeral=True)


async def _know(bot: Guildhall, thread: discord.Thread, message_id: int) -> None:
    """Read a thread's past, where a message of it was said before its topic was opened."""
    async with bot.database.read() as tx:
        if await messages.left_out(tx, [thread.id]):
            raise Refusal(_CHATHAM_HOUSE)
        topic = await topics.find(tx, thread.parent_id)
        known = await messages.is_known(tx, message_id)
    if topic is not None and topic.status == "open" and not known:
        place = Place(topic.id, topic.community_id, topic.id, topic.id)
        await read_past(bot, bot.database, place, thread.id)


async def _label(tx: Reading, interaction: Interaction, entry: Entry) -> str:
    """Name a draft: by its title to those who may read it, else by its day alone."""
    if (await standing_to(tx, interaction, entry)).edits:
        return clip(entry.fields.title, 100)
    return f"Draft {entry.id}, captured {entry.captured_at:%d %B %Y}"


async def _add(interaction: Interaction, entry_id: int, message_id: int) -> str:
    bot, now = interaction.client, interaction.client.clock.now()

    async def work(tx: Writing) -> str | None:
        who = await Asking.of(tx, bot, interaction)
        drafts = await knowhow.drafts_for_message(tx, who.community_id, who.sees, message_id)
        entry = next((entry for entry in drafts if entry.id == entry_id), None)
        if entry is None or entry.status is not Status.DRAFT:
            raise NotFound(_NONE)
        if not await knowhow.add_quote(tx, entry, message_id, now):
            return None
        return said_in(quote.words for quote in await knowhow.quotes_of(tx, entry_id) if quote.message_id == message_id)

    looks_like = await bot.database.write(f"interaction:{interaction.id}", work)
    if looks_like is not None:
        again = f" **Look again:** it holds what looks like {looks_like}." if looks_like else ""
        return f"Added to draft {entry_id}. Whoever wrote it is asked before anything is published.{again}"
    return f"Draft {entry_id} quotes that message already."


class _Which(View):
    """Which draft to add to."""

    def __init__(self, message_id: int, drafts: list[tuple[int, str]]) -> None:
        super().__init__()
        self._message_id = message_id
        self._menu: ui.Select[Any] = ui.Select(placeholder="Which draft?")
        for entry_id, label in drafts:
            self._menu.add_option(label=label, value=str(entry_id), description=f"Know-how {entry_id}")
        self._menu.callback = self._chosen  # type: ignore[method-assign]  # discord.py documents this for made menus
        self.add_item(self._menu)

    async def _chosen(self, interaction: Pressed) -> None:
        async with answering(interaction):
            await interaction.response.defer()
            told = await _add(interaction, int(self._menu.values[0]), self._message_id)
            await interaction.edit_original_response(content=told, view=None)
