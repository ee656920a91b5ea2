"""The people of a soak, who go through one story of each kind after the other, all at once."""

import asyncio
import random
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import ClassVar

from soak.acting import Acting
from soak.sessions.after import After
from soak.sessions.coffee import GUESTS, PLACE, Coffee
from soak.sessions.places import Places
from soak.sessions.poll import Poll
from soak.sessions.roles import Roles
from soak.sessions.series import Series
from soak.sessions.steps import Steps
from soak.sessions.story import CHANNEL, Story
from soak.sessions.voices import Voices

KINDS: tuple[tuple[type[Story], float], ...] = (
    (Places, 0.4),
    (Steps, 0.4),
    (Series, 0.8),
    (Poll, 0.8),
    (Coffee, 1.0),
    (Roles, 0.6),
    (After, 0.6),
    (Voices, 0.6),
)
"""The kinds of stories, and how many seconds people pause at most before they go on with one."""
WANTED = (
    *("sessions planned", "answers", "offers answered", "sessions begun", "steps moved", "series moved"),
    *("series renamed", "series cancelled", "polls asked", "votes", "polls picked", "coffee joined", "coffee met"),
    *("direct messages asked for", "roles taken", "roles handed on", "comings and goings seen"),
    *("reflections kept", "questions answered", "notes drafted"),
)
"""What the bot is to have said yes to at least once before a run ends."""


@dataclass
class Crowd(Acting):
    """People acting at once; `stories` are all that were begun."""

    names: ClassVar[tuple[str, ...]] = GUESTS
    stories: list[Story] = field(default_factory=list)

    async def prepare(self) -> None:
        """Open the topic that everything happens in, and let coffee be made."""
        amira = self.people["amira"]
        await self.insist(amira, CHANNEL, "topic open", channel=CHANNEL, purpose="What survives")
        channel = await amira.place_id(PLACE)
        for name, value in (("coffee_channel", channel), ("coffee_weeks", "2")):
            await self.insist(amira, CHANNEL, "community settings", name=name, value=value)

    def yeses(self) -> dict[str, int]:
        """Count what the bot said yes to, by what it is."""
        return {what: sum(one.yeses.get(what, 0) for one in self.stories) for what in self._kinds()}

    def _kinds(self) -> list[str]:
        return sorted({*WANTED, *(what for story in self.stories for what in story.yeses)})

    async def go_on(self) -> None:
        """Act until stopped."""
        await asyncio.gather(*(self._go_through(kind, pause) for kind, pause in KINDS))

    def said_yes_to(self, wanted: Collection[str]) -> bool:
        """Say whether the bot has said yes to each kind of thing wanted."""
        yeses = self.yeses()
        return all(yeses[what] for what in wanted)

    async def _go_through(self, kind: type[Story], pause: float) -> None:
        mine: list[Story] = []

        async def step(_number: int) -> None:
            if not mine or mine[-1].is_over:
                mine.append(kind(len(mine) + 1, self.people, random.Random(f"{self.chance.random()}")))  # noqa: S311 - the same
                self.stories.append(mine[-1])
            if await mine[-1].go_on():
                self.acknowledged.set()

        await self.repeat(step, pause)
