"""What a second process on the bot's token leaves to the bot, by the headers of the answers."""

import asyncio
from collections.abc import Mapping

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.ingest.pace import Pace


async def _asked(headers: Mapping[str, str], status: int = 200) -> tuple[Pace, float]:
    """Ask a server that answers with these headers once; give for how many seconds nothing more is sent."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status, headers=headers)

    app, pace = web.Application(), Pace()
    app.router.add_get("/", answer)
    async with TestServer(app) as server, aiohttp.ClientSession(trace_configs=[pace.trace]) as session:
        await session.get(server.make_url("/"))
    return pace, pace._next - asyncio.get_running_loop().time()


def _bucket(limit: int, left: int) -> dict[str, str]:
    return {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": str(left), "X-RateLimit-Reset-After": "1000.0"}


@pytest.mark.parametrize(("limit", "left", "waits"), [(5, 4, False), (5, 3, False), (5, 2, True), (1, 0, True)])
async def test_half_of_each_bucket_is_left_to_the_bot(limit: int, left: int, *, waits: bool):
    _, wait = await _asked(_bucket(limit, left))
    assert (wait > 900) == waits


async def test_answers_without_a_bucket_hold_nothing_up_and_refusals_are_counted():
    pace, wait = await _asked({})
    assert wait < 900
    assert (pace.requests, pace.refused) == (1, 0)
    pace, _ = await _asked({}, status=429)
    assert pace.refused == 1
