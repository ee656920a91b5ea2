"""Asking Discord for history: pages of messages, and the threads of a channel. Rate limits are discord.py's to keep."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import discord
from discord.http import HTTPClient

from bot.gateway import Data
from bot.ingest.reading import said_in
from community.messages import Place, Said

PAGE = 100
UNKNOWN_CHANNEL = 10003
"""What Discord answers for a place that was deleted."""
_ARCHIVED_PAGE = 100


async def page_after(http: HTTPClient, place_id: int, after: int, limit: int = PAGE) -> list[Data]:
    """Give the first messages of a place after a message id, oldest first; fewer than `limit`: there are no more."""
    page: list[Any] = list(await http.logs_from(place_id, limit, after=after))
    return sorted(page, key=lambda data: int(data["id"]))


async def pages_after(http: HTTPClient, place_id: int, after: int) -> AsyncIterator[list[Data]]:
    """Give the pages of a place after a message id, oldest first; the last may be empty or short."""
    while True:
        page = await page_after(http, place_id, after)
        yield page
        if len(page) < PAGE:
            return
        after = int(page[-1]["id"])


def said_on(page: Sequence[Data], place: Place, own_id: int) -> list[Said]:
    """Read what people and other bots wrote on a page."""
    read = (said_in(place, data, with_reactions=True) for data in page)
    return [said for said in read if said is not None and said.author_id != own_id]


async def threads_of(
    http: HTTPClient, topic: Place, *, is_forum: bool, since: datetime | None = None
) -> dict[int, Data]:
    """Give a channel's active threads, and those archived (since a moment, if given), that the bot may see, by id."""
    active: Any = (await http.get_active_threads(topic.community_id))["threads"]
    found: dict[int, Data] = {int(data["id"]): data for data in active if int(data["parent_id"]) == topic.id}
    try:
        async for data in _archived(http.get_public_archived_threads, topic.id, since):
            found.setdefault(int(data["id"]), data)
    except discord.Forbidden:
        pass  # Read Message History is missing; the active ones may be read nevertheless
    if not is_forum:
        found = await private_archived(http, topic.id, since) | found
    return found


async def private_archived(http: HTTPClient, channel_id: int, since: datetime | None) -> dict[int, Data]:
    """Give a channel's private archived threads: all with Manage Threads, else those that the bot is in."""
    try:
        asked = _archived(http.get_private_archived_threads, channel_id, since)
        return {int(data["id"]): data async for data in asked}
    except discord.Forbidden:
        pass
    try:
        return {int(data["id"]): data async for data in _joined(http, channel_id) if _is_since(data, since)}
    except discord.Forbidden:
        return {}


async def members_of(http: HTTPClient, thread_id: int) -> frozenset[int]:
    """Give who is in a private thread; nobody, where Discord does not let the bot look."""
    try:
        return frozenset(int(one["user_id"]) for one in await http.get_thread_members(thread_id))
    except (discord.NotFound, discord.Forbidden):
        return frozenset()


async def _archived(ask: Callable[..., Awaitable[Any]], channel_id: int, since: datetime | None) -> AsyncIterator[Data]:
    before: str | None = None
    while True:
        listed = await ask(channel_id, before=before, limit=_ARCHIVED_PAGE)
        for data in listed["threads"]:
            before = data["thread_metadata"]["archive_timestamp"]
            if not _is_since(data, since):
                return
            yield data
        if not listed.get("has_more") or not listed["threads"]:
            return


def _is_since(data: Data, since: datetime | None) -> bool:
    at = discord.utils.parse_time(data["thread_metadata"]["archive_timestamp"])
    return since is None or at >= since


async def _joined(http: HTTPClient, channel_id: int) -> AsyncIterator[Data]:
    """Give the private archived threads that the bot is in; they come by id, whenever they were archived."""
    before: int | None = None
    while True:
        listed: Any = await http.get_joined_private_archived_threads(channel_id, before=before, limit=_ARCHIVED_PAGE)
        for data in listed["threads"]:
            before = int(data["id"])
            yield data
        if not listed.get("has_more") or not listed["threads"]:
            return
