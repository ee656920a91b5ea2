"""What the outbox does for polls: the card, its corrections, what was picked, and the end of one nobody picked from."""

from datetime import timedelta
from functools import partial

import discord

from bot.answer import Shown, show_on
from bot.client import Guildhall
from bot.notices import channel_with
from bot.outbox import GiveUp, TryLater
from bot.reply import clip, plain
from bot.sending import by_marks, send_once, sent_before
from cogs.sessions.forum import post_once, posted_before
from cogs.sessions.places import Home, home_for
from cogs.sessions.poll.looking import buttons, shown
from community.sessions import MENTIONS, Poll
from storage import sessions
from storage.database import Writing
from storage.outbox import Claimed

_SKETCHES_FOR = timedelta(days=1)


class PollPosting:
    """Acts on due rows; every step finds what an earlier, interrupted attempt left and goes on from there."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    def register(self) -> None:
        """Take the kinds of due rows that polls make."""
        self.bot.outbox.register(sessions.POLL_CARD, self.post_card)
        self.bot.outbox.register(sessions.POLL_CHANGED, self.show_again, takes_back=True)
        self.bot.outbox.register(sessions.POLL_PICKED, self.tell_picked, missed=self.show_again)
        self.bot.outbox.register(sessions.POLL_OVER, self.end)
        self.bot.outbox.each_wake(self.forget_sketches)

    async def post_card(self, row: Claimed) -> int | None:
        """Post the card where the topic's sessions go; in a forum it is a post."""
        poll = await self._poll(row)
        if poll.message_id is not None:
            return poll.message_id
        channel, view = await home_for(self.bot, poll.plan), buttons(poll)
        async with self.bot.database.read() as tx:
            embed, _ = await shown(tx, self.bot, poll)
        message: discord.Message | None
        if poll.status != "open":  # an earlier attempt may have posted it unheard, and somebody picked from it
            message = await self._posted_before(channel, row, view)
        elif isinstance(channel, discord.ForumChannel):
            message, _ = await post_once(channel, row, clip(f"When: {poll.plan.title}", 100), embed, view)
        else:
            message = await send_once(channel, row, by=by_marks, embed=embed, view=view)
        if message is None:
            return None

        place = message.channel.id, message.id

        async def note(tx: Writing) -> None:
            await sessions.note_poll_card(tx, poll.id, *place)

        await self.bot.database.write(None, note)
        await self._show(poll.id)  # what was changed while it was on its way
        return message.id

    async def _posted_before(self, channel: Home, row: Claimed, view: discord.ui.View) -> discord.Message | None:
        if isinstance(channel, discord.ForumChannel):
            return await posted_before(channel, row, view)
        return await sent_before(channel, row, by=by_marks, view=view)

    async def show_again(self, row: Claimed) -> int | None:
        """Bring a poll's card to what is true now."""
        poll = await self._poll(row)
        await self._show(poll.id)
        return poll.message_id

    async def tell_picked(self, row: Claimed) -> int | None:
        """Say on the poll's card what was picked, and tell those who are put down as going, in the session's thread."""
        poll = await self._poll(row)
        await self._show(poll.id)
        async with self.bot.database.read() as tx:
            session = await sessions.find(tx, poll.session_id or 0)
        if session is None or session.status == "cancelled":
            return None
        if session.message_id is None:
            raise TryLater("the session's card is not posted yet")
        thread = await channel_with(self.bot, session.thread_id or session.channel_id)
        if not isinstance(thread, discord.TextChannel | discord.Thread):
            raise GiveUp("the place of the session's card is gone")
        # By the votes, which change no more: whoever says otherwise meanwhile leaves the words as they are.
        going = [member for member in poll.voting(poll.picked or 0) if member in session.answers]
        if not going:
            return None
        named = going if len(going) <= MENTIONS else []
        text = (
            f"**{plain(poll.plan.title)}**: you said in the poll that you can make this time, so you are down as "
            "going. Change it on the card, at any time."
        )
        mentions = " ".join(f"<@{member}>" for member in named)
        allowed = discord.AllowedMentions(users=[discord.Object(member) for member in named])
        sent = await send_once(thread, row, content=f"{text}\n{mentions}".strip(), allowed_mentions=allowed)
        return sent.id

    async def end(self, row: Claimed) -> int | None:
        """Close a poll whose times are all past."""
        poll = await self._poll(row)

        async def close(tx: Writing) -> None:
            fresh = await sessions.find_poll(tx, poll.id)
            if fresh is not None and fresh.status == "open":
                await sessions.close_poll(tx, poll.id)

        await self.bot.database.write(None, close)
        await self._show(poll.id)
        return poll.message_id

    async def forget_sketches(self) -> None:
        """Drop polls that nobody confirmed within a day."""
        before = self.bot.clock.now() - _SKETCHES_FOR
        await self.bot.database.write(None, partial(sessions.drop_poll_sketches, before=before))

    async def _poll(self, row: Claimed) -> Poll:
        async with self.bot.database.read() as tx:
            poll = await sessions.find_poll(tx, row.payload["poll"])
        if poll is None:
            raise GiveUp("the poll is not there any more")
        return poll

    async def _show(self, poll_id: int) -> None:
        async def look() -> Shown:
            async with self.bot.database.read() as tx:
                poll = await sessions.find_poll(tx, poll_id)
                assert poll is not None, "a poll is never removed"
                return await shown(tx, self.bot, poll)

        async with self.bot.database.read() as tx:
            poll = await sessions.find_poll(tx, poll_id)
        channel = await channel_with(self.bot, poll.channel_id) if poll else None
        if poll is not None and poll.message_id and isinstance(channel, discord.TextChannel | discord.Thread):
            await show_on(channel.get_partial_message(poll.message_id), look)
