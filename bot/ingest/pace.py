"""Leaving room for the running bot: a second process asks Discord with its token, and shares its rate limits."""

import asyncio
from types import SimpleNamespace
from typing import Any

import aiohttp

A_SECOND = 10
"""Requests a second at most: a fifth of what Discord allows a token in all."""
_LEFT = 0.5
"""Share of each bucket that is left to the bot."""
_TOO_MANY = 429


class Pace:
    """Spaces the requests of a client, by the headers of Discord's answers; give its `trace` to the client."""

    def __init__(self, a_second: float = A_SECOND) -> None:
        self._between = 1 / a_second
        self._next = 0.0
        self.requests = 0
        """How many were sent."""
        self.refused = 0
        """How many Discord answered with 429."""
        self.trace = aiohttp.TraceConfig()
        self.trace.on_request_start.append(self._wait)
        self.trace.on_request_end.append(self._look)

    async def _wait(self, *_about: Any) -> None:
        loop = asyncio.get_running_loop()
        wait, self._next = self._next - loop.time(), max(self._next, loop.time()) + self._between
        self.requests += 1
        if wait > 0:
            await asyncio.sleep(wait)

    async def _look(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, ended: aiohttp.TraceRequestEndParams
    ) -> None:
        headers = ended.response.headers
        self.refused += ended.response.status == _TOO_MANY
        try:
            limit, left = int(headers["X-RateLimit-Limit"]), int(headers["X-RateLimit-Remaining"])
            reset = float(headers["X-RateLimit-Reset-After"])
        except (KeyError, ValueError):
            return  # this answer counts in no bucket
        if left < limit * _LEFT:
            self._next = max(self._next, asyncio.get_running_loop().time() + reset)
