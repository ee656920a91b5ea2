"""What those who meant to come are told, once, when a session is changed or called off."""

from collections.abc import Sequence
from datetime import datetime

import discord
from discord.utils import format_dt

from bot.client import Guildhall
from bot.reply import MESSAGE_LIMIT, clip, plain
from bot.sending import by_all_but_names, send_once, unarchived
from cogs.sessions.answering import current_card
from cogs.sessions.card import length, place
from cogs.sessions.native import NativeEvent, session_of
from cogs.sessions.places import channel_of, place_to_tell
from community.sessions import MENTIONS, Answer, Session
from storage import communities, sessions
from storage.outbox import Claimed


class Telling:
    """Acts on due rows that tell people of changes."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    def register(self) -> None:
        """Take the kinds of due rows that changes make."""
        self.bot.outbox.register(sessions.TOLD, self.tell_of_change)
        self.bot.outbox.register("session-cancelled", self.take_down)

    async def tell_of_change(self, row: Claimed) -> int | None:
        """Tell those who said that they come, or may, what was changed; in a thread of theirs, once."""
        session = await session_of(self.bot, row)
        following = bool(row.payload["following"])
        people = await self._people(session, (Answer.GOING, Answer.MAYBE), following=following)
        if not people or session.status == "cancelled":
            return None
        async with self.bot.database.read() as tx:
            host = await communities.member(tx, session.community_id, session.plan.host_id)
        was = datetime.fromisoformat(row.payload["was"])
        told = _changed(session, row.payload["changed"], was, host.display_name if host else "someone who has left")
        which = " and all that follow: from now on" if following else f"{_of_which(session)} was changed:"
        text = f"**{plain(session.plan.title)}**{which} {told}."
        return await self._say(row, session, text, people)

    async def take_down(self, row: Claimed) -> int | None:
        """Mark the card cancelled, take Discord's event back, and tell those who meant to come."""
        session = await session_of(self.bot, row)
        if session.event_id:
            await NativeEvent(self.bot).drop(session)
        following = bool(row.payload.get("following"))
        channel = await channel_of(self.bot, session.channel_id)
        if session.message_id is not None and channel and not isinstance(channel, discord.ForumChannel):
            async with self.bot.database.read() as tx:
                embed = await current_card(tx, self.bot.formats, session.id)
            async with unarchived(channel):
                await channel.get_partial_message(session.message_id).edit(embed=embed, view=None)
        people = await self._people(session, (Answer.GOING,), following=following)
        if row.payload.get("quietly") or (session.message_id is None and not people):
            return None
        reason = f" {plain(session.reason, 600)}" if session.reason else ""
        which = " and all that follow are" if following else f"{_of_which(session)} is"
        return await self._say(row, session, f"**{plain(session.plan.title)}**{which} cancelled.{reason}", people)

    async def _people(self, session: Session, given: Sequence[Answer], *, following: bool) -> list[int]:
        """Give who waits or gave one of these answers, here or to one that follows; nobody if too many to name."""
        of = [session]
        if following and session.part is not None:
            async with self.bot.database.read() as tx:
                there = await sessions.of_series(tx, session.part.series_id)
            of += [one for one in there if one.part and one.part.original > session.part.original]
        said = [who for one in of for answer in given for who in one.saying(answer)]
        people = list(dict.fromkeys([*said, *(waiting.member_id for one in of for waiting in one.waiting)]))
        return people if len(people) <= MENTIONS else []

    async def _say(self, row: Claimed, session: Session, text: str, people: Sequence[int]) -> int:
        where = await place_to_tell(self.bot, session)
        named = people if len(people) <= MENTIONS else []  # too many for one message are told without their names
        mentions = " ".join(f"<@{member}>" for member in named)
        allowed = discord.AllowedMentions(users=[discord.Object(member) for member in named])
        content = f"{clip(text, MESSAGE_LIMIT - len(mentions) - 1)}\n{mentions}".strip()
        return (await send_once(where, row, by=by_all_but_names, content=content, allowed_mentions=allowed)).id


def _of_which(session: Session) -> str:
    """Say which of a series is meant: one without a card yet is told of in the thread of another."""
    return f", {format_dt(session.plan.starts_at, 'F')}," if session.part and session.message_id is None else ""


def _changed(session: Session, names: Sequence[str], was: datetime, host: str) -> str:
    plan = session.plan
    said = {
        "starts": f"it starts {format_dt(plan.starts_at, 'F')}, not {format_dt(was, 'F')}",
        "minutes": f"it lasts {length(plan.minutes)}",
        "where": f"it meets in {place(plan.location, 300)}" if plan.location else "where it meets is still to be said",
        "host": f"{plain(host, 100)} hosts it",
        "title": "this is what it is called",
        "capacity": f"{plan.capacity} may come" if plan.capacity else "all may come",
    }
    return "; ".join(text for name, text in said.items() if name in names)
