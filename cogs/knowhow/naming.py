"""Which entry a person means: the `entry` option of the commands, its suggestions, and what the person is to it."""

from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands

from bot.client import Guildhall
from bot.options import Asking
from bot.reply import clip
from bot.rights import standing_to
from community.errors import NotFound, Refusal
from community.knowhow import Entry, Standing, Status
from storage import knowhow
from storage.database import Reading
from storage.knowhow.entries import UNKNOWN

Interaction = discord.Interaction[Guildhall]

Pressed = discord.Interaction[Any]
"""What discord.py's items and forms hand over: their types can't say whose client it is; it is always ours."""


@dataclass(frozen=True, slots=True)
class Meant:
    """An entry that somebody may see, and what they are to it."""

    entry: Entry
    standing: Standing
    who: Asking


async def meant(tx: Reading, interaction: Interaction, text: str) -> Meant:
    """Give the entry named by its number or title, of those the person may see now; raises `NotFound`, `Refusal`."""
    who = await Asking.of(tx, interaction.client, interaction)
    typed = text.strip().removeprefix("#")
    if typed.isascii() and typed.isdigit() and len(typed) <= 18:
        entry = await knowhow.seen_entry(tx, who.community_id, who.member_id, who.sees, int(typed))
    else:
        entry = await _titled(tx, who, typed)
    return Meant(entry, await standing_to(tx, interaction, entry), who)


async def by_id(tx: Reading, interaction: Interaction, entry_id: int) -> Meant:
    """Give the entry with this id, if the person may see it now; raises `NotFound`."""
    who = await Asking.of(tx, interaction.client, interaction)
    entry = await knowhow.seen_entry(tx, who.community_id, who.member_id, who.sees, entry_id)
    return Meant(entry, await standing_to(tx, interaction, entry), who)


async def _titled(tx: Reading, who: Asking, typed: str) -> Entry:
    if not typed:
        raise NotFound(UNKNOWN)
    found = await knowhow.seen_entries(tx, who.community_id, who.member_id, who.sees, text=typed)
    exact = [entry for entry in found if entry.fields.title.casefold() == typed.casefold()]
    found = exact or found
    if not found:
        raise NotFound(UNKNOWN)
    if len(found) > 1:
        raise Refusal("Several entries match that. Choose one from the list that opens as you type.")
    return found[0]


async def entry_choices(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Suggest entries that the person may see, those changed last first."""
    return await _choices(interaction, current, tuple(Status))


async def unpublished_choices(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Suggest drafts and what awaits consent, where the person may publish them."""
    return await _choices(interaction, current, (Status.DRAFT, Status.AWAITING))


async def _choices(
    interaction: Interaction, current: str, statuses: tuple[Status, ...]
) -> list[app_commands.Choice[str]]:
    async with interaction.client.database.read() as tx:
        who = await Asking.of(tx, interaction.client, interaction)
        found = await knowhow.seen_entries(
            tx, who.community_id, who.member_id, who.sees, statuses=statuses, text=current
        )
    return [app_commands.Choice(name=_label(entry), value=str(entry.id)) for entry in found]


def _label(entry: Entry) -> str:
    return f"{clip(entry.fields.title, 80)} ({entry.status.said})"
