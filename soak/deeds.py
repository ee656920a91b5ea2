"""What people do while the bot is being killed, and what it said yes to."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from sandbox.client import Person, text_of
from soak.acting import Acting
from soak.consent import Story
from soak.weeks import turn_on

CHANNEL, THREAD = "general", "Falls at night"
_A_DAY = timedelta(days=1, seconds=9)
"""How far off a session is planned: its first reminder, a day before, then falls due while the killing goes on."""


@dataclass
class Deeds(Acting):
    """People acting at once: one talks, one plans, one answers, one captures, one posts summaries, some consent.

    `said` are ids of messages; `planned` and `published` are titles that the bot said yes to. `answers` are the last
    answers to a session that it said yes to, `tried` those pressed since without hearing anything: these may count too.
    """

    names: ClassVar[tuple[str, ...]] = ("amira", "ben", "cho", "dev", "olu")
    said: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    planned: set[str] = field(default_factory=set)
    answers: dict[tuple[str, str], str] = field(default_factory=dict)
    tried: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    captured: set[str] = field(default_factory=set)
    published: set[str] = field(default_factory=set)
    stories: list[Story] = field(default_factory=list)
    summarised: int = 0

    async def prepare(self, kills: int) -> None:
        """Open the topic that everything happens in, and those that get summaries."""
        await self.insist(self.people["amira"], CHANNEL, "topic open", channel=CHANNEL, purpose="What survives")
        await turn_on(self.people["amira"], kills)

    async def go_on(self) -> None:
        """Act until stopped."""
        await asyncio.gather(
            self.repeat(self._talk, 0.4),
            self.repeat(self._plan, 1.5),
            self.repeat(self._answer, 0.5),
            self.repeat(self._capture, 1.5),
            self.repeat(self._consent, 0.3),
            self.repeat(self._summarise, 4.0),
        )

    def each_was_acknowledged(self) -> bool:
        """Say whether the bot has said yes to each kind of thing."""
        by_kind = (self.planned, self.answers, self.captured, self.published, self.summarised)
        return all(by_kind) and any(story.published for story in self.stories)

    async def _talk(self, number: int) -> None:
        person = self.people[self.chance.choice(["ben", "cho", "dev"])]
        sent = await person.send(CHANNEL, f"Message {number} about falls and huddles")
        self.said.add(int(sent["id"]))
        if number % 12 == 0:
            gone = self.chance.choice(sorted(self.said - self.deleted))
            self.deleted.add(gone)
            channel_id = await self.people["amira"].place_id(CHANNEL)
            await self.people["amira"].delete({"id": str(gone), "channel_id": channel_id})

    async def _plan(self, number: int) -> None:
        title = f"Session {number}"
        starts = (datetime.now(UTC) + _A_DAY).isoformat(timespec="seconds")
        options = {"topic": CHANNEL, "format": "open hour", "title": title, "starts": starts}
        asked = await self.people["ben"].command(CHANNEL, "session plan", **options)
        told = await self.people["ben"].click(asked, "Confirm")
        if "Planned" in told.text:
            self.planned.add(title)
            self.acknowledged.set()

    async def _answer(self, number: int) -> None:
        del number
        name = self.chance.choice(["cho", "dev"])
        answer = self.chance.choice(["Going", "Maybe", "Can't"])
        person = self.people[name]
        cards = [m for m in await person.messages(CHANNEL) if title_of(m) in self.planned]
        if not cards:
            return
        card = self.chance.choice(cards)
        key = (title_of(card), name)
        self.tried.setdefault(key, set()).add(answer)
        await person.listen()
        told = await person.click(card, answer)
        if "You are down" in told.text or "You are down" in await self._heard(person):
            self.answers[key] = answer
            self.tried[key] = set()
            self.acknowledged.set()

    async def _heard(self, person: Person) -> str:
        """Give the sentence that follows a press, once it is there."""
        event = await person.wait_for(
            lambda e: e.name == "MESSAGE_CREATE" and "You are down" in (e.data.get("content") or ""), deadline=3
        )
        return str(event.data["content"])

    async def _consent(self, number: int) -> None:
        if not self.stories or self.stories[-1].is_over:
            self.stories.append(Story(number, self.people["olu"], self.people["cho"]))
        story = self.stories[-1]
        before = story.yeses
        await story.go_on()
        if story.yeses > before:
            self.acknowledged.set()

    async def _summarise(self, number: int) -> None:
        del number
        amira = self.people["amira"]
        panel = await amira.command(CHANNEL, "summary post")
        panel = await amira.select(panel, "This week so far")
        try:
            told = await amira.click(panel, "Post")
        except LookupError:
            told = await amira.click(panel, "Post in its place")
        if "on its way" in told.text:
            self.summarised += 1
            self.acknowledged.set()

    async def _capture(self, number: int) -> None:
        title, olu = f"Entry {number}", self.people["olu"]
        form = await olu.command(THREAD, "knowhow capture")
        panel = await olu.submit(form, {"Title": title, "What we did": "We wrote it down."})
        if "Saved" not in panel.text:
            return
        self.captured.add(title)
        self.acknowledged.set()
        told = await olu.click(panel, "Publish without quotes")
        if "Published" in told.text:
            self.published.add(title)


def title_of(message: dict[str, Any]) -> str:
    """Give the first line of what the bot posted, or nothing of what people wrote."""
    return text_of(message).split("\n", 1)[0].strip("*") if message["author"].get("bot") else ""
