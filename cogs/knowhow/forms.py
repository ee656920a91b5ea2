"""The form of an entry, empty or filled in, and that of tags.

A form's id says what it is for, and `cogs.knowhow.submitting` acts on it: one that was opened before a restart can be
sent after it, and nobody's writing is lost.
"""

import re
from collections.abc import Iterator
from typing import Any

import discord
from discord import ui

from bot.reply import Form
from cogs.knowhow.naming import Pressed
from community.knowhow import BOUNDS, MAX_TAGS, Fields

_LONG = discord.TextStyle.paragraph
_OPEN_FOR = 14 * 60
TAGS_LENGTH = 250
LABELS = {
    "title": ("Title", "One line that somebody would search for"),
    "did": ("What we did", "In your own words; quotes from the thread come after this"),
    "context": ("Where and with whom", "The kind of place, people and numbers. No patient details"),
    "outcome": ("What happened", None),
    "limits": ("Where it may not work", None),
}


class EntryForm(Form):
    """What an entry says, in five rows."""

    def __init__(self, title: str, fields: Fields, custom_id: str) -> None:
        super().__init__(title=title, custom_id=custom_id, timeout=_OPEN_FOR)
        for name, (text, description) in LABELS.items():
            style = discord.TextStyle.short if name == "title" else _LONG
            row: ui.TextInput[EntryForm] = ui.TextInput(
                custom_id=name,
                style=style,
                required=name in {"title", "did"},
                default=getattr(fields, name) or None,
                max_length=BOUNDS[name],
            )
            self.add_item(ui.Label(text=text, description=description, component=row))

    async def on_submit(self, interaction: Pressed, /) -> None:
        """Leave it to `cogs.knowhow.submitting`, which acts on every form by its id."""


class TagForm(Form):
    """Tags as typed, with commas between."""

    def __init__(self, tags: tuple[str, ...], custom_id: str) -> None:
        super().__init__(title="Tags", custom_id=custom_id, timeout=_OPEN_FOR)
        row: ui.TextInput[TagForm] = ui.TextInput(
            custom_id="tags", required=False, default=", ".join(tags) or None, max_length=TAGS_LENGTH
        )
        text = f"{MAX_TAGS} at most, with commas between: falls, night shift"
        self.add_item(ui.Label(text="Tags", description=text, component=row))

    async def on_submit(self, interaction: Pressed, /) -> None:
        """Leave it to `cogs.knowhow.submitting`, which acts on every form by its id."""


FORM = re.compile(
    r"guildhall:form:(?:capture:(?P<where>thread|private|message):(?P<topic>\d+):(?P<place>\d+)"
    r"|edit:(?P<edit>\d+)|tags:(?P<tags>\d+))"
)
"""Ids of forms: of a capture, with where it is from; of an entry's edit; of its tags."""


def capture_id(where: str, topic_id: int, place_id: int) -> str:
    """Give the id of a capture's form: from a thread, a private thread, or a message outside threads."""
    return f"guildhall:form:capture:{where}:{topic_id}:{place_id}"


def edit_id(entry_id: int) -> str:
    """Give the id of the form that edits an entry."""
    return f"guildhall:form:edit:{entry_id}"


def tags_id(entry_id: int) -> str:
    """Give the id of the form of an entry's tags."""
    return f"guildhall:form:tags:{entry_id}"


def sent_values(data: Any) -> dict[str, str]:
    """Give what was written in a form that was sent, by the rows' ids; `data` is the interaction's."""
    return {part["custom_id"]: part.get("value") or "" for part in _rows(data.get("components") or [])}


def _rows(parts: list[Any]) -> Iterator[dict[str, Any]]:
    for part in parts:
        if "component" in part:
            yield part["component"]
        yield from (row for row in part.get("components") or [] if "custom_id" in row)
