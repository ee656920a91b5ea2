"""What people do while the bot is being killed, what it said yes to, and what became of it."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import sqlalchemy as sa

from bench._stage import Stage
from sandbox.client import InteractionFailed, Person, Refused, Sandbox, text_of
from storage import Database
from storage.tables.messages import messages
from storage.tables.sessions import rsvps, sessions

_CHANNEL = "general"
_PATIENCE = 90


@dataclass
class Deeds:
    """People acting; `said` holds the ids of their messages, `planned` and `answers` what the bot acknowledged."""

    people: dict[str, Person]
    chance: random.Random
    said: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    planned: set[str] = field(default_factory=set)
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    _stopped: bool = False

    @classmethod
    @asynccontextmanager
    async def by_people(cls, url: str, seed: int) -> AsyncIterator["Deeds"]:
        """Give deeds done by the people of the sandbox at an address."""
        async with Sandbox(url) as sandbox:
            people = {name: await sandbox.person(name) for name in ("amira", "ben", "cho", "dev")}
            yield cls(people, random.Random(seed))  # noqa: S311 - a run must be repeatable

    async def prepare(self) -> None:
        """Open the topic that everything happens in."""
        await self.people["amira"].command(_CHANNEL, "topic open", channel=_CHANNEL, purpose="What survives")

    def stop(self) -> None:
        """Let nobody begin anything new."""
        self._stopped = True

    async def go_on(self) -> None:
        """Act until stopped: mostly talk, now and then a session or an answer to one."""
        number = 0
        while not self._stopped:
            number += 1
            deed = self.chance.choices([self._say, self._delete, self._plan, self._answer], weights=[20, 1, 1, 6])[0]
            try:
                await deed(number)
            except (InteractionFailed, Refused, LookupError, TimeoutError, aiohttp.ClientError):
                continue  # the bot was dead: nothing was acknowledged, so nothing is owed
            await asyncio.sleep(self.chance.uniform(0, 0.05))

    async def _say(self, number: int) -> None:
        person = self.people[self.chance.choice(["ben", "cho", "dev"])]
        sent = await person.send(_CHANNEL, f"Message {number} about falls and huddles")
        self.said.add(int(sent["id"]))

    async def _delete(self, number: int) -> None:
        del number
        for message in await self.people["amira"].messages(_CHANNEL):
            if int(message["id"]) in self.said - self.deleted:
                await self.people["amira"].delete(message)
                self.deleted.add(int(message["id"]))
                return

    async def _plan(self, number: int) -> None:
        title = f"Session {number}"
        asked = await self.people["ben"].command(
            _CHANNEL, "session plan", topic=_CHANNEL, format="open hour", title=title, starts="in 50 hours"
        )
        told = await self.people["ben"].click(asked, "Confirm")
        if "Planned" in told.text:
            self.planned.add(title)

    async def _answer(self, number: int) -> None:
        del number
        name = self.chance.choice(["cho", "dev"])
        answer = self.chance.choice(["Going", "Maybe", "Can't"])
        cards = [m for m in await self.people[name].messages(_CHANNEL) if _title(m) in self.planned]
        if cards:
            card = self.chance.choice(cards)
            told = await self.people[name].click(card, answer)
            if told.followups:
                self.answers[_title(card), name] = answer


def _title(message: dict[str, Any]) -> str:
    return text_of(message).split("\n", 1)[0].strip("*") if message["author"].get("bot") else ""


async def count(running: Stage, deeds: Deeds) -> dict[str, Any]:
    """Compare what was acknowledged with what is there, once the bot has caught up."""
    database = await Database.open(running.database, migrate=False)
    try:
        missing = await _until_caught_up(database, deeds)
        kept = await _answers_kept(database, deeds)
    finally:
        await database.close()
    cards = await _cards(deeds)
    titles = set(cards)
    answers_lost = [key for key, answer in deeds.answers.items() if kept.get(key) != answer]
    return {
        "acknowledged": {
            "messages": len(deeds.said),
            "deletions": len(deeds.deleted),
            "sessions": len(deeds.planned),
            "answers": len(deeds.answers),
        },
        "lost": len(missing) + len(deeds.planned - titles) + len(answers_lost),
        "doubled": sum(times - 1 for times in cards.values()),
    }


async def _until_caught_up(database: Database, deeds: Deeds) -> set[int]:
    """Wait until every message is as it should be, or patience ends; give the ids of those that are not."""
    wrong: set[int] = set()
    try:
        async with asyncio.timeout(_PATIENCE):
            while wrong := await _wrong(database, deeds):  # noqa: ASYNC110 - the bot is another process
                await asyncio.sleep(0.5)
    except TimeoutError:
        pass
    return wrong


async def _wrong(database: Database, deeds: Deeds) -> set[int]:
    async with database.read() as tx:
        rows = await tx.connection.execute(sa.select(messages.c.id, messages.c.content))
        stored = {row.id: row.content for row in rows}
    gone = {id_ for id_ in deeds.deleted if stored.get(id_)}
    return (deeds.said - deeds.deleted - stored.keys()) | gone


async def _answers_kept(database: Database, deeds: Deeds) -> dict[tuple[str, str], str]:
    names = {int(person.id): name for name, person in deeds.people.items()}
    labels = {"going": "Going", "maybe": "Maybe", "no": "Can't"}
    async with database.read() as tx:
        query = sa.select(sessions.c.title, rsvps.c.member_id, rsvps.c.answer).join(
            rsvps, rsvps.c.session_id == sessions.c.id
        )
        rows = await tx.connection.execute(query)
        return {(row.title, names[row.member_id]): labels[row.answer] for row in rows}


async def _cards(deeds: Deeds) -> Counter[str]:
    """Count the cards of each session that stand in the channel, waiting for those still on their way."""
    person = deeds.people["ben"]
    try:
        async with asyncio.timeout(_PATIENCE):
            while deeds.planned - set(found := await _standing(person)):  # noqa: ASYNC110 - the bot is another process
                await asyncio.sleep(0.5)
    except TimeoutError:
        pass
    return Counter(found)


async def _standing(person: Person) -> list[str]:
    found: list[str] = []
    before: dict[str, str] = {}
    while page := await person.messages(_CHANNEL, limit=100, **before):
        found += [title for m in page if (title := _title(m)).startswith("Session ")]
        before = {"before": page[-1]["id"]}
    return found
