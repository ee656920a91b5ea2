"""How an error becomes an answer: a refusal's own sentence, or a neutral one with an id that the log has too."""

import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import discord
from discord import app_commands

from community.errors import Refusal, Unavailable

log = logging.getLogger(__name__)

Shown = tuple[discord.Embed, discord.ui.View | None]
"""A card as it is to stand: its embed and its buttons."""

_LOOKS = 4
_GONE = {10062, 10008, 40060}
"""Unknown interaction, unknown message, already acknowledged: there is nobody left to tell."""


@asynccontextmanager
async def answering(interaction: discord.Interaction) -> AsyncIterator[None]:
    """Answer for whatever is raised inside; every button, select and form runs its work in this."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the one place where an unforeseen error becomes an answer
        await answer_error(interaction, error)


async def answer_error(interaction: discord.Interaction, error: BaseException) -> None:
    """Show a refusal to the person who asked; log anything else once, with an id, and show them the id."""
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    sentence = _sentence(interaction, error)
    try:
        await say(interaction, sentence)
    except discord.HTTPException as unsent:
        if unsent.code not in _GONE:
            log.warning("an answer could not be given", extra={"code": unsent.code, "status": unsent.status})


async def show_present(interaction: discord.Interaction, look: Callable[[], Awaitable[Shown]]) -> None:
    """Bring the card that was pressed to what is true now, and once more where others pressed meanwhile.

    Two edits under way may arrive in either order; whoever wrote the older card looks again after it.
    """
    shown: discord.Embed | None = None
    for _ in range(_LOOKS):
        embed, view = await look()
        if shown is not None and embed == shown:
            return
        none = discord.AllowedMentions.none()
        await interaction.edit_original_response(embed=embed, view=view, allowed_mentions=none)
        shown = embed


async def say(interaction: discord.Interaction, sentence: str) -> None:
    """Say one sentence to the person who asked, and to nobody else, whatever was already answered."""
    none = discord.AllowedMentions.none()
    if interaction.response.is_done():
        await interaction.followup.send(sentence, ephemeral=True, allowed_mentions=none)
    else:
        await interaction.response.send_message(sentence, ephemeral=True, allowed_mentions=none)


def _sentence(interaction: discord.Interaction, error: BaseException) -> str:
    if isinstance(error, Refusal | Unavailable):
        return error.sentence
    if isinstance(error, app_commands.NoPrivateMessage):
        return "Use this command in a server."
    if isinstance(error, app_commands.CheckFailure):
        return "You may not use this command here."
    if isinstance(error, app_commands.TransformerError):
        return "I can't read one of those options. Choose it from the list, or type it as the option says."
    if isinstance(error, discord.Forbidden):
        return "Discord does not let me do that here: I lack a permission in that channel. Ask whoever runs the server."
    number = secrets.token_hex(4)
    name = interaction.command.qualified_name if interaction.command else interaction.type.name
    log.error("an interaction failed", extra={"id": number, "command": name}, exc_info=error)
    return (
        f"Something went wrong on my side. Please try again; if it happens again, tell a steward this number: {number}"
    )
