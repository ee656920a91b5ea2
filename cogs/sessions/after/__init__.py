"""What comes after a session: what people will try, what came of it, and how it went."""

from bot.client import Guildhall
from cogs.sessions.after.asking import HAPPENED, TriedButton, keep_what_happened
from cogs.sessions.after.noting import NOTES, ObjectButton, WriteNotesButton, keep_notes
from cogs.sessions.after.posting import AfterPosting
from cogs.sessions.after.reflecting import REFLECT, ReflectButton, TakeBackButton, keep_reflection
from cogs.sessions.after.showing import NotesShowing


def add_after(bot: Guildhall) -> None:
    """Add the buttons and forms, and what the outbox does after sessions; `/session reflect` is part of the group."""
    bot.add_dynamic_items(ObjectButton, ReflectButton, TakeBackButton, TriedButton, WriteNotesButton)
    bot.forms.register(HAPPENED, keep_what_happened)
    bot.forms.register(NOTES, keep_notes)
    bot.forms.register(REFLECT, keep_reflection)
    AfterPosting(bot).register()
    NotesShowing(bot).register()
