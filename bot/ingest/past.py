"""Reading what was said in a thread before its topic was opened, when somebody wants to quote it."""

import logging
from collections.abc import Sequence
from typing import Any

import aiohttp
import discord

from bot.gateway import Data
from bot.ingest.reading import said_in, thread_in
from community.messages import Place, Said
from storage import messages
from storage.database import INGEST, Database, Writing

log = logging.getLogger(__name__)

MOST = 1000
"""Messages of a thread that are read back at once, its newest."""

_PAGE = 100
_FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)


async def read_past(client: discord.Client, database: Database, topic: Place, thread_id: int) -> None:
    """Keep what was said in a thread before the oldest message known of it, and the message it was opened from.

    Does nothing where all is known. What can't be read is left out, with a warning.
    """
    async with database.read() as tx:
        before = await messages.oldest_in(tx, thread_id)
        has_source = await messages.is_known(tx, thread_id)
    try:
        if not has_source:
            await _read_source(client, database, topic, thread_id)
        # No message of a thread is older than the thread.
        if before is None or before > thread_id:
            await _read_thread(client, database, topic, thread_id, before)
    except _FAILURES as error:
        log.warning("a thread's past can't be read", extra={"place": thread_id, "why": type(error).__name__})


async def _read_thread(
    client: discord.Client, database: Database, topic: Place, thread_id: int, before: int | None
) -> None:
    thread: Place | None = None
    for _ in range(MOST // _PAGE):
        page: list[Any] = list(await client.http.logs_from(thread_id, _PAGE, before=before))
        if page and thread is None:
            data: Data = dict(await client.http.get_channel(thread_id))
            thread = thread_in(topic, data)
        if thread is not None:
            await _keep(client, database, thread, page)
        if len(page) < _PAGE:
            return
        before = min(int(data["id"]) for data in page)


async def _read_source(client: discord.Client, database: Database, topic: Place, thread_id: int) -> None:
    """Keep the message that a thread was opened from: it stands in the channel, and has the thread's id."""
    try:
        data = await client.http.get_message(topic.id, thread_id)
    except (discord.NotFound, discord.Forbidden):
        return  # opened from no message, or a forum post: that begins with a message of its own
    await _keep(client, database, topic, [data])


async def _keep(client: discord.Client, database: Database, place: Place, page: Sequence[Any]) -> None:
    own = client.user.id if client.user else 0
    read = [said_in(place, data, with_reactions=True) for data in page]
    said: list[Said] = [one for one in read if one is not None and one.author_id != own]

    async def work(tx: Writing) -> None:
        if place.is_thread:
            await messages.remember_thread(tx, place, discord.utils.snowflake_time(place.id))
        await messages.keep(tx, said)

    await database.write(None, work, rank=INGEST)
