"""What the outbox does for sessions: card and thread, Discord's own event, reminders, the end of a cancelled one."""

import asyncio
from datetime import timedelta
from functools import partial

import discord

from bot.client import Guildhall
from bot.sending import by_marks, send_once, sent_before, unarchived
from cogs.sessions.answering import buttons, current_card, marks
from cogs.sessions.card import thread_name
from cogs.sessions.forum import post_once, posted_before
from cogs.sessions.native import NativeEvent, session_of
from cogs.sessions.places import channel_of, home_of
from community.sessions import Session
from storage import messages, sessions
from storage.database import Writing
from storage.outbox import Claimed
from storage.posts import WITHDRAW_EVENT

_ALREADY_A_THREAD = 160004
_LOOKS = 4


class Posting:
    """Acts on due rows; every step finds what an earlier, interrupted attempt left and goes on from there."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    def register(self) -> None:
        """Take the kinds of due rows that sessions make."""
        self.bot.outbox.register("session-card", self.post_card)
        self.bot.outbox.register("session-event", NativeEvent(self.bot).mirror)
        self.bot.outbox.register(WITHDRAW_EVENT, NativeEvent(self.bot).withdraw, takes_back=True)
        self.bot.outbox.register(sessions.CHANGED, self.show_again, takes_back=True)
        self.bot.outbox.each_wake(self.forget_sketches)
        self.bot.outbox.each_wake(self.make_coming)

    async def post_card(self, row: Claimed) -> int | None:
        """Post the card where the topic's sessions go, with a thread of its own."""
        session = await session_of(self.bot, row)
        if session.status == "cancelled":
            return await self._take_back(row, session)
        channel = await home_of(self.bot, session)
        async with self.bot.database.read() as tx:
            embed = await current_card(tx, self.bot.formats, session.id)
        thread_id: int | None
        if isinstance(channel, discord.ForumChannel):
            message, thread_id = await post_once(channel, row, thread_name(session), embed, marks(session))
        else:
            message = await send_once(channel, row, by=by_marks, embed=embed, view=marks(session))
            thread_id = await self._thread(message, session)
        ids: dict[str, int | None] = {
            "channel_id": message.channel.id,
            "message_id": message.id,
            "thread_id": thread_id,
        }

        async def note(tx: Writing) -> None:
            await sessions.note_place(tx, session.id, **ids)
            if session.plan.chatham_house and thread_id is not None:
                await messages.leave_out(tx, thread_id, self.bot.clock.now())
            await sessions.change_places(tx, session.id, self.bot.clock.now())  # now there is where to ask
            if row.attempts > 1 or row.may_be_sent:
                # It may show what was so at an earlier attempt, and nothing corrects a card that nobody knows of.
                await sessions.show_again(tx, [session.id], self.bot.clock.now())

        await self.bot.database.write(None, note)
        return message.id

    async def _take_back(self, row: Claimed, session: Session) -> int | None:
        """Have a card say that its session was called off, if an attempt before that has posted it unheard."""
        channel, view = await home_of(self.bot, session), marks(session)
        if isinstance(channel, discord.ForumChannel):
            message = await posted_before(channel, row, view)
        else:
            message = await sent_before(channel, row, by=by_marks, view=view)
        if message is None:
            return None
        ids = {"channel_id": message.channel.id, "message_id": message.id}
        await self.bot.database.write(
            None, partial(sessions.take_down_found, session=session, ids=ids, now=self.bot.clock.now())
        )
        return message.id

    async def forget_sketches(self) -> None:
        """Drop plans and changes that nobody confirmed within a day."""
        before = self.bot.clock.now() - timedelta(days=1)

        async def work(tx: Writing) -> None:
            await sessions.drop_sketches(tx, before)
            await sessions.drop_changes(tx, before)

        await self.bot.database.write(None, work)

    async def make_coming(self) -> None:
        """Make the sessions of series that begin within eight weeks, and end series whose topic is closed."""
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            ids = await sessions.to_look_at(tx, now)
            found = await sessions.series_with(tx, ids)
        for id_ in ids:
            # Bank holidays are read from files, the first time: not while a transaction waits.
            await asyncio.to_thread(found[id_].know_holidays, now)
            await self.bot.database.write(None, partial(sessions.make_coming, series_id=id_, now=now))

    async def show_again(self, row: Claimed) -> int | None:
        """Bring a session's card, its thread's name and Discord's event to what it says now."""
        session = await session_of(self.bot, row)
        if session.event_id and session.status != "cancelled":
            await NativeEvent(self.bot).correct(session)
        channel = await channel_of(self.bot, session.channel_id)
        if session.message_id is None or channel is None or isinstance(channel, discord.ForumChannel):
            return None
        thread = await channel_of(self.bot, session.thread_id)
        named = thread_name(session)
        renames = isinstance(thread, discord.Thread) and thread.owner_id == self._own_id and thread.name != named
        async with unarchived(channel):
            await self._correct(channel.get_partial_message(session.message_id), session.id)
        if renames and isinstance(thread, discord.Thread):
            async with unarchived(thread):
                await thread.edit(name=named)
        return session.message_id

    async def _correct(self, card: discord.PartialMessage, session_id: int) -> None:
        """Bring a card to what is so, and once more where somebody pressed meanwhile: edits may arrive in any order."""
        shown: discord.Embed | None = None
        for _ in range(_LOOKS):
            async with self.bot.database.read() as tx:
                embed = await current_card(tx, self.bot.formats, session_id)
                session = await sessions.find(tx, session_id)
            if embed == shown or session is None:
                return
            await card.edit(embed=embed, view=buttons(session))
            shown = embed

    @property
    def _own_id(self) -> int | None:
        return self.bot.user.id if self.bot.user else None

    async def _thread(self, message: discord.Message, session: Session) -> int | None:
        if isinstance(message.channel, discord.Thread):
            return message.channel.id
        try:
            return (await message.create_thread(name=thread_name(session))).id
        except discord.HTTPException as error:
            if error.code == _ALREADY_A_THREAD:
                return message.id
            if isinstance(error, discord.Forbidden):
                return None
            raise
