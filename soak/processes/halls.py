"""Communities in which people act all the while, one on each shard, and what became of what they did."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import sqlalchemy as sa

from sandbox.client import Person, Sandbox, text_of
from sandbox.client.answers import EPHEMERAL
from soak.acting import NOBODY_THERE
from storage import Database
from storage.tables.messages import messages
from storage.tables.outbox import outbox

_SOON, _FAR = timedelta(days=1, seconds=8), timedelta(days=9)
"""How far off a session is planned: its first reminder, a day before, falls due some seconds after, or not now."""
_ANSWER_TAKES = 6
_ASK_FOR = 1.0
_PATIENCE = 60


@dataclass
class Hall:
    """One community on a shard, with a topic in it; `said` and `planned` are what was acknowledged.

    `reminds`: what is planned is so soon that it is reminded of meanwhile.
    """

    shard: int
    guild_id: str
    channel_id: str
    person: Person
    reminds: bool
    said: set[int] = field(default_factory=set)
    planned: set[str] = field(default_factory=set)
    _stopped: bool = False

    @classmethod
    @asynccontextmanager
    async def each(cls, url: str, *, reminds: bool) -> AsyncIterator[list["Hall"]]:
        """Give a hall on each of two shards, with the bot in it."""
        async with Sandbox(url) as people:
            yield [await cls._make(people, shard, owner, reminds) for shard, owner in enumerate(("stella", "ben"))]

    @classmethod
    async def _make(cls, people: Sandbox, shard: int, owner: str, reminds: bool) -> "Hall":  # noqa: FBT001 - the same
        admin = people.admin
        everybody = (await admin.guild())["members"]
        bot = next(member["user"]["id"] for member in everybody if member["user"].get("bot"))
        guild = await admin.create_guild(f"Hall {shard}", owner, shard=(shard, 2))
        await admin.create_role("Machines", guild=guild["id"], permissions=["administrator"])
        await admin.add_member(bot, guild=guild["id"], roles=["Machines"])
        channel = await admin.create_channel("hall", guild=guild["id"])
        return cls(shard, guild["id"], channel["id"], await people.person(owner), reminds)

    async def open(self) -> None:
        """Open the topic that everything happens in, as soon as the bot answers."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                try:
                    options = {"channel": self.channel_id, "purpose": "What survives"}
                    told = await self.person.command(self.channel_id, "topic open", **options)
                except NOBODY_THERE:
                    await asyncio.sleep(0.1)
                    continue
                if "is a topic" in told.text:
                    return
                await asyncio.sleep(0.1)  # it is only just starting

    async def answered(self) -> float:
        """Return when a command is answered here, and say how many seconds that took."""
        began = monotonic()
        async with asyncio.timeout(_PATIENCE):
            while True:
                try:
                    async with asyncio.timeout(_ASK_FOR):
                        if self.channel_id in (await self.person.command(self.channel_id, "topic list")).text:
                            return monotonic() - began
                except NOBODY_THERE:
                    pass
                await asyncio.sleep(0.05)

    async def act(self) -> None:
        """Talk and plan until stopped."""
        number = 0
        while not self._stopped:
            number += 1
            self.said.add(int((await self.person.send(self.channel_id, f"Message {number} about falls"))["id"]))
            if number % 4 == 0:
                try:
                    async with asyncio.timeout(_ANSWER_TAKES):
                        await self._plan(f"Session {number}")
                except NOBODY_THERE:
                    pass  # nobody was there: nothing was acknowledged, so nothing is owed
            await asyncio.sleep(0.4)

    def stop(self) -> None:
        """Begin nothing new."""
        self._stopped = True

    async def _plan(self, title: str) -> None:
        starts = (datetime.now(UTC) + (_SOON if self.reminds else _FAR)).isoformat(timespec="seconds")
        options = {"topic": self.channel_id, "format": "open hour", "title": title, "starts": starts}
        asked = await self.person.command(self.channel_id, "session plan", **options)
        if "Planned" in (await self.person.click(asked, "Confirm")).text:
            self.planned.add(title)

    async def count(self, database: Database) -> dict[str, Any]:
        """Give what is lost and doubled, once all that is due is done, or patience ends."""
        loop = asyncio.get_running_loop()
        end = loop.time() + _PATIENCE
        while (undone := await self._undone(database)) and loop.time() < end:  # noqa: ASYNC110 - the bots are other processes
            await asyncio.sleep(0.2)
        cards = Counter(filter(None, map(_title, await self._posted(self.channel_id))))
        reminders: Counter[str] = Counter()
        for thread in (await self.person.view(self.guild_id))["threads"]:
            reminders[thread["name"]] += sum("starts <t:" in text_of(one) for one in await self._posted(thread["id"]))
        return {
            "messages": len(self.said),
            "sessions": len(self.planned),
            "lost": {
                "undone": undone,
                "cards": sorted(self.planned - cards.keys()),
                "reminders": sorted(self.planned - (+reminders).keys()) if self.reminds else [],
            },
            "doubled": {
                "cards": sorted(title for title, times in cards.items() if times > 1),
                "reminders": sorted(title for title, times in reminders.items() if times > 1),
            },
        }

    async def _undone(self, database: Database) -> list[str]:
        """Give what is due and not done, and the messages that were said and are not kept."""
        community = int(self.guild_id)
        async with database.read() as tx:
            due = (outbox.c.community_id == community) & (outbox.c.status == "pending")
            soon = outbox.c.due_at <= datetime.now(UTC) + _SOON - timedelta(days=1)
            rows = (await tx.connection.execute(sa.select(outbox.c.dedupe_key).where(due, soon))).scalars()
            query = sa.select(messages.c.id).where(messages.c.community_id == community)
            kept = set((await tx.connection.execute(query)).scalars())
            return [*rows, *map(str, sorted(self.said - kept))]

    async def _posted(self, place_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        before: dict[str, str] = {}
        while page := await self.person.messages(place_id, limit=100, **before):
            found += [one for one in page if one["author"].get("bot") and not one["flags"] & EPHEMERAL]
            before = {"before": page[-1]["id"]}
        return found


def _title(message: dict[str, Any]) -> str:
    """Give the title of a session's card; nothing of any other message."""
    first = text_of(message).split("\n", 1)[0].strip("*")
    return first if message["embeds"] and first.startswith("Session ") else ""
