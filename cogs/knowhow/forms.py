"""The form of an entry, empty or filled in, and that of tags.

A form's id says what it is for, and `cogs.knowhow.submitting` acts on it: one that was opened before a restart can be
sent after it, and nobody's writing is lost.
"""

import re

import discord
from discord import ui

from bot.forms import LastingForm
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


class EntryForm(LastingForm):
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


class TagForm(LastingForm):
    """Tags as typed, with commas between."""

    def __init__(self, tags: tuple[str, ...], custom_id: str) -> None:
        super().__init__(title="Tags", custom_id=custom_id, timeout=_OPEN_FOR)
        row: ui.TextInput[TagForm] = ui.TextInput(
            custom_id="tags", required=False, default=", ".join(tags) or None, max_length=TAGS_LENGTH
        )
        text = f"{MAX_TAGS} at most, with commas between: falls, night shift"
        self.add_item(ui.Label(text="Tags", description=text, component=row))


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
