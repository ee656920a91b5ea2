"""The mirror of what decides sight: checked whole when the bot gets ready and every hour, kept by events between."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import discord

from bot.clock import Clock
from bot.ingest.history import members_of, private_archived
from bot.sight import channel_spots, ground_of, listed_spot, person_of, roles_of, thread_spot
from community.errors import Unavailable
from community.snapshot import Snapshot, Spot
from storage import communities, posts, topics
from storage import mirror as store
from storage.database import Closed, Database, Writing
from storage.errand import Errand
from storage.messages import forget_thread

log = logging.getLogger(__name__)

CHECK_EVERY = timedelta(hours=1)
_PATIENCE = 5
"""Seconds that closing waits for what is still to be written; the next start checks everything anyway."""
_ASKING = 10
"""Seconds that Discord is asked who is in a new private thread; nobody is, until the next check, if it does not say."""
_OVERLAP = timedelta(hours=1)
"""By how much Discord's clock and ours may differ."""
_AGAIN = 2
"""Seconds until a community is checked again that could not be: whatever is wrong with the database may pass."""
_CHUNKING, _CHUNKED_A_SECOND = 5, 500
"""Seconds that a community's members may take to be told, and how many more may take a second more."""
_TOPICS = "topics"
"""The part that is marked when topics were opened or closed: nobody loses sight of anything by that."""
_FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)

_PARTS = {
    "GUILD_ROLE_CREATE": "roles",
    "GUILD_ROLE_UPDATE": "roles",
    "GUILD_ROLE_DELETE": "roles",
    "CHANNEL_CREATE": "channels",
    "CHANNEL_UPDATE": "channels",
    "CHANNEL_DELETE": "channels",
    "GUILD_UPDATE": "ground",
}
_Part = tuple[int, str, int]


