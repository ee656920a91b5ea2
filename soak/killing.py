"""Killing, and waiting until the bot is there again."""

import asyncio
import random
from contextlib import suppress
from typing import Protocol

from sandbox.client import Sandbox

_EARLY, _YOUNG = 0.25, 3.0
"""Share of the lives that end within so many seconds of the start: while the bot starts, connects or catches up."""
_YESES, _ON = 5, 1.0
"""The others end within so many seconds of a yes, of up to so many: while the bot does what follows from it."""
_STARTS = 30
"""Seconds after which no yes is waited for."""


class Killed(Protocol):
    """What is killed and started anew: a process, or one of two."""

    async def start_bot(self) -> None:
        """Start it."""

    async def kill_bot(self) -> int:
        """Kill it."""


async def until_ready(url: str) -> None:
    """Wait until the bot answers a command."""
    async with Sandbox(url) as people, asyncio.timeout(60):
        amira = await people.person("amira")
        while not any(command["name"] == "topic" for command in await amira.commands("general")):  # noqa: ASYNC110 - the bot is another process
            await asyncio.sleep(0.05)


async def _until_yes(acknowledged: asyncio.Event, times: int) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_STARTS):
            for _ in range(times):
                acknowledged.clear()
                await acknowledged.wait()


async def keep_killing(running: Killed, kills: int, seed: int, acknowledged: asyncio.Event) -> None:
    """Kill the bot so many times, after lives of random length, starting it anew each time."""
    chance = random.Random(seed)  # noqa: S311 - a run must be repeatable
    for _ in range(kills):
        if chance.random() < _EARLY:
            await asyncio.sleep(chance.uniform(0, _YOUNG))
        else:
            await _until_yes(acknowledged, chance.randint(1, _YESES))
            await asyncio.sleep(chance.uniform(0, _ON))
        await running.kill_bot()
        await running.start_bot()
