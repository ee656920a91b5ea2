"""The form of an entry, empty or filled in, and that of tags."""

from collections.abc import Awaitable, Callable

import discord
from discord import ui

from bot.answer import answering
from bot.reply import Form
from cogs.knowhow.naming import Interaction, Pressed
from community.knowhow import BOUNDS, MAX_TAGS, REASON, Fields, parse_tags

_LONG = discord.TextStyle.paragraph


class EntryForm(Form):
    """What an entry says, in five rows. `done` gets what was written; the form is deferred by then."""

    def __init__(self, title: str, fields: Fields, done: Callable[[Interaction, Fields], Awaitable[None]]) -> None:
        super().__init__(title=title)
        self._done = done
        self._rows = {
            "title": _row("title", fields.title, discord.TextStyle.short, required=True),
            "did": _row("did", fields.did, _LONG, required=True),
            "context": _row("context", fields.context, _LONG),
            "outcome": _row("outcome", fields.outcome, _LONG),
            "limits": _row("limits", fields.limits, _LONG),
        }
        for name, row in self._rows.items():
            text, description = _LABELS[name]
            self.add_item(ui.Label(text=text, description=description, component=row))

    async def on_submit(self, interaction: Pressed, /) -> None:
        """Hand on what was written."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self._done(interaction, Fields(**{name: row.value for name, row in self._rows.items()}))


_LABELS = {
    "title": ("Title", "One line that somebody would search for"),
    "did": ("What we did", "In your own words; quotes from the thread come after this"),
    "context": ("Where and with whom", "The kind of place, people and numbers. No patient details"),
    "outcome": ("What happened", None),
    "limits": ("Where it may not work", None),
}


def _row(name: str, value: str, style: discord.TextStyle, *, required: bool = False) -> "ui.TextInput[EntryForm]":
    return ui.TextInput(custom_id=name, style=style, required=required, default=value or None, max_length=BOUNDS[name])


class TagForm(Form):
    """Tags as typed, with commas between."""

    def __init__(self, tags: tuple[str, ...], done: Callable[[Interaction, list[str]], Awaitable[None]]) -> None:
        super().__init__(title="Tags")
        self._done = done
        self._tags: ui.TextInput[TagForm] = ui.TextInput(
            custom_id="tags", required=False, default=", ".join(tags) or None, max_length=250
        )
        text = f"{MAX_TAGS} at most, with commas between: falls, night shift"
        self.add_item(ui.Label(text="Tags", description=text, component=self._tags))

    async def on_submit(self, interaction: Pressed, /) -> None:
        """Hand on the tags."""
        async with answering(interaction):
            await interaction.response.defer()
            await self._done(interaction, parse_tags(self._tags.value))


__all__ = ["REASON", "EntryForm", "TagForm"]
