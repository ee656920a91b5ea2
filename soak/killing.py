"""Killing, and waiting until the bot is there again."""

import asyncio
import random
from contextlib import suppress

from bench._stage import Stage
from sandbox.client import Sandbox

_SOONEST, _LATEST = 0.1, 3.0
"""Seconds that a process lives before it is killed: from its start, or from the first thing that it said yes to."""
_STARTS = 20
_EARLY = 0.4
"""Share of the lives that may end before the bot is connected."""


async def until_ready(url: str) -> None:
    """Wait until the bot answers a command."""
    async with Sandbox(url) as people, asyncio.timeout(60):
        amira = await people.person("amira")
        while not any(command["name"] == "topic" for command in await amira.commands("general")):  # noqa: ASYNC110 - the bot is another process
            await asyncio.sleep(0.05)


async def keep_killing(running: Stage, kills: int, seed: int, acknowledged: asyncio.Event) -> None:
    """Kill the bot so many times, after lives of random length, starting it anew each time."""
    chance = random.Random(seed)  # noqa: S311 - a run must be repeatable
    for _ in range(kills):
        acknowledged.clear()
        if chance.random() > _EARLY:
            with suppress(TimeoutError):
                await asyncio.wait_for(acknowledged.wait(), _STARTS)
        await asyncio.sleep(chance.uniform(_SOONEST, _LATEST))
        await running.kill_bot()
        await running.start_bot()
