"""The people of a soak, who go through one story of each kind after the other, all at once."""

import asyncio
import random
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import aiohttp

from sandbox.client import InteractionFailed, Person, Refused, Sandbox
from soak.sessions.coffee import GUESTS, PLACE, Coffee
from soak.sessions.places import Places
from soak.sessions.poll import Poll
from soak.sessions.series import Series
from soak.sessions.steps import Steps
from soak.sessions.story import CHANNEL, Story

KINDS: tuple[tuple[type[Story], float], ...] = (
    (Places, 0.4),
    (Steps, 0.4),
    (Series, 0.8),
    (Poll, 0.8),
    (Coffee, 1.0),
)
"""The kinds of stories, and how many seconds people pause at most before they go on with one."""
WANTED = (
    *("sessions planned", "answers", "offers answered", "sessions begun", "steps moved", "series moved"),
    *("series renamed", "series cancelled", "polls asked", "votes", "polls picked", "coffee joined", "coffee met"),
)
"""What the bot is to have said yes to at least once before a run ends."""
_NOBODY_THERE = (InteractionFailed, Refused, LookupError, TimeoutError, aiohttp.ClientError, StopIteration)
_ANSWER_TAKES, _AT_MOST, _A_WHILE = 6, 30, 90


@dataclass
class Crowd:
    """People acting at once; `stories` are all that were begun."""

    people: dict[str, Person]
    chance: random.Random
    stories: list[Story] = field(default_factory=list)
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    patience: float = _ANSWER_TAKES
    _stopped: bool = False

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str, seed: int) -> AsyncIterator["Crowd"]:
        """Give the people of the sandbox at an address."""
        async with Sandbox(url) as sandbox:
            people = {name: await sandbox.person(name) for name in GUESTS}
            yield cls(people, random.Random(seed))  # noqa: S311 - a run must be repeatable

    async def prepare(self) -> None:
        """Open the topic that everything happens in, and let coffee be made."""
        amira = self.people["amira"]
        await amira.command(CHANNEL, "topic open", channel=CHANNEL, purpose="What survives")
        channel = await amira.place_id(PLACE)
        for name, value in (("coffee_channel", channel), ("coffee_weeks", "2")):
            await amira.command(CHANNEL, "community settings", name=name, value=value)

    def yeses(self) -> dict[str, int]:
        """Count what the bot said yes to, by what it is."""
        return {what: sum(one.yeses.get(what, 0) for one in self.stories) for what in self._kinds()}

    def _kinds(self) -> list[str]:
        return sorted({*WANTED, *(what for story in self.stories for what in story.yeses)})

    def stop(self) -> None:
        """Let nobody begin anything new."""
        self._stopped = True

    async def go_on(self) -> None:
        """Act until stopped."""
        await asyncio.gather(*(self._go_through(kind, pause) for kind, pause in KINDS))

    async def until_each_was_acknowledged(self, wanted: Collection[str]) -> None:
        """Return once the bot, which lives on now, has said yes to each kind of thing wanted, or after a while."""
        self.patience = _AT_MOST
        with suppress(TimeoutError):
            async with asyncio.timeout(_A_WHILE):
                while not all(self.yeses()[what] for what in wanted):
                    self.acknowledged.clear()
                    await self.acknowledged.wait()

    async def _go_through(self, kind: type[Story], pause: float) -> None:
        number = 0
        story: Story | None = None
        while not self._stopped:
            if story is None or story.is_over:
                number += 1
                story = kind(number, self.people, random.Random(f"{self.chance.random()}"))  # noqa: S311 - the same
                self.stories.append(story)
            with suppress(*_NOBODY_THERE):  # the bot was dead: nothing was acknowledged, so nothing is owed
                async with asyncio.timeout(self.patience):
                    if await story.go_on():
                        self.acknowledged.set()
            await asyncio.sleep(self.chance.uniform(0, pause))
