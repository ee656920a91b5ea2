"""Files are fetched from Discord's own hosts alone (here: the sandbox's), not redirected, and up to their limit."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.fetching import NotFetchedError, fetch
from bot.settings import Discord
from community.files import LARGEST


async def _answer(request: web.Request) -> web.StreamResponse:
    match request.match_info["what"]:
        case "file":
            return web.Response(body=b"bytes")
        case "moved":
            raise web.HTTPFound("/file")
        case "gone":
            raise web.HTTPNotFound
        case "large":
            return web.Response(body=b"x" * (LARGEST + 1))
        case "endless":
            answer = web.StreamResponse()
            await answer.prepare(request)
            for _ in range(LARGEST // 2**20 + 2):
                await answer.write(b"x" * 2**20)
            return answer
    raise web.HTTPServiceUnavailable


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    app = web.Application()
    app.router.add_get("/{what}", _answer)
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


async def test_a_file_of_discord_s_is_fetched_and_nothing_else(server: TestServer):
    here = Discord(api=str(server.make_url("/api/v10")))
    assert await fetch(str(server.make_url("/file")), here) == b"bytes"
    for what in ("moved", "gone", "large", "endless"):
        with pytest.raises(NotFetchedError):
            await fetch(str(server.make_url(f"/{what}")), here)
    with pytest.raises(Exception, match="503"):
        await fetch(str(server.make_url("/busy")), here)


@pytest.mark.parametrize(
    "address",
    [
        "http://cdn.discordapp.com/attachments/1/2/a.png",
        "https://cdn.discordapp.com:8443/attachments/1/2/a.png",
        "https://cdn.discordapp.com.example.org/a.png",
        "https://user@cdn.discordapp.com/a.png",
        "https://127.0.0.1/a.png",
        "http://[::1]/a.png",
        "file:///etc/passwd",
        "/a.png",
    ],
)
async def test_no_other_address_is_asked(address: str):
    with pytest.raises(NotFetchedError, match="not at Discord's address"):
        await fetch(address, Discord())
