"""Reminders: in the session's thread, and by direct message to those who asked for that."""

import re
from functools import partial
from typing import Any, Self

import discord
from discord import ui
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.notices import channel_with
from bot.outbox import GiveUp, TryLater
from bot.reply import plain
from bot.sending import by_all_but_names, send_once
from cogs.sessions.card import link_to, reminder
from cogs.sessions.native import session_of
from cogs.sessions.places import channel_of
from cogs.sessions.sight import visible
from community.errors import Refusal
from community.sessions import Answer, Session, check_open
from storage import access, sessions, topics
from storage.database import Reading, Writing
from storage.outbox import Claimed, Due, put_due

_LABELS = {
    "one": "Remind me by direct message",
    "all": "…for the whole series",
    "off": "No more direct messages",
}
_TOLD = {
    "one": "You get a direct message with each reminder of this session, and when a place is offered to you. "
    "`/session show` has the button to end that.",
    "all": "You get a direct message with each reminder of this series, and when a place is offered to you. "
    "`/session show` has the button to end that.",
    "off": "You get no more direct messages about this session, nor about its series.",
}


class DirectButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:direct:(?P<verb>one|all|off):(?P<session>\d+)"
):
    """Asks for direct messages about a session or its series, or for none; shown to one person alone."""

    def __init__(self, session_id: int, verb: str) -> None:
        custom_id = f"guildhall:direct:{verb}:{session_id}"
        super().__init__(ui.Button(label=_LABELS[verb], style=discord.ButtonStyle.secondary, custom_id=custom_id))
        self.session_id, self.verb = session_id, verb

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["session"]), match["verb"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Write down what is asked for."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client
            now, member_id = bot.clock.now(), interaction.user.id

            async def work(tx: Writing) -> None:
                session = await visible(tx, bot, self.session_id, interaction)
                if self.verb == "off":
                    await sessions.ask_no_more(tx, session, member_id)
                    return
                check_open(session, now)
                if self.verb == "all" and session.part is None:
                    raise Refusal("This session is none of a series.")
                await sessions.ask_directly(tx, session, member_id, now, always=self.verb == "all")

            await bot.database.write(f"interaction:{interaction.id}", work)
            await interaction.edit_original_response(content=_TOLD[self.verb])


async def direct_buttons(tx: Reading, session: Session, member_id: int, view: ui.View) -> None:
    """Add the buttons by which somebody asks for direct messages, or for none, to what they alone are shown."""
    if await sessions.asks_directly(tx, session, member_id) is not None:
        view.add_item(DirectButton(session.id, "off"))
        return
    view.add_item(DirectButton(session.id, "one"))
    if session.part is not None:
        view.add_item(DirectButton(session.id, "all"))


class Reminding:
    """Acts on the due rows of reminders."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    def register(self) -> None:
        """Take the kinds of due rows that remind people."""
        self.bot.outbox.register(sessions.REMINDER, self.remind, missed=self.tell_missed)
        self.bot.outbox.register(sessions.DIRECT, self.tell_directly)
        self.bot.outbox.each_wake(self.time_anew)

    async def time_anew(self) -> None:
        """Time reminders by the setting as it is now, where it was changed."""
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            ids = await sessions.timed_otherwise(tx, now)
        if ids:
            await self.bot.database.write(None, partial(sessions.time_anew, session_ids=ids, now=now))

    async def remind(self, row: Claimed) -> int | None:
        """Remind those who are going, in the session's thread; those who asked for it by direct message too."""
        session = await session_of(self.bot, row)
        if session.status == "cancelled" or _was_moved(row, session):
            return None  # it was moved while this was on its way: another reminder goes out
        async with self.bot.database.read() as tx:
            if await sessions.is_finished(tx, session.id):
                return None
        if session.channel_id is None:
            raise TryLater("its card is not posted yet")
        now = self.bot.clock.now()

        async def work(tx: Writing) -> None:
            for wish in await sessions.to_remind_directly(tx, session):
                key, payload = f"{row.dedupe_key}:to:{wish}", {"session": session.id, "wish": wish}
                due = Due(sessions.DIRECT, key, now, payload | dict(row.payload), row.expires_at)
                await put_due(tx, session.community_id, due)

        await self.bot.database.write(None, work)
        thread = await channel_of(self.bot, session.thread_id or session.channel_id)
        if thread is None or isinstance(thread, discord.ForumChannel):
            raise GiveUp("the place of its card is gone")
        text, people = reminder(session)
        allowed = discord.AllowedMentions(users=[discord.Object(member) for member in people])
        return (await send_once(thread, row, by=by_all_but_names, content=text, allowed_mentions=allowed)).id

    async def tell_directly(self, row: Claimed) -> int | None:
        """Send a direct message to one who asked for it and can still see the session."""
        session, now = await session_of(self.bot, row), self.bot.clock.now()
        async with self.bot.database.read() as tx:
            member_id = await sessions.who_asked(tx, int(row.payload["wish"]))
            seen = await access.seen_by_member(tx, session.community_id, member_id or 0, now)
            finished = await sessions.is_finished(tx, session.id)
        if finished or member_id is None or session.plan.seen_in not in seen or session.status == "cancelled":
            return None
        text = self._text(row, session, member_id)
        if text is None:
            return None
        user = self.bot.get_user(member_id) or await self.bot.fetch_user(member_id)
        channel = user.dm_channel or await user.create_dm()
        return (await send_once(channel, row, content=f"{text}\n{link_to(session)}")).id

    def _text(self, row: Claimed, session: Session, member_id: int) -> str | None:
        """Give what a direct message says; None if there is nothing to say any more."""
        if "offer" not in row.payload:
            comes = session.answers.get(member_id) is Answer.GOING and not _was_moved(row, session)
            return reminder(session, named=False)[0] if comes else None
        one = session.places.waits(member_id)
        if one is None or one.until is None or one.offer != row.payload["offer"]:
            return None
        title = plain(session.plan.title)
        return (
            f"A place is free for you at **{title}**, {format_dt(session.plan.starts_at, 'F')}. Take it in the "
            f"session's thread until {format_dt(one.until, 'f')}, or it goes to the next."
        )

    async def tell_missed(self, row: Claimed) -> int | None:
        """Say where the topic's notices go that a session began unreminded, because we were away.

        Of an earlier reminder nothing is said: the next took its place.
        """
        session = await session_of(self.bot, row)
        comes = session.saying(Answer.GOING)
        if session.status == "cancelled" or row.expires_at != session.plan.starts_at or not comes:
            return None
        async with self.bot.database.read() as tx:
            if await sessions.is_finished(tx, session.id):
                return None
            topic = await topics.find(tx, session.plan.topic_id)
        place = await channel_with(self.bot, topic.notices_id or topic.id) if topic else None
        if not isinstance(place, discord.TextChannel | discord.Thread):
            place = await channel_of(self.bot, session.thread_id)
        if not isinstance(place, discord.TextChannel | discord.Thread):
            raise GiveUp("there is no place to tell it in")
        people = "1 person was" if len(comes) == 1 else f"{len(comes)} people were"
        told = (
            f"**{plain(session.plan.title)}** began {format_dt(session.plan.starts_at, 'F')}, and its last reminder "
            f"was not sent: I was away. {people} down as going."
        )
        return (await send_once(place, row, content=told)).id


def _was_moved(row: Claimed, session: Session) -> bool:
    """Say whether a session starts at another time than when its reminder was made."""
    starts = row.payload.get("starts")
    return starts is not None and starts != session.plan.starts_at.isoformat()
