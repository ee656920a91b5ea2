"""Marking what events change, writing it soon, and checking a community whole where something may have been missed."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import discord

from bot.clock import Clock
from bot.ingest.history import members_of
from bot.mirror.survey import Survey
from bot.mirror.writing import Inside, Part, write
from community.errors import Unavailable
from storage import mirror as store
from storage import posts
from storage.database import Closed, Database, Writing
from storage.errand import Errand

log = logging.getLogger(__name__)

CHECK_EVERY = timedelta(hours=1)
_PATIENCE = 5
"""Seconds that closing waits for what is still to be written; the next start checks everything anyway."""
_ASKING = 10
"""Seconds that Discord is asked who is in a new private thread; nobody is, until the next check, if it does not say."""
_AGAIN = 2
"""Seconds until a community is checked again that could not be: whatever is wrong with the database may pass."""
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


class Mirror:
    """Keeps `storage.mirror` true for every community of one client.

    Events are heard after discord.py has taken them in, and only marked; one task writes all that is marked in one
    transaction, from discord.py's own state, so a hundred changes at once cost little more than one.
    """

    def __init__(self, client: discord.Client, database: Database, clock: Clock) -> None:
        self._client = client
        self._database = database
        self._clock = clock
        self._survey = Survey(client, database, clock)
        self._marked: dict[Part, Mapping[str, Any]] = {}
        self._inside: list[Inside] = []
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
        if event in {"THREAD_CREATE", "THREAD_UPDATE"}:
            self._mark((guild_id, "thread", int(data["id"])), data)
        elif event == "THREAD_DELETE":
            self._mark((guild_id, "deleted", int(data["id"])), data)
        elif event == "THREAD_LIST_SYNC":
            for thread in data.get("threads") or ():
                self._mark((guild_id, "thread", int(thread["id"])), data)
        elif event == "THREAD_MEMBERS_UPDATE":
            added = frozenset(int(one["user_id"]) for one in data.get("added_members") or () if one.get("user_id"))
            removed = frozenset(int(id_) for id_ in data.get("removed_member_ids") or ())
            self._inside.append((int(data["id"]), added, removed))
            self._mark((guild_id, "inside", int(data["id"])), data)

    def _mark(self, part: Part, data: Mapping[str, Any]) -> None:
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
                members = await self._survey.members(guild, afresh=afresh)
                now = self._clock.now()
                snapshot = await self._survey.snapshot(guild, members, afresh=afresh)
                await self._database.write(None, partial(store.align, snapshot=snapshot, now=now))
                self._checked[guild.id] = now
        except _FAILURES as error:
            log.warning("a community could not be checked", extra={"guild": guild.id, "why": type(error).__name__})
            return False
        return True

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
        marked: Mapping[Part, Mapping[str, Any]],
        inside: Iterable[Inside],
    ) -> None:
        """Write what was marked; who is in a thread that is new is asked afterwards: until then, nobody."""
        await self._database.write(
            None, partial(write, client=self._client, marked=list(marked), inside=inside, now=self._clock.now())
        )
        if new := await self._fetch_new(marked):

            async def work(tx: Writing) -> None:
                for thread_id, members in new.items():
                    await store.align_inside(tx, thread_id, members)
                await posts.withdraw_changed(tx, self._clock.now())

            await self._database.write(None, work)

    async def _fetch_new(self, marked: Mapping[Part, Mapping[str, Any]]) -> dict[int, frozenset[int]]:
        """Ask who is in a private thread that the bot has just come to see."""
        found: dict[int, frozenset[int]] = {}
        for guild_id, part, id_ in marked:
            guild = self._client.get_guild(guild_id)
            thread = guild.get_thread(id_) if guild and part == "thread" else None
            if thread is None or not thread.is_private() or id_ in found:
                continue
            try:
                async with asyncio.timeout(_ASKING):
                    found[id_] = await members_of(self._client.http, thread.id)
            except _FAILURES as error:
                log.warning("a thread's members could not be asked for", extra={"why": type(error).__name__})
                found[id_] = frozenset()
                self._checked.pop(guild_id, None)  # so that the next wake-up checks the community whole
        return found


async def _nothing(_tx: Writing) -> None:
    """Write nothing: the database says whether it could."""
