"""Reply pieces that several features share: clipped and plain text, views and forms that answer for errors, pages."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord

from bot.answer import answer_error, answering

NOBODY = discord.AllowedMentions.none()
MESSAGE_LIMIT = 2000
EMBED_LIMIT = 4096

Look = Callable[[Any], Awaitable[Sequence[discord.Embed]]]
"""Gives the pages of a list as the person who asks by this interaction may see them now."""


def clip(text: str, limit: int) -> str:
    """Cut `text` to at most `limit` characters, with an ellipsis where something was cut."""
    text = text.strip()
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def plain(text: str, limit: int = EMBED_LIMIT) -> str:
    """Make a member's text safe to stand in ours: no markdown, no mention, one line, at most `limit` characters."""
    line = " ".join(text.split())
    return clip(discord.utils.escape_mentions(discord.utils.escape_markdown(line)), limit)


class View(discord.ui.View):
    """A set of buttons and selects that lives as long as its message may be edited, and answers for its errors."""

    def __init__(self, *, timeout: float | None = 14 * 60) -> None:
        super().__init__(timeout=timeout)

    async def on_error(
        self, interaction: discord.Interaction, error: Exception, _item: discord.ui.Item[Any], /
    ) -> None:
        """Answer for an error in one of the items."""
        await answer_error(interaction, error)


class Form(discord.ui.Modal):
    """A form that answers for its errors."""

    async def on_error(self, interaction: discord.Interaction, error: Exception, /) -> None:  # type: ignore[override]  # discord.py types a form's as a view's
        """Answer for an error in the form."""
        await answer_error(interaction, error)


class Pages(View):
    """A list shown page by page: **Back** and **Next**, disabled at the ends; each turn looks again."""

    def __init__(self, look: Look, pages: Sequence[discord.Embed]) -> None:
        super().__init__()
        self._look = look
        self._at = 0
        self._mark(pages)

    def _mark(self, pages: Sequence[discord.Embed]) -> None:
        self.back.disabled = self._at == 0
        self.next.disabled = self._at >= len(pages) - 1

    async def _turn(self, interaction: discord.Interaction, by: int) -> None:
        async with answering(interaction):
            await interaction.response.defer()
            pages = await self._look(interaction)
            self._at = min(max(self._at + by, 0), len(pages) - 1)
            self._mark(pages)
            await interaction.edit_original_response(embed=pages[self._at], view=self, allowed_mentions=NOBODY)

    @discord.ui.button(label="Back", style=discord.ButtonStyle.secondary)
    async def back(self, interaction: discord.Interaction, _button: discord.ui.Button["Pages"]) -> None:
        """Show the page before."""
        await self._turn(interaction, -1)

    @discord.ui.button(label="Next", style=discord.ButtonStyle.secondary)
    async def next(self, interaction: discord.Interaction, _button: discord.ui.Button["Pages"]) -> None:
        """Show the page after."""
        await self._turn(interaction, 1)


def quotes_button(scope: str, label: str, style: discord.ButtonStyle) -> discord.ui.Button[Any]:
    """Give the button that opens a person's own panel of quotes; `cogs.knowhow` answers it, by its id."""
    return discord.ui.Button(label=label, style=style, custom_id=f"guildhall:quotes:open:{scope}")


def draft_button(entry_id: int) -> discord.ui.Button[Any]:
    """Give the button that opens a draft's panel in place of its message; `cogs.knowhow` answers it, by its id."""
    return discord.ui.Button(
        label="Open the draft", style=discord.ButtonStyle.primary, custom_id=f"guildhall:draft:open:{entry_id}"
    )


async def send_pages(interaction: discord.Interaction, look: Look) -> None:
    """Answer (deferred or not) with one page, or with pages to turn; to the person who asked alone.

    `look` gives all pages, at least one, of what the person may see at that moment, or raises `Refusal`.
    """
    pages = await look(interaction)
    arguments: dict[str, Any] = {"embed": pages[0], "ephemeral": True, "allowed_mentions": NOBODY}
    if len(pages) > 1:
        arguments["view"] = Pages(look, pages)
    if interaction.response.is_done():
        await interaction.followup.send(**arguments)
    else:
        await interaction.response.send_message(**arguments)


__all__ = [
    "EMBED_LIMIT",
    "MESSAGE_LIMIT",
    "NOBODY",
    "Form",
    "Pages",
    "View",
    "answering",
    "clip",
    "draft_button",
    "plain",
    "quotes_button",
    "send_pages",
]
