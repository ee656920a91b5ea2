"""What the outbox does after sessions: asks the thread what people will try, shares it, asks each about it once."""

import logging

import discord
from discord import ui
from discord.utils import format_dt

from bot.client import Guildhall
from bot.outbox import TryLater
from bot.reply import NOBODY, plain
from bot.sending import by_marks, send_once, unarchived
from cogs.sessions.after.asking import sees
from cogs.sessions.after.noting import WriteNotesButton
from cogs.sessions.after.reflecting import ReflectButton, own_buttons
from cogs.sessions.native import session_of
from cogs.sessions.places import channel_of, place_to_tell
from community.sessions import Reflection, Sharing
from storage import communities, sessions
from storage.database import Writing
from storage.outbox import Claimed

log = logging.getLogger(__name__)

Thread = discord.Thread | discord.TextChannel
_LOOK_BACK = 200


class AfterPosting:
    """Acts on due rows; each reads what is true now."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    def register(self) -> None:
        """Take the kinds of due rows that come after sessions."""
        self.bot.outbox.register(sessions.AFTER, self.invite, missed=_too_late)
        self.bot.outbox.register(sessions.SHARED, self.share, takes_back=True)
        self.bot.outbox.register(sessions.UNSHARED, self.unshare, takes_back=True)
        self.bot.outbox.register(sessions.ASK, self.ask, missed=_too_late)

    async def invite(self, row: Claimed) -> int | None:
        """Ask in the thread of a session that is finished what people will try; the host is to say it aloud."""
        session = await session_of(self.bot, row)
        if session.status == "cancelled":
            return None
        host = session.plan.host_id
        text = (
            f"<@{host}>, before everybody goes: ask what each will try. **Reflect** keeps it for whoever writes it, "
            "unless they share it; who wants to is asked about it once, on the day they choose."
        )
        view = ui.View(timeout=None)
        view.add_item(ReflectButton(session.id))
        view.add_item(WriteNotesButton(session.id))
        allowed = discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(host)])
        thread = await place_to_tell(self.bot, session)
        async with unarchived(thread):
            return (await send_once(thread, row, content=text, view=view, allowed_mentions=allowed)).id

    async def share(self, row: Claimed) -> int | None:
        """Let the line that shares a reflection say what it says now: posted once, then changed, or taken away."""
        async with self.bot.database.read() as tx:
            found = await sessions.find_reflection(tx, int(row.payload["reflection"]))
            session = await sessions.find(tx, int(row.payload["session"]))
            member = await communities.member(tx, row.community_id, found.member_id) if found else None
        if session is None:
            return None
        thread = await place_to_tell(self.bot, session)
        mark = ReflectButton(session.id, int(row.payload["reflection"]))
        if found is None or found.resolve.shared is Sharing.NO:
            if row.attempts > 1:
                await _take_away(thread, mark.custom_id)  # an attempt whose answer was lost
            return None
        text = shared_line(found, member.display_name if member else "")
        view = ui.View(timeout=None)
        view.add_item(mark)
        async with unarchived(thread):
            if found.message_id is not None:
                message = thread.get_partial_message(found.message_id)
                await message.edit(content=text, view=view, allowed_mentions=NOBODY)
                return found.message_id
            if not row.payload["first"]:
                raise TryLater("it is not posted yet")
            sent = await send_once(thread, row, by=by_marks, content=text, view=view)
        now = self.bot.clock.now()

        async def note(tx: Writing) -> None:
            await sessions.note_shared(tx, row.community_id, found.id, sent.channel.id, sent.id, now)

        await self.bot.database.write(None, note)
        return sent.id

    async def unshare(self, row: Claimed) -> None:
        """Delete a line that shared what was taken back."""
        channel = await channel_of(self.bot, row.payload["channel_id"])
        if channel is None or isinstance(channel, discord.ForumChannel):
            return
        async with unarchived(channel):
            await channel.get_partial_message(row.payload["message_id"]).delete()

    async def ask(self, row: Claimed) -> int | None:
        """Ask somebody who wanted to be asked, once; where they take no messages, `/session show` has the buttons."""
        async with self.bot.database.read() as tx:
            found = await sessions.find_reflection(tx, int(row.payload["reflection"]))
            session = await sessions.find(tx, found.session_id) if found else None
            if found is None or session is None or found.version != row.payload["version"] or found.outcome:
                return None
            if not await sees(tx, self.bot, found, session.plan.seen_in):
                return None
        title = plain(session.plan.title, 200)
        text = (
            f"After **{title}** you wrote that you will try this, and that you want to be asked about it today:\n"
            f"> {plain(found.resolve.tries, 1200)}\nWhat came of it? Only you are asked, and only this once."
        )
        try:
            user = self.bot.get_user(found.member_id) or await self.bot.fetch_user(found.member_id)
            return (await send_once(user, row, by=by_marks, content=text, view=own_buttons(found))).id
        except (discord.Forbidden, discord.NotFound):
            log.info("a member takes no direct messages; they are not asked", extra={"row": row.id})
            return None


def shared_line(reflection: Reflection, name: str) -> str:
    """Say to the group what somebody will try."""
    resolve = reflection.resolve
    who = plain(name, 80) if resolve.shared is Sharing.NAMED and name else "Somebody"
    by = f", by {format_dt(resolve.by_at, 'D')}" if resolve.by_at else ""
    return f"**{who}** will try this{by}:\n> {plain(resolve.tries, 1500)}"


async def _take_away(thread: Thread, custom_id: str) -> None:
    async for sent in thread.history(limit=_LOOK_BACK):
        ids = [getattr(child, "custom_id", None) for part in sent.components for child in getattr(part, "children", [])]
        if custom_id in ids:
            await sent.delete()


async def _too_late(_row: Claimed) -> None:
    """Report nothing: it is of no use any more, and whose it is concerns nobody else."""
