"""Asking Discord for history: pages of messages, and the threads of a channel."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from typing import Any

import discord

from bot.gateway import Data
from bot.ingest.queue import Queue
from bot.ingest.reading import said_in
from community.messages import Place

PAGE = 100
_ARCHIVED_PAGE = 100


class History:
    """Reads pages of history into the queue. Rate limits are discord.py's to keep."""

    def __init__(self, client: discord.Client, queue: Queue) -> None:
        self._client = client
        self._queue = queue

    async def pages(self, place: Place, after: int) -> AsyncIterator[list[Data]]:
        """Give the pages of a place after a message id, oldest first; the last may be empty or short."""
        while True:
            page: list[Any] = list(await self._client.http.logs_from(place.id, PAGE, after=after))
            page.sort(key=lambda data: int(data["id"]))
            yield page
            if len(page) < PAGE:
                return
            after = int(page[-1]["id"])

    async def read(self, place: Place, after: int) -> int:
        """Read all of a place after a message id into the queue, and give the last id there was."""
        async for page in self.pages(place, after):
            await self.take_in(place, page)
            after = int(page[-1]["id"]) if page else after
        return after

    async def take_in(self, place: Place, page: list[Data]) -> None:
        """Put what people and other bots wrote on a page into the queue."""
        own = self._client.user.id if self._client.user else 0
        for data in page:
            said = said_in(place, data, with_reactions=True)
            if said is not None and said.author_id != own:
                await self._queue.put_when_free(said)

    async def threads(self, channel: discord.TextChannel | discord.ForumChannel, since: datetime) -> list[Data]:
        """Give a channel's active threads, and those archived since a moment that the bot may see."""
        http = self._client.http
        active = (await http.get_active_threads(channel.guild.id))["threads"]
        found: dict[int, Data] = {int(data["id"]): data for data in active if int(data["parent_id"]) == channel.id}
        asks: list[Callable[..., Awaitable[Any]]] = [http.get_public_archived_threads]
        if isinstance(channel, discord.TextChannel):
            asks.append(http.get_private_archived_threads)
        for ask in asks:
            try:
                async for data in _archived(ask, channel.id, since):
                    found.setdefault(int(data["id"]), data)
            except discord.Forbidden:
                continue  # without Manage Threads, private archived threads are not ours to see
        return list(found.values())


async def _archived(ask: Callable[..., Awaitable[Any]], channel_id: int, since: datetime) -> AsyncIterator[Data]:
    before: str | None = None
    while True:
        listed = await ask(channel_id, before=before, limit=_ARCHIVED_PAGE)
        for data in listed["threads"]:
            before = data["thread_metadata"]["archive_timestamp"]
            at = discord.utils.parse_time(before)
            if at is not None and at < since:
                return
            yield data
        if not listed.get("has_more") or not listed["threads"]:
            return
