"""What people do to Discord's event of a session: it is mended, made again once, and who follows it is asked."""

from contextlib import suppress
from functools import partial

import discord
from discord.ext import commands
from discord.utils import format_dt

from bot.answer import UNANSWERED
from bot.client import Guildhall
from bot.outbox import GiveUp
from bot.reply import plain
from bot.sending import send_once
from cogs.sessions.card import link_to
from cogs.sessions.native import NativeEvent, session_of
from cogs.sessions.places import place_to_tell
from community.sessions import Session
from storage import access, sessions
from storage.database import Reading, Writing
from storage.outbox import Claimed

_OPEN = {discord.EventStatus.scheduled, discord.EventStatus.active}


class Mirroring(commands.Cog):
    """Looks at the events when one is changed, and at each wake-up, so that nothing that was not heard stays wrong."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot
        self._native = NativeEvent(bot)
        self._asked: set[int] = set()
        bot.outbox.each_wake(self.look)
        bot.outbox.register(sessions.EVENT_GONE, self.make_again)
        bot.outbox.register(sessions.EVENT_WRONG, self.mend)
        bot.outbox.register(sessions.EVENT_LEFT, self.tell_host)
        bot.outbox.register(sessions.INVITE, self.invite)

    @commands.Cog.listener()
    async def on_scheduled_event_update(self, _before: discord.ScheduledEvent, after: discord.ScheduledEvent) -> None:
        """Look at an event that somebody changed."""
        await self._look_at(after)

    @commands.Cog.listener()
    async def on_scheduled_event_delete(self, event: discord.ScheduledEvent) -> None:
        """Look at an event that somebody deleted."""
        await self._look_at(event)

    @commands.Cog.listener()
    async def on_scheduled_event_user_add(self, event: discord.ScheduledEvent, user: discord.User) -> None:
        """Ask somebody who follows an event whether they come."""
        await self._ask(event, [user])

    async def look(self) -> None:
        """Look at every event of a session to come, and once after a start at who follows it."""
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            found = await sessions.mirrored(tx, now)
        for session in found:
            await self._check(session)
            event = self._event(session)
            if event is not None and event.id not in self._asked:
                with suppress(discord.NotFound, OSError, TimeoutError, *UNANSWERED):  # the next wake-up asks again
                    await self._ask(event, [user async for user in event.users()])
                    self._asked.add(event.id)

    async def _look_at(self, event: discord.ScheduledEvent) -> None:
        if not self.bot.ready.is_set():
            return  # the next wake-up looks
        async with self.bot.database.read() as tx:
            session = await sessions.with_event(tx, event.guild_id, event.id)
        if session is not None and session.status == "planned" and session.plan.starts_at > self.bot.clock.now():
            await self._check(session)

    async def _check(self, session: Session) -> None:
        guild = self.bot.get_guild(session.community_id)
        if guild is None or guild.unavailable:
            return
        event = self._event(session)
        if event is None or event.status not in _OPEN:
            kind = sessions.EVENT_GONE
        elif event.status is discord.EventStatus.scheduled and not self._native.is_true(event, session):
            kind = sessions.EVENT_WRONG
        else:
            return
        now = self.bot.clock.now()
        await self.bot.database.write(None, partial(sessions.doubt_event, kind=kind, session=session, now=now))

    def _event(self, session: Session) -> discord.ScheduledEvent | None:
        guild = self.bot.get_guild(session.community_id)
        return guild.get_scheduled_event(session.event_id or 0) if guild else None

    async def mend(self, row: Claimed) -> None:
        """Bring an event to what its session says."""
        session = await session_of(self.bot, row)
        if session.event_id == row.payload["event"] and session.status == "planned":
            await self._native.correct(session)

    async def make_again(self, row: Claimed) -> None:
        """Make an event again that is gone indeed; one that is gone a second time is left so."""
        guild, event_id = self.bot.get_guild(row.community_id), int(row.payload["event"])
        if guild is None:
            raise GiveUp("Guildhall is not in that server any more")
        try:
            event = await guild.fetch_scheduled_event(event_id, with_counts=False)
            if event.status in _OPEN:
                return
        except discord.NotFound:
            pass
        session_id, now = int(row.payload["session"]), self.bot.clock.now()

        async def work(tx: Writing) -> None:
            await sessions.lose_event(tx, session_id, event_id, now)

        await self.bot.database.write(None, work)

    async def tell_host(self, row: Claimed) -> int | None:
        """Tell the host that an event was deleted twice, and is left so."""
        session = await session_of(self.bot, row)
        if session.status == "cancelled":
            return None
        host_id = session.plan.host_id
        text = (
            f"<@{host_id}> Somebody deleted Discord's event of **{plain(session.plan.title)}** twice, so I leave it "
            "out. The session stands: its card says who comes."
        )
        return await self._say(row, session, text, host_id)

    async def invite(self, row: Claimed) -> int | None:
        """Ask somebody who follows an event whether they come, unless they said so meanwhile."""
        session, member_id = await session_of(self.bot, row), int(row.payload["member"])
        if session.status == "cancelled" or member_id in session.answers or session.places.waits(member_id):
            return None
        async with self.bot.database.read() as tx:
            if not await _sees(tx, session, member_id, self.bot):
                return None
        when = format_dt(session.plan.starts_at, "F")
        text = (
            f"<@{member_id}> You follow Discord's event of **{plain(session.plan.title)}**, {when}. That does not "
            f"count as coming: say whether you come on its card. {link_to(session)}"
        )
        return await self._say(row, session, text, member_id)

    async def _ask(self, event: discord.ScheduledEvent, users: list[discord.User]) -> None:
        now, people = self.bot.clock.now(), [user.id for user in users if not user.bot]

        async def work(tx: Writing) -> None:
            session = await sessions.with_event(tx, event.guild_id, event.id)
            if session is not None and session.status == "planned":
                for id_ in people:
                    await sessions.invite(tx, session, id_, now)

        if people and self.bot.ready.is_set():
            await self.bot.database.write(None, work)

    async def _say(self, row: Claimed, session: Session, text: str, member_id: int) -> int:
        where = await place_to_tell(self.bot, session)
        allowed = discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(member_id)])
        return (await send_once(where, row, content=text, allowed_mentions=allowed)).id


async def _sees(tx: Reading, session: Session, member_id: int, bot: Guildhall) -> bool:
    return session.plan.seen_in in await access.seen_by_member(tx, session.community_id, member_id, bot.clock.now())
