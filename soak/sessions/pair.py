"""Two processes that share the communities' shards, of which one or the other is killed."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bench._stage import Stage
from soak.processes.pack import Pack

_LEASE = 5


@dataclass
class Two:
    """Kills one of two, which the other takes over from, and starts another in its place."""

    pack: Pack
    chance: random.Random

    @classmethod
    @asynccontextmanager
    async def on(cls, stage: Stage, seed: int) -> AsyncIterator["Two"]:
        """Give two processes that are only just starting; they are killed at the end."""
        async with Pack.on(stage, _LEASE) as pack:
            two = cls(pack, random.Random(seed))  # noqa: S311 - a run must be repeatable
            await two.start_bot()
            await two.start_bot()
            yield two

    async def start_bot(self) -> None:
        """Start one more."""
        await self.pack.start()

    async def kill_bot(self) -> int:
        """Kill one of them, whichever it is."""
        await self.pack.kill(self.chance.choice(self.pack.running))
        return 0
