"""The stream of events that one member may see, kept in order since it was opened."""

import asyncio
import contextlib
import json
from collections.abc import Callable

import aiohttp

from sandbox.client.answers import Event

LINE = 16 * 1024 * 1024
"""Longest line taken from the stream, in bytes: a whole community in one event fits."""
AGAIN = 0.1
"""Seconds between two tries to come back after a cut."""
PATIENCE = 15.0
"""Seconds for which a sandbox may be away before the stream gives up."""
RECONNECTED = "RECONNECTED"
"""The event that says that the stream was cut and is back: what happened in between was not heard."""


class Stream:
    """Read server-sent events in a task of its own and let callers wait for one of them; cut, it comes back."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self._http = http
        self._url = url
        self._task: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._news = asyncio.Condition()
        self._failure: Exception | None = None
        self._cut_at: float | None = None
        self.events: list[Event] = []

    async def open(self) -> None:
        """Connect, unless connected; return once the sandbox has subscribed us: nothing later is missed."""
        if self._task is None:
            self._task = asyncio.create_task(self._read())
        waiting = asyncio.ensure_future(self._ready.wait())
        await asyncio.wait({waiting, self._task}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        self._raise_failure()

    async def close(self) -> None:
        """Stop reading; harmless when not open."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, aiohttp.ClientError):
                await self._task
            self._task = None
            self._ready.clear()

    async def wait_for(self, predicate: Callable[[Event], bool], since: int, deadline: float) -> Event:
        """Give the first event from place `since` on that fits; TimeoutError after `deadline` seconds."""
        await self.open()
        looked = since
        try:
            async with asyncio.timeout(deadline), self._news:
                while True:
                    for event in self.events[looked:]:
                        if predicate(event):
                            return event
                    looked = max(looked, len(self.events))
                    self._raise_failure()
                    await self._news.wait()
        except TimeoutError:
            seen = ", ".join(event.name for event in self.events[since:]) or "nothing"
            raise TimeoutError(f"no such event in {deadline:g} s; seen since: {seen}") from None

    def _raise_failure(self) -> None:
        if self._failure is not None:
            raise self._failure

    async def _read(self) -> None:
        """Read the stream, and again after a cut, until the sandbox refuses or stays away."""
        clock = asyncio.get_running_loop().time
        while True:
            try:
                await self._read_once()
            except (aiohttp.ClientResponseError, ValueError) as error:
                return await self._fail(error)
            except (aiohttp.ClientError, OSError) as error:
                if self._ready.is_set():
                    self._ready.clear()
                    self._cut_at = clock()
                if self._cut_at is None or clock() - self._cut_at > PATIENCE:
                    return await self._fail(error)
                await asyncio.sleep(AGAIN)

    async def _read_once(self) -> None:
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=10)
        async with self._http.get(self._url, timeout=timeout, read_bufsize=LINE) as response:
            response.raise_for_status()
            name = "message"
            async for raw in response.content:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    await self._take(name, line.removeprefix("data: "))
                    name = "message"
        raise ConnectionResetError("the sandbox closed the stream of events")

    async def _fail(self, error: Exception) -> None:
        self._failure = error
        async with self._news:
            self._news.notify_all()

    async def _take(self, name: str, data: str) -> None:
        if name == "ready":
            if self._cut_at is not None:
                await self._keep(Event(RECONNECTED, {}))
            self._ready.set()
            return
        body = json.loads(data)
        await self._keep(Event(body["t"], body["d"]))

    async def _keep(self, event: Event) -> None:
        async with self._news:
            self.events.append(event)
            self._news.notify_all()
