"""How an error becomes an answer: a refusal's own sentence, or a neutral one with an id that the log has too."""

import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import discord
from discord import app_commands

from bot.sending import unarchived
from bot.traffic import HeldBack
from community.errors import Refusal, Unavailable
from storage.database import Closed

log = logging.getLogger(__name__)

Shown = tuple[discord.Embed, discord.ui.View | None]
"""A card as it is to stand: its embed and its buttons."""

UNANSWERED = (discord.DiscordServerError, discord.RateLimited, aiohttp.ClientError)
"""What is Discord's own trouble, or the network's."""
_TOO_MANY = 429
_LOOKS = 4
_NOWHERE = (discord.GroupChannel, discord.ForumChannel, discord.CategoryChannel)
"""Channels in which no card stands."""
_GONE = {10062, 10008, 40060, 10003}
"""Unknown interaction, message or channel, already acknowledged: there is nobody left to tell."""


_FORESEEN = {
    app_commands.NoPrivateMessage: "Use this command in a server.",
    app_commands.CheckFailure: "You may not use this command here.",
    app_commands.TransformerError: (
        "I can't read one of those options. Choose it from the list, or type it as the option says."
    ),
    discord.Forbidden: (
        "Discord does not let me do that here: I lack a permission in that channel. Ask whoever runs the server."
    ),
}
"""The first that an error is one of says it."""


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
    if isinstance(error, discord.HTTPException) and error.code in _GONE:
        log.info("nobody is left to be answered", extra={"code": error.code})
        return
    if isinstance(error, Closed) or interaction.client.is_closed():
        return  # this process works here no more, and can't even answer
    sentence = _sentence(interaction, error)
    try:
        await say(interaction, sentence)
    except Closed:
        return
    except discord.HTTPException as unsent:
        if unsent.code not in _GONE:
            log.warning("an answer could not be given", extra={"code": unsent.code, "status": unsent.status})
    except UNANSWERED as unsent:
        log.warning("an answer could not be given", extra={"why": type(unsent).__name__})


async def show_present(interaction: discord.Interaction, look: Callable[[], Awaitable[Shown]]) -> None:
    """Bring the card that was pressed to what is true now.

    The card is changed as the message that it is: what answers the press is the sentence to who pressed, which stands
    once so.
    """
    channel = interaction.channel
    if interaction.message is None or channel is None or isinstance(channel, _NOWHERE):
        return
    await show_on(channel.get_partial_message(interaction.message.id), look)


async def show_on(card: discord.PartialMessage, look: Callable[[], Awaitable[Shown]]) -> None:
    """Bring a card to what is true now, and once more where others changed that meanwhile.

    Two edits under way may arrive in either order; whoever wrote the older card looks again after it.
    """
    shown: discord.Embed | None = None
    for _ in range(_LOOKS):
        embed, view = await look()
        if shown is not None and embed == shown:
            return
        none = discord.AllowedMentions.none()
        async with unarchived(card.channel):
            await card.edit(embed=embed, view=view, allowed_mentions=none)
        shown = embed


async def say(interaction: discord.Interaction, sentence: str) -> None:
    """Say one sentence to the person who asked, and to nobody else, whatever was already answered."""
    none = discord.AllowedMentions.none()
    if interaction.response.is_done():
        await interaction.followup.send(sentence, ephemeral=True, allowed_mentions=none)
    else:
        await interaction.response.send_message(sentence, ephemeral=True, allowed_mentions=none)


def _sentence(interaction: discord.Interaction, error: BaseException) -> str:
    if isinstance(error, Refusal | Unavailable | HeldBack):
        return error.sentence
    for kind, sentence in _FORESEEN.items():
        if isinstance(error, kind):
            return sentence
    if isinstance(error, UNANSWERED) or (isinstance(error, discord.HTTPException) and error.status == _TOO_MANY):
        log.warning("Discord did not answer", extra={"why": type(error).__name__, "command": _name(interaction)})
        return "Discord is not answering me as it should just now. Please try again in a minute."
    number = secrets.token_hex(4)
    log.error("an interaction failed", extra={"id": number, "command": _name(interaction)}, exc_info=error)
    return (
        f"Something went wrong on my side. Please try again; if it happens again, tell a steward this number: {number}"
    )


def _name(interaction: discord.Interaction) -> str:
    return interaction.command.qualified_name if interaction.command else interaction.type.name