class Mirror:
    """Keeps `storage.mirror` true for every community of one client.

    Events are heard after discord.py has taken them in, and only marked; one task writes all that is marked in one
    transaction, from discord.py's own state, so a hundred changes at once cost little more than one.
    """

    def __init__(self, client: discord.Client, database: Database, clock: Clock) -> None:
        self._client = client
        self._database = database
        self._clock = clock
        self._marked: dict[_Part, Mapping[str, Any]] = {}
        self._inside: list[tuple[int, frozenset[int], frozenset[int]]] = []
        self._errand = Errand("mirror", self._follow)
        self._settled = asyncio.Event()
        self._settled.set()
        self._current = asyncio.Event()
        self._current.set()
        self._turn = asyncio.Lock()
        self._checked: dict[int, datetime] = {}
        self._sessions = 0
        self._sessions_checked = 0
        self._is_writing = False

    async def stop(self) -> None:
        """Write what is marked, then end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._errand.finish(), _PATIENCE)
        await self._errand.end()

    @property
    def is_current(self) -> bool:
        """Whether nothing that was heard could yet take something out of anybody's sight."""
        return self._current.is_set()

    async def current(self) -> None:
        """Return once nothing that was heard could yet take something out of anybody's sight."""
        await self._current.wait()

    async def settled(self) -> None:
        """Return once everything that was heard is written."""
        await self._settled.wait()

    def hear(self, event: str, data: Mapping[str, Any]) -> None:
        """Mark what an event of the gateway changes; nothing is awaited and no task is made."""
        if event == "READY":
            # A new session: what changed before it was not told, so nothing is settled until all is checked.
            self._sessions += 1
            self._settled.clear()
            self._current.clear()
        if not event.startswith(("GUILD_", "CHANNEL_", "THREAD_")):
            return
        guild_id = int(data.get("guild_id") or (data.get("id") if event.startswith("GUILD_") else 0) or 0)
        if not guild_id:
            return
        if part := _PARTS.get(event):
            self._mark((guild_id, part, 0), data)
        elif event.startswith("THREAD_"):
            self._hear_of_thread(event, guild_id, data)
        elif event.startswith("GUILD_MEMBER_") and "user" in data:
            self._hear_of_person(event, guild_id, data)
        elif event == "GUILD_CREATE" and self._sessions == self._sessions_checked:
            self._mark((guild_id, "whole", 0), data)  # it is new, or comes back after an outage of Discord's
        elif event == "GUILD_DELETE" and not data.get("unavailable"):
            self._mark((guild_id, "gone", 0), data)

    def _hear_of_person(self, event: str, guild_id: int, data: Mapping[str, Any]) -> None:
        id_ = int(data["user"]["id"])
        self._mark((guild_id, "person", id_), data)
        if event == "GUILD_MEMBER_ADD":
            # Whoever is back, even before it is written that they left, is in no private thread any more.
            self._mark((guild_id, "back", id_), data)
            self._inside = [(thread, added - {id_}, removed) for thread, added, removed in self._inside]

    def _hear_of_thread(self, event: str, guild_id: int, data: Mapping[str, Any]) -> None:
        if event in {"THREAD_CREATE", "THREAD_UPDATE", "THREAD_DELETE"}:
            self._mark((guild_id, "thread", int(data["id"])), data)
        elif event == "THREAD_LIST_SYNC":
            for thread in data.get("threads") or ():
                self._mark((guild_id, "thread", int(thread["id"])), data)
        elif event == "THREAD_MEMBERS_UPDATE":
            added = frozenset(int(one["user_id"]) for one in data.get("added_members") or () if one.get("user_id"))
            removed = frozenset(int(id_) for id_ in data.get("removed_member_ids") or ())
            self._inside.append((int(data["id"]), added, removed))
            self._mark((guild_id, "inside", int(data["id"])), data)

    def _mark(self, part: _Part, data: Mapping[str, Any]) -> None:
        self._marked[part] = data
        self._settled.clear()
        if part[1] != _TOPICS:
            self._current.clear()
        self._errand.call()

    def look_again(self, guild_id: int) -> None:
        """Have a community checked whole, soon: which channels are topics has changed."""
        self._mark((guild_id, _TOPICS, 0), {})

    async def check_all(self) -> None:
        """Check every community against Discord; one that can't be checked goes stale: nobody is shown anything."""
        session = self._sessions
        for guild in list(self._client.guilds):
            try:
                await self._check_or_doubt(guild)
            except Unavailable:
                self._mark((guild.id, "whole", 0), {})
            except Closed:
                return  # whoever works here next checks everything
            except Exception:
                log.exception("a community could not be checked; it is tried again", extra={"guild": guild.id})
                self._mark((guild.id, "whole", 0), {})
        self._sessions_checked = session
        self._settle()

    def _settle(self) -> None:
        if self._is_writing or self._sessions > self._sessions_checked:
            return
        if all(part[1] == _TOPICS for part in self._marked):
            self._current.set()
        if not self._marked:
            self._settled.set()

    async def _check_or_doubt(self, guild: discord.Guild) -> None:
        """Check a community of which something was missed; until that is done, nobody is shown anything of it."""
        if not await self.check(guild):
            self._checked.pop(guild.id, None)
            await self._database.write(None, partial(store.doubt, community_id=guild.id))

    async def check_when_due(self) -> None:
        """Check the communities not checked for an hour, while the connection is up; else they go stale."""
        now = self._clock.now()
        if self._client.is_ready() and self._client.ws is not None and self._client.ws.open:
            for guild in list(self._client.guilds):
                if now - self._checked.get(guild.id, now - CHECK_EVERY) >= CHECK_EVERY:
                    await self.check(guild, afresh=True)

    async def check(self, guild: discord.Guild, *, afresh: bool = False) -> bool:
        """Bring the whole mirror of one community into line; `afresh` asks Discord instead of discord.py's state.

        Gives whether it could be done; a failure is logged.
        """
        if guild.unavailable:
            return False
        try:
            async with self._turn:
                members = await self._members(guild, afresh=afresh)
                now = self._clock.now()
                snapshot = await self._snapshot(guild, members, afresh=afresh)
                await self._database.write(None, partial(store.align, snapshot=snapshot, now=now))
                self._checked[guild.id] = now
        except _FAILURES as error:
            log.warning("a community could not be checked", extra={"guild": guild.id, "why": type(error).__name__})
            return False
        return True

    async def _members(self, guild: discord.Guild, *, afresh: bool) -> Iterable[discord.Member]:
        """Give the members, asked for `afresh` or where discord.py does not know them; raises TimeoutError."""
        if guild.chunked and not afresh:
            return guild.members
        try:
            async with asyncio.timeout(_CHUNKING + (guild.member_count or 0) / _CHUNKED_A_SECOND):
                return await guild.chunk()
        except TimeoutError:
            # discord.py would go on waiting for the answer that was lost, and never ask again.
            self._client._connection._chunk_requests.pop(guild.id, None)  # noqa: SLF001 - there is no public way
            raise

    async def _snapshot(self, guild: discord.Guild, members: Iterable[discord.Member], *, afresh: bool) -> Snapshot:
        roles = await guild.fetch_roles() if afresh else guild.roles
        channels = await guild.fetch_channels() if afresh else guild.channels
        async with self._database.read() as tx:
            tended = {topic.id for topic in await topics.every(tx, guild.id)}
            community = await communities.find(tx, guild.id)
            open_before = await store.open_threads(tx, guild.id)
        threads = [thread for thread in guild.threads if thread.parent_id in tended]
        inside = {thread.id: await self._inside_of(thread) for thread in threads if thread.is_private()}
        spots = [thread_spot(thread) for thread in threads]
        missing = sorted(open_before.keys() - {thread.id for thread in threads})
        looked = [await self._look_for(guild, thread_id, inside) for thread_id in missing]
        spots += [spot for spot in looked if spot is not None]
        since = community.mirrored_at - _OVERLAP if community and community.mirrored_at else None
        spots += await self._archived_since(since, [one for one in channels if one.id in tended], inside)
        people = tuple(person_of(member) for member in members)
        ground, seen_by = ground_of(guild), roles_of(roles)
        return Snapshot(ground, seen_by, channel_spots(channels), tuple(spots), people, inside, since)

    async def _look_for(self, guild: discord.Guild, thread_id: int, inside: dict[int, frozenset[int]]) -> Spot | None:
        """Ask for a thread that was open and is no more: archived, deleted, or out of the bot's own sight."""
        try:
            thread = await guild.fetch_channel(thread_id)
        except discord.NotFound:
            now = self._clock.now()
            await self._database.write(None, partial(forget_thread, thread_id=thread_id, now=now))
            return None
        except (discord.Forbidden, discord.InvalidData):
            await self._database.write(None, partial(store.lose_place, place_id=thread_id))
            return None
        if not isinstance(thread, discord.Thread):
            return None
        if thread.is_private():
            inside[thread_id] = await self._inside_of(thread)
        return thread_spot(thread)

    async def _archived_since(
        self, since: datetime | None, channels: Iterable[discord.abc.GuildChannel], inside: dict[int, frozenset[int]]
    ) -> list[Spot]:
        """Give the private threads archived since a moment: who is in them may have changed before that, untold."""
        spots = []
        for channel in channels:
            if isinstance(channel, discord.TextChannel):
                for id_, data in (await private_archived(self._client.http, channel.id, since)).items():
                    inside[id_] = await members_of(self._client.http, id_)
                    spots.append(listed_spot(data))
        return spots

    async def _inside_of(self, thread: discord.Thread) -> frozenset[int]:
        """Give the members of a private thread; nobody, where Discord does not let the bot look."""
        return await members_of(self._client.http, thread.id)

    async def _follow(self) -> None:
        marked, self._marked = self._marked, {}
        inside, self._inside = self._inside, []
        self._is_writing = True
        changed = {part[0] for part in marked if part[1] == _TOPICS}
        doubtful = {part[0] for part in marked if part[1] == "whole" or part[0] not in self._checked}
        checked_whole = {part[2] for part in marked if part[0] in doubtful and part[1] == "inside"}
        inside = [change for change in inside if change[0] not in checked_whole]
        marked = {part: data for part, data in marked.items() if part[0] not in doubtful or part[1] == "gone"}
        try:
            async with self._turn:
                await self._take_in(marked, inside)
        except Unavailable:
            doubtful |= {part[0] for part in marked}
            for part in marked:
                if part[1] == "gone":  # there is nothing left that could be checked instead
                    self._mark(part, {})
            await asyncio.sleep(_AGAIN)
        except Closed:
            return  # whoever works here next checks everything
        except Exception:
            log.exception("a change of access could not be written; the communities are checked again")
            doubtful |= {part[0] for part in marked}
        for id_ in doubtful | changed:
            await self._check_again(id_, for_loss=id_ in doubtful)
        self._is_writing = False
        self._settle()

    async def _check_again(self, guild_id: int, *, for_loss: bool) -> None:
        """Check a community whole; `for_loss`: something may be lost to somebody, so it goes stale if it can't be."""
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return
        try:
            if self._database.outage:
                # Whether it can be written again is seen before anything is asked of Discord.
                await self._database.write(None, _nothing)
            if for_loss:
                await self._check_or_doubt(guild)
            elif not await self.check(guild):
                self._checked.pop(guild_id, None)  # the next wake-up checks it again
        except Unavailable:
            self._mark((guild_id, "whole" if for_loss else _TOPICS, 0), {})
            await asyncio.sleep(_AGAIN)
        except Closed:
            return
        except Exception:
            log.exception("a community could not be checked; it is tried again", extra={"guild": guild_id})
            self._mark((guild_id, "whole", 0), {})
            await asyncio.sleep(_AGAIN)

    async def _take_in(
        self,
        marked: Mapping[_Part, Mapping[str, Any]],
        inside: Iterable[tuple[int, frozenset[int], frozenset[int]]],
    ) -> None:
        """Write what was marked; who is in a thread that is new is asked afterwards: until then, nobody."""
        await self._database.write(None, partial(self._write, marked=list(marked), inside=inside))
        if new := await self._fetch_new(marked):

            async def work(tx: Writing) -> None:
                for thread_id, members in new.items():
                    await store.align_inside(tx, thread_id, members)
                await posts.withdraw_changed(tx, self._clock.now())

            await self._database.write(None, work)

    async def _fetch_new(self, marked: Mapping[_Part, Mapping[str, Any]]) -> dict[int, frozenset[int]]:
        """Ask who is in a private thread that the bot has just come to see."""
        found: dict[int, frozenset[int]] = {}
        for guild_id, part, id_ in marked:
            guild = self._client.get_guild(guild_id)
            thread = guild.get_thread(id_) if guild and part == "thread" else None
            if thread is None or not thread.is_private() or id_ in found:
                continue
            try:
                async with asyncio.timeout(_ASKING):
                    found[id_] = await self._inside_of(thread)
            except _FAILURES as error:
                log.warning("a thread's members could not be asked for", extra={"why": type(error).__name__})
                found[id_] = frozenset()
                self._checked.pop(guild_id, None)  # so that the next wake-up checks the community whole
        return found

    async def _write(
        self,
        tx: Writing,
        marked: Iterable[_Part],
        inside: Iterable[tuple[int, frozenset[int], frozenset[int]]],
    ) -> None:
        people: dict[int, set[int]] = defaultdict(set)
        back: dict[int, list[int]] = defaultdict(list)
        for guild_id, part, id_ in marked:
            guild = self._client.get_guild(guild_id)
            if guild is None:
                if part == "gone":
                    await store.leave(tx, guild_id)
            elif part == "person":
                people[guild_id].add(id_)
            elif part == "back":
                back[guild_id].append(id_)
            else:
                await _write_part(tx, guild, part, id_)
        for guild_id, ids in back.items():
            await store.let_out(tx, guild_id, ids)
        for guild_id, changed in people.items():
            await _write_people(tx, self._client.get_guild(guild_id), changed)
        for thread_id, added, removed in inside:
            await store.change_inside(tx, thread_id, added, removed)
        await posts.withdraw_changed(tx, self._clock.now())


async def _nothing(_tx: Writing) -> None:
    """Write nothing: the database says whether it could."""


async def _write_part(tx: Writing, guild: discord.Guild, part: str, id_: int) -> None:
    """Bring one part into line with discord.py's state, which has taken the event in already."""
    match part:
        case "ground":
            await store.align_ground(tx, ground_of(guild))
        case "roles":
            await store.align_roles(tx, guild.id, roles_of(guild.roles))
        case "channels":
            await store.align_channels(tx, guild.id, channel_spots(guild.channels))
        case "thread":
            thread = guild.get_thread(id_)
            if thread is not None:
                await store.align_threads(tx, guild.id, [thread_spot(thread)])
            else:
                tx.sight_changed(guild.id)  # it is gone, or out of the bot's own sight


async def _write_people(tx: Writing, guild: discord.Guild | None, ids: Iterable[int]) -> None:
    """Bring members into line with discord.py's state, all at once: a thousand may be given a role together."""
    if guild is None:
        return
    found = {id_: guild.get_member(id_) for id_ in ids}
    here = [person_of(member) for member in found.values() if member is not None]
    await store.align_some(tx, guild.id, here, [id_ for id_, member in found.items() if member is None])
