"""Places that come free: offered to who waits, with **Take the place** and **Let it go**, until a deadline."""

import re
from functools import partial
from typing import Any, Self

import discord
from discord import ui
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.outbox import TryLater
from bot.reply import plain
from bot.sending import by_marks, send_once, sent_before, unarchived
from cogs.sessions.native import session_of
from cogs.sessions.places import place_to_tell
from cogs.sessions.sight import visible
from community.sessions import Answer, Session, Waiting, check_open
from storage import access, sessions
from storage.database import Writing
from storage.outbox import Claimed, Due, may_be_sent_unheard, message_of, put_due

_LABELS = {
    "take": ("Take the place", discord.ButtonStyle.success),
    "leave": ("Let it go", discord.ButtonStyle.secondary),
}
_ENDED = {
    "taken": "The place that was offered here is taken.",
    "on": "The place that was offered here has gone on to the waitlist.",
    "back": "The session was changed, so this offer is over. Whoever waits keeps their place on the waitlist.",
}


class OfferButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:place:(?P<verb>take|leave):(?P<session>\d+):(?P<offer>\d+)"
):
    """What somebody says to a place that is offered; only they can."""

    def __init__(self, session_id: int, offer: int, verb: str) -> None:
        label, style = _LABELS[verb]
        custom_id = f"guildhall:place:{verb}:{session_id}:{offer}"
        super().__init__(ui.Button(label=label, style=style, custom_id=custom_id))
        self.session_id, self.offer, self.verb = session_id, offer, verb

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["session"]), int(match["offer"]), match["verb"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Write down whether the place is taken; the offer's message and the card follow from the outbox."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client
            now, member_id = bot.clock.now(), interaction.user.id
            given = Answer.GOING if self.verb == "take" else Answer.NO

            async def work(tx: Writing) -> None:
                session = await visible(tx, bot, self.session_id, interaction)
                check_open(session, now)
                session.places.offered(member_id, self.offer, now)
                await sessions.answer(tx, session.id, member_id, given, now)
                await sessions.show_again(tx, [session.id], now)

            await bot.database.write(f"interaction:{interaction.id}", work)
            told = "The place is yours: you are down as going." if given is Answer.GOING else "It goes to the next."
            await interaction.edit_original_response(content=told)


class Offering:
    """Acts on the due rows of offers: each says what is so when it is acted on."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    def register(self) -> None:
        """Take the kinds of due rows that waitlists make."""
        self.bot.outbox.register(sessions.OFFER, self.offer, missed=self.find)
        self.bot.outbox.register(sessions.OFFER_OVER, self.go_on)
        self.bot.outbox.register(sessions.OFFER_ENDED, self.end, takes_back=True)
        self.bot.outbox.register(sessions.GIVEN, self.tell)
        self.bot.outbox.register(sessions.BACK, self.welcome_back)
        self.bot.outbox.each_wake(self.let_go)

    async def offer(self, row: Claimed) -> int | None:
        """Offer a place to who waits, in the session's thread; if they can't see it any more, it goes on at once."""
        session, offer = await session_of(self.bot, row), int(row.payload["offer"])
        async with self.bot.database.read() as tx:
            one = await sessions.offered_to(tx, session.id, offer)
        if one is None or one.until is None or session.status == "cancelled":
            return await self.find(row)
        if not await self._sees(session, one.member_id):
            now = self.bot.clock.now()
            await self.bot.database.write(
                None, partial(sessions.leave, session_id=session.id, member_ids=[one.member_id], now=now)
            )
            return None
        title, when = plain(session.plan.title), format_dt(session.plan.starts_at, "F")
        until = f"{format_dt(one.until, 'f')} ({format_dt(one.until, 'R')})"
        text = f"<@{one.member_id}> A place is free for you at **{title}**, {when}. Take it until {until}: after that "
        text += "it goes to the next on the waitlist."
        view = _buttons(session.id, offer)
        await self.bot.database.write(None, partial(_tell_directly, session=session, one=one, row=row))
        thread, allowed = await place_to_tell(self.bot, session), _only(one.member_id)
        return (await send_once(thread, row, by=by_marks, content=text, view=view, allowed_mentions=allowed)).id

    async def find(self, row: Claimed) -> int | None:
        """Give the message of an offer that is over, if an earlier attempt posted it: it is to say that it is over."""
        session = await session_of(self.bot, row)
        thread, view = await place_to_tell(self.bot, session), _buttons(session.id, int(row.payload["offer"]))
        sent = await sent_before(thread, row, by=by_marks, view=view)
        return sent.id if sent else None

    async def let_go(self) -> None:
        """Free the places and roles of those who left, and the places of those who can't see the topic any more."""
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            is_any = await sessions.unable(tx, now) or await sessions.roles_left(tx, now)
        if is_any:
            await self.bot.database.write(None, partial(sessions.let_go, now=now))

    async def welcome_back(self, row: Claimed) -> None:
        """Put somebody who is back down for what they answered for all that follow, where they see it."""
        community_id, member_id, now = row.community_id, int(row.payload["member"]), self.bot.clock.now()

        async def work(tx: Writing) -> None:
            seen = await access.seen_by_member(tx, community_id, member_id, now)
            await sessions.give_again(tx, community_id, member_id, seen, now)

        await self.bot.database.write(None, work)

    async def go_on(self, row: Claimed) -> None:
        """Let a place go on to the next, if nobody took it by now."""
        session_id, now = int(row.payload["session"]), self.bot.clock.now()

        async def work(tx: Writing) -> None:
            await sessions.change_places(tx, session_id, now)

        await self.bot.database.write(None, work)

    async def end(self, row: Claimed) -> int | None:
        """Let an offer's message say that it is over, if it was posted."""
        session, offer = await session_of(self.bot, row), int(row.payload["offer"])
        async with self.bot.database.read() as tx:
            key = sessions.offer_key(session.id, offer)
            message_id, may_be_there = await message_of(tx, key), await may_be_sent_unheard(tx, key)
        if message_id is None and may_be_there:
            raise TryLater("its offer may have been posted unheard")
        if message_id is None:
            return None
        thread = await place_to_tell(self.bot, session)
        async with unarchived(thread):
            await thread.get_partial_message(message_id).edit(content=_ENDED[row.payload["how"]], view=None)
        return message_id

    async def tell(self, row: Claimed) -> int | None:
        """Tell somebody who waited that they were given a place, so near the start that nobody was asked."""
        session, member_id = await session_of(self.bot, row), int(row.payload["member"])
        if session.status == "cancelled" or session.answers.get(member_id) is not Answer.GOING:
            return None
        start = format_dt(session.plan.starts_at, "R")
        text = f"<@{member_id}> A place came free at **{plain(session.plan.title)}**, and it is yours: it starts "
        text += f"{start}. If you can't come, press **Can't** on its card, so that the next can."
        thread = await place_to_tell(self.bot, session)
        return (await send_once(thread, row, content=text, allowed_mentions=_only(member_id))).id

    async def _sees(self, session: Session, member_id: int) -> bool:
        async with self.bot.database.read() as tx:
            seen = await access.seen_by_member(tx, session.community_id, member_id, self.bot.clock.now())
        return session.plan.seen_in in seen


def _buttons(session_id: int, offer: int) -> ui.View:
    view = ui.View(timeout=None)
    for verb in _LABELS:
        view.add_item(OfferButton(session_id, offer, verb))
    return view


async def _tell_directly(tx: Writing, session: Session, one: Waiting, row: Claimed) -> None:
    """Put a direct message into the outbox, if they asked for those."""
    wish = await sessions.asks_directly(tx, session, one.member_id)
    if wish is not None:
        payload = {"session": session.id, "wish": wish, "offer": one.offer}
        due = Due(sessions.DIRECT, f"{row.dedupe_key}:to:{wish}", row.due_at, payload, one.until)
        await put_due(tx, session.community_id, due)


def _only(member_id: int) -> discord.AllowedMentions:
    return discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(member_id)])
