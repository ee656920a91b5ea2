"""What the outbox does for notes under the Chatham House Rule: shows them, holds them, publishes them in time."""

import discord
from discord import ui
from discord.utils import format_dt

from bot.client import Guildhall
from bot.outbox import TryLater
from bot.reply import NOBODY, plain
from bot.sending import by_marks, send_once, unarchived
from cogs.sessions.after.noting import ObjectButton
from cogs.sessions.card import GREEN, GREY
from cogs.sessions.native import session_of
from cogs.sessions.places import channel_of, place_to_tell
from community.knowhow import Entry, card_of
from community.sessions import Session
from storage import knowhow, notes
from storage.database import Writing
from storage.notes import Notes
from storage.outbox import Claimed

_OBJECTED = "Held: somebody who was there objects. Whoever wrote these notes is asked to change them."


class NotesShowing:
    """Acts on due rows; each reads what is true now."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    def register(self) -> None:
        """Take the kinds of due rows that notes make."""
        self.bot.outbox.register(notes.SHOW, self.show, takes_back=True)
        self.bot.outbox.register(notes.HELD, self.hold)
        self.bot.outbox.register(notes.RELEASED, self.release)
        self.bot.outbox.register(notes.PUBLISH, self.publish)

    async def show(self, row: Claimed) -> int | None:
        """Show notes while people may object to them; each version by a message of its own, in place of the last."""
        session = await session_of(self.bot, row)
        if old := row.payload.get("old"):
            await self._delete(row.payload["old_channel"], old)
        async with self.bot.database.read() as tx:
            found = await notes.of_session(tx, session.id)
            entry = await knowhow.find(tx, found.entry_id) if found else None
        if found is None or entry is None or found.version != row.payload["version"] or found.waits_until is None:
            return None
        if not entry.status.is_before_publication:
            if found.message_id is not None:
                await self._delete(found.channel_id, found.message_id)
            return None
        thread = await place_to_tell(self.bot, session)
        text, embed, view = _told(session, found), _card(entry, found), _buttons(found)
        async with unarchived(thread):
            if found.message_id is not None:
                shown = thread.get_partial_message(found.message_id)
                await shown.edit(content=text, embed=embed, view=view, allowed_mentions=NOBODY)
                return found.message_id
            if not row.payload.get("first"):
                raise TryLater("they are not shown yet")
            sent = await send_once(thread, row, by=by_marks, content=text, embed=embed, view=view)

        async def note(tx: Writing) -> None:
            await notes.note_shown(tx, found, sent.channel.id, sent.id)

        await self.bot.database.write(None, note)
        return sent.id

    async def hold(self, row: Claimed) -> int | None:
        """Ask whoever wrote the notes to change them, once a version; nobody is told who objects."""
        session = await session_of(self.bot, row)
        async with self.bot.database.read() as tx:
            found = await notes.of_session(tx, session.id)
        if found is None or found.version != row.payload["version"] or not found.written_by or not found.objections:
            return None
        text = (
            f"<@{found.written_by}> Somebody who was there objects to the notes of **{plain(session.plan.title)}**, so "
            "they are held. Please change them with `/knowhow edit`; the time to object begins anew then. Nobody is "
            "told who objects: please don't ask."
        )
        return await self._tell_writer(row, session, found, text)

    async def release(self, row: Claimed) -> int | None:
        """Tell whoever was asked to change the notes that nobody objects to them any more."""
        session = await session_of(self.bot, row)
        async with self.bot.database.read() as tx:
            found = await notes.of_session(tx, session.id)
            was_asked = found is not None and await notes.was_asked(tx, found)
        if found is None or found.version != row.payload["version"] or not found.written_by or not was_asked:
            return None
        if found.objections or found.waits_until is None:
            return None
        text = (
            f"<@{found.written_by}> Nobody objects to the notes of **{plain(session.plan.title)}** any more: they are "
            f"published {format_dt(found.waits_until, 'F')} unless somebody does by then."
        )
        return await self._tell_writer(row, session, found, text)

    async def _tell_writer(self, row: Claimed, session: Session, found: Notes, text: str) -> int:
        allowed = discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(found.written_by)])
        thread = await place_to_tell(self.bot, session)
        async with unarchived(thread):
            return (await send_once(thread, row, content=text, allowed_mentions=allowed)).id

    async def publish(self, row: Claimed) -> None:
        """Publish notes to which nobody objected in time."""
        session_id, now = int(row.payload["session"]), self.bot.clock.now()

        async def work(tx: Writing) -> None:
            found = await notes.of_session(tx, session_id, lock=True)
            entry = await knowhow.find(tx, found.entry_id) if found else None
            if found is None or entry is None or found.version != row.payload["version"] or found.objections:
                return
            if entry.status.is_before_publication:
                await knowhow.publish(tx, entry, None, now)

        await self.bot.database.write(None, work)

    async def _delete(self, channel_id: int | None, message_id: int) -> None:
        channel = await channel_of(self.bot, channel_id)
        if channel is None or isinstance(channel, discord.ForumChannel):
            return
        try:
            async with unarchived(channel):
                await channel.get_partial_message(message_id).delete()
        except discord.NotFound:
            return


def _told(session: Session, found: Notes) -> str:
    if found.objections or found.waits_until is None:
        return _OBJECTED
    until = format_dt(found.waits_until, "F")
    return (
        f"These are to be the notes of **{plain(session.plan.title)}**, under the Chatham House Rule: they name "
        f"neither people nor organisations. Whoever was there may object until {until}; nobody is told who does. "
        "Without an objection they are published then."
    )


def _card(entry: Entry, found: Notes) -> discord.Embed:
    card = card_of(entry, [], {})
    embed = discord.Embed(title=card.title, description=card.text, color=GREY if found.objections else GREEN)
    for part in card.parts:
        embed.add_field(name=part.heading, value=part.text, inline=False)
    return embed


def _buttons(found: Notes) -> ui.View:
    view = ui.View(timeout=None)
    view.add_item(ObjectButton(found.session_id, found.version))
    return view
