"""Discord's own event that mirrors a session, one way: ours is the truth."""

from datetime import datetime, timedelta

import discord

from bot.client import Guildhall
from bot.outbox import GiveUp, PutOff
from bot.reply import clip
from cogs.sessions.card import link_to, place
from community.sessions import Session
from storage import access, posts, sessions
from storage.database import Writing
from storage.outbox import Claimed
from storage.posts import EVERYBODY, Post, PostKind

_FULL = 30038
"""Discord's code for a server with as many events to come as it allows, 100."""
_ROOM_IN = timedelta(hours=1)
"""After how long it is asked again."""


async def session_of(bot: Guildhall, row: Claimed) -> Session:
    """Give the session that a due row is about; raises `GiveUp` if there is none."""
    async with bot.database.read() as tx:
        session = await sessions.find(tx, int(row.payload["session"]))
    if session is None:
        raise GiveUp("the session is not there any more")
    return session


class NativeEvent:
    """Makes and drops the Discord event of a session."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    async def mirror(self, row: Claimed) -> None:
        """Make Discord's own event, unless it would show a private topic's session to people outside."""
        session = await session_of(self.bot, row)
        guild = self._guild(session)
        if session.status == "cancelled" and row.attempts > 1 and (unheard := await self._own_event(guild, session)):
            await unheard.delete()
        if session.status == "cancelled" or session.event_id or not await self._may_mirror(session):
            return
        if session.plan.starts_at <= self.bot.clock.now():
            return
        event = await self._own_event(guild, session)
        if event is None:
            try:
                event = await self._make_event(guild, session)
            except discord.HTTPException as error:
                if error.code != _FULL:
                    raise
                raise PutOff("Discord has no room for another event", self.bot.clock.now() + _ROOM_IN) from error
        else:
            await self._edit(event, session)  # it was made by an attempt before this, of what was planned then
        await self._note(session, event)

    async def _note(self, session: Session, event: discord.ScheduledEvent) -> None:
        room = self._room(session)
        post = Post(session.community_id, room.id if room else EVERYBODY, event.id, PostKind.EVENT)

        async def note(tx: Writing) -> None:
            await sessions.note_place(tx, session.id, event_id=event.id)
            await posts.note(tx, post, [session.plan.seen_in], self.bot.clock.now())

        await self.bot.database.write(None, note)

    async def withdraw(self, row: Claimed) -> None:
        """Delete the event of a session whose topic not all who are shown it can see any more."""
        event_id: int = row.payload["message_id"]
        async with self.bot.database.read() as tx:
            session = await sessions.with_event(tx, row.community_id, event_id)
        if session is not None:
            await self.drop(session)
        await self._forget(session, event_id)

    async def _forget(self, session: Session | None, event_id: int) -> None:
        async def note(tx: Writing) -> None:
            await posts.forget(tx, event_id)
            if session is not None:
                await sessions.note_place(tx, session.id, event_id=None)

        await self.bot.database.write(None, note)

    async def _may_mirror(self, session: Session) -> bool:
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            if session.plan.seen_in in await access.seen_by_all(tx, session.community_id, now):
                return True
            # An event in a voice channel is shown to those who see that channel; any other is shown to everybody.
            room = self._room(session)
            if room is None:
                return False
            return session.plan.seen_in in await access.seen_by_audience(tx, session.community_id, room.id, now)

    async def _own_event(self, guild: discord.Guild, session: Session) -> discord.ScheduledEvent | None:
        for event in await guild.fetch_scheduled_events(with_counts=False):
            ours = self.bot.user is not None and event.creator_id == self.bot.user.id
            open_ = event.status in {discord.EventStatus.scheduled, discord.EventStatus.active}
            if ours and open_ and _mark(session) in (event.description or "").splitlines():
                return event
        return None

    async def _make_event(self, guild: discord.Guild, session: Session) -> discord.ScheduledEvent:
        plan = session.plan
        name, told, ends = clip(plan.title, 100), _description(session), session.ends_at
        private = discord.PrivacyLevel.guild_only
        room = self._room(session)
        if room is not None:
            return await guild.create_scheduled_event(
                name=name,
                description=told,
                start_time=plan.starts_at,
                end_time=ends,
                privacy_level=private,
                channel=room,
            )
        return await guild.create_scheduled_event(
            name=name,
            description=told,
            start_time=plan.starts_at,
            end_time=ends,
            privacy_level=private,
            entity_type=discord.EntityType.external,
            location=_where(session),
        )

    async def correct(self, session: Session) -> None:
        """Bring the Discord event to what the session says now, if the event is to come.

        It is deleted where the session moved to a place in which people would be shown it who can't see the topic.
        """
        try:
            event = await self._guild(session).fetch_scheduled_event(session.event_id or 0)
            if event.status is not discord.EventStatus.scheduled:
                return
            if self.is_true(event, session):
                return
            room = self._room(session)
            if event.channel_id == (room.id if room else None) or await self._may_mirror(session):
                await self._edit(event, session)
                await self._note(session, event)
                return
            await event.delete()
        except discord.NotFound:
            return
        await self._forget(session, event.id)

    def is_true(self, event: discord.ScheduledEvent, session: Session) -> bool:
        """Say whether an event is what its session says."""
        plan, room = session.plan, self._room(session)
        there = room.id if room else None
        told = (event.name, event.description, event.channel_id, _second(event.start_time), _second(event.end_time))
        starts, ends = _second(plan.starts_at), _second(session.ends_at)
        if told != (clip(plan.title, 100), _description(session), there, starts, ends):
            return False
        return room is not None or event.location == _where(session)

    async def _edit(self, event: discord.ScheduledEvent, session: Session) -> None:
        plan, room = session.plan, self._room(session)
        name, told, ends = clip(plan.title, 100), _description(session), session.ends_at
        if room is not None:
            await event.edit(name=name, description=told, start_time=plan.starts_at, end_time=ends, channel=room)
            return
        await event.edit(
            name=name,
            description=told,
            start_time=plan.starts_at,
            end_time=ends,
            entity_type=discord.EntityType.external,
            location=_where(session),
        )

    async def drop(self, session: Session) -> None:
        """Delete the Discord event, if it is still there."""
        try:
            event = await self._guild(session).fetch_scheduled_event(session.event_id or 0)
            await event.delete()
        except discord.NotFound:
            return

    def _room(self, session: Session) -> discord.VoiceChannel | discord.StageChannel | None:
        room = self._guild(session).get_channel(_channel_named(session.plan.location) or 0)
        return room if isinstance(room, discord.VoiceChannel | discord.StageChannel) else None

    def _guild(self, session: Session) -> discord.Guild:
        guild = self.bot.get_guild(session.community_id)
        if guild is None:
            raise GiveUp("Guildhall is not in that server any more")
        return guild


def _second(moment: datetime | None) -> datetime | None:
    """Give a moment to the second: Discord keeps no more of it than thousandths."""
    return moment and moment.replace(microsecond=0)


def _where(session: Session) -> str:
    return place(session.plan.location, 100) or "see its card"


def _description(session: Session) -> str:
    card = f" Say whether you come on its card: {link_to(session)}" if session.message_id else ""
    return f"{session.plan.format.capitalize()}.{card}\n{_mark(session)}"


def _mark(session: Session) -> str:
    return f"Guildhall session {session.id}"


def _channel_named(location: str) -> int | None:
    inner = location.removeprefix("<#").removesuffix(">")
    return int(inner) if location.startswith("<#") and inner.isdigit() else None
