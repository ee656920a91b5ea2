"""The stream of what one member may see, as server-sent events."""

import asyncio
import contextlib
from typing import Final

from aiohttp import web

from sandbox.audience import OF_CHANNELS, reaches
from sandbox.bus import Event
from sandbox.errors import Refused
from sandbox.member.asking import acting_user, refusal
from sandbox.running import SANDBOX

STREAMS: Final = web.AppKey("STREAMS", set[asyncio.Task[None]])
QUIET: Final = 15.0
"""Seconds without news after which a line is sent so that a lost listener is noticed."""


async def stream(request: web.Request) -> web.StreamResponse:
    """Tell a member of everything they may see until they go away."""
    try:
        user = acting_user(request, request.query.get("as", ""))
    except Refused as error:
        return refusal(error)
    state = request.app[SANDBOX].state
    news: asyncio.Queue[str] = asyncio.Queue()

    def hear(event: Event) -> None:
        if reaches(state, event, user.id):
            news.put_nowait(f'data: {{"t":"{event.name}","d":{event.text}}}\n\n')
        elif event.name in OF_CHANNELS and event.guild_id and state.member(event.guild_id, user.id):
            # It may have gone out of sight just now: the page looks again, and learns no more than that.
            news.put_nowait(f'data: {{"t":"SIGHT_CHANGED","d":{{"guild_id":"{event.guild_id}"}}}}\n\n')

    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = web.StreamResponse(headers=headers)
    stop = state.bus.listen(hear)
    try:
        await response.prepare(request)
        await response.write(b"retry: 1000\nevent: ready\ndata: {}\n\n")
        await _pump(request, response, news)
    finally:
        stop()
    return response


async def _pump(request: web.Request, response: web.StreamResponse, news: asyncio.Queue[str]) -> None:
    """Send what comes until the listener is gone or the sandbox stops; both end the stream quietly."""
    sending = asyncio.create_task(_send(response, news))
    request.app[STREAMS].add(sending)
    try:
        with contextlib.suppress(ConnectionResetError):
            await asyncio.wait({sending})
            if not sending.cancelled():
                sending.result()
    finally:
        sending.cancel()
        request.app[STREAMS].discard(sending)


async def _send(response: web.StreamResponse, news: asyncio.Queue[str]) -> None:
    while True:
        try:
            async with asyncio.timeout(QUIET):
                lines = await news.get()
        except TimeoutError:
            lines = ": still here\n\n"
        while not news.empty():
            lines += news.get_nowait()
        await response.write(lines.encode())


async def end_streams(app: web.Application) -> None:
    """End every stream, so that the sandbox can stop at once."""
    streams = app[STREAMS]
    for sending in tuple(streams):
        sending.cancel()
