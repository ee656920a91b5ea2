"""Killing, and waiting until the bot is there again."""

import asyncio
import random

from bench._stage import Stage
from sandbox.client import Sandbox

_SOONEST, _LATEST = 0.3, 4.0
"""Seconds that a process lives before it is killed; some die before they are connected."""


async def until_ready(url: str) -> None:
    """Wait until the bot answers a command."""
    async with Sandbox(url) as people, asyncio.timeout(60):
        amira = await people.person("amira")
        while not any(command["name"] == "topic" for command in await amira.commands("general")):  # noqa: ASYNC110 - the bot is another process
            await asyncio.sleep(0.05)


async def keep_killing(running: Stage, kills: int, seed: int) -> None:
    """Kill the bot so many times, after lives of random length, starting it anew each time."""
    chance = random.Random(seed)  # noqa: S311 - a run must be repeatable
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(_SOONEST, _LATEST))
        await running.kill_bot()
        await running.start_bot()
    await until_ready(running.url)
