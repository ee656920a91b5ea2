"""People who act while the bot is being killed: what all crowds share."""

import asyncio
import random
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import ClassVar, Self

import aiohttp

from sandbox.client import InteractionFailed, Person, Refused, Reply, Sandbox

NOBODY_THERE = (InteractionFailed, Refused, LookupError, TimeoutError, aiohttp.ClientError, StopIteration)
"""What acting raises where the bot was dead: nothing was acknowledged then, so nothing is owed."""
_A_WHILE = 90
_ANSWER_TAKES, _AT_MOST = 6, 30
"""Seconds that a person waits for an answer before they turn to something else; more once nobody is killed any more."""


@dataclass
class Acting(ABC):
    """People, whom chance has act, until they are stopped; `acknowledged` is set at each yes of the bot."""

    names: ClassVar[tuple[str, ...]]
    people: dict[str, Person]
    chance: random.Random
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    _patience: float = _ANSWER_TAKES
    _stopped: bool = False

    @classmethod
    @asynccontextmanager
    async def at(cls, url: str, seed: int) -> AsyncIterator[Self]:
        """Give the people of the sandbox at an address."""
        async with Sandbox(url) as sandbox:
            people = {name: await sandbox.person(name) for name in cls.names}
            yield cls(people, random.Random(seed))  # noqa: S311 - a run must be repeatable

    @abstractmethod
    async def go_on(self) -> None:
        """Act until stopped."""

    @staticmethod
    async def insist(person: Person, place: str, command: str, **options: str) -> Reply:
        """Use a command until it is answered: on a busy machine the bot may be only just starting."""
        async with asyncio.timeout(_A_WHILE):
            while True:
                with suppress(*NOBODY_THERE):
                    return await person.command(place, command, **options)
                await asyncio.sleep(0.1)

    def stop(self) -> None:
        """Let nobody begin anything new."""
        self._stopped = True

    async def until(self, enough: Callable[[], bool]) -> None:
        """Return once the bot, which lives on now, has said yes to enough, or after a while."""
        self._patience = _AT_MOST
        with suppress(TimeoutError):
            async with asyncio.timeout(_A_WHILE):
                while not enough():
                    self.acknowledged.clear()
                    await self.acknowledged.wait()

    async def repeat(self, deed: Callable[[int], Awaitable[None]], pause: float) -> None:
        """Do a deed again and again, `pause` seconds apart at most: long runs stay a community, not a flood."""
        number = 0
        while not self._stopped:
            number += 1
            with suppress(*NOBODY_THERE):
                async with asyncio.timeout(self._patience):
                    await deed(number)
            await asyncio.sleep(self.chance.uniform(0, pause))
