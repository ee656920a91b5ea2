"""What comes after a session: what people will try, what came of it, and how it went."""

from bot.client import Guildhall
from cogs.sessions.after.asking import TriedButton
from cogs.sessions.after.noting import ObjectButton, WriteNotesButton
from cogs.sessions.after.posting import AfterPosting
from cogs.sessions.after.reflecting import ReflectButton, TakeBackButton
from cogs.sessions.after.showing import NotesShowing


def add_after(bot: Guildhall) -> None:
    """Add the buttons, and what the outbox does after sessions; `/session reflect` is part of the group."""
    bot.add_dynamic_items(ObjectButton, ReflectButton, TakeBackButton, TriedButton, WriteNotesButton)
    AfterPosting(bot).register()
    NotesShowing(bot).register()
