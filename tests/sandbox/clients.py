"""An unmodified discord.py client on a sandbox."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from sandbox.running import Sandbox

C = TypeVar("C", bound=discord.Client)


@asynccontextmanager
async def logged_in(client: C, sandbox: Sandbox, token: str) -> AsyncIterator[C]:
    """Log a client in at a sandbox; it is ready inside, and closed after. Raises what ends it early."""
    told = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = sandbox.api_url, yarl.URL(sandbox.gateway_url)
    running = asyncio.create_task(client.start(token))
    ready = asyncio.create_task(_ready(client, running))
    try:
        await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        yield client
    finally:
        ready.cancel()
        await client.close()
        await asyncio.gather(running, ready, return_exceptions=True)
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = told


async def _ready(client: discord.Client, running: "asyncio.Task[None]") -> None:
    while not client.is_ready() and not running.done():
        # Before login the client has nothing to wait on.
        await asyncio.sleep(0)
        if client.http.token is not None:
            await client.wait_until_ready()
