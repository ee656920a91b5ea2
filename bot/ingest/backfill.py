"""Reading the whole history of topics, in a process of its own, while the bot runs or not: `guildhall backfill`.

It speaks HTTP alone: a second session of the gateway on one token would answer every command twice. Each place is read
from its beginning on, a page a transaction, and how far it has come is written in that transaction. It reads forwards:
talk outside threads is cut into conversations by what was said before, so each page read backwards would have the pages
before it cut again; and the next run takes in what was said since, by the same cursor.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import discord

from bot.gateway import Data
from bot.ingest.history import PAGE, members_of, pages_after, said_on, threads_of
from bot.ingest.means import UNSETTLED
from bot.ingest.reading import thread_in
from bot.ingest.writing import Filled, Opened, Page, What, write
from bot.sight import listed_spot
from community.errors import Refusal, Unavailable
from community.messages import Place
from storage import communities, messages, posts
from storage import mirror as store
from storage.database import INGEST, Database, Writing
from storage.topics import Topic

log = logging.getLogger(__name__)

_FORUMS = {discord.ChannelType.forum.value, discord.ChannelType.media.value}
_BEGINNING = 1
_PAUSES = (1, 2, 5, 10, 30, 60, 60, 60, 60)
"""Seconds between attempts while the database can't be used: the bot, or a backup, may hold it."""

T = TypeVar("T")


@dataclass(slots=True)
class Report:
    """What was read; `messages` and `new` count messages, the system's own and the bot's among the former."""

    topics: int = 0
    places: int = 0
    messages: int = 0
    new: int = 0
    failed: list[tuple[int, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Give the report in the shape that programs rely on."""
        return {
            "topics": self.topics,
            "places": self.places,
            "messages": self.messages,
            "new": self.new,
            "skipped": self.messages - self.new,
            "failed": [{"place": str(place), "why": why} for place, why in self.failed],
        }


@dataclass(frozen=True, slots=True)
class Step:
    """How far reading has come: places done of all, and the share of the one that is being read."""

    done: int
    places: int
    share: float


class Backfill:
    """Reads the history of topics of one community with a client that is logged in and not connected."""

    def __init__(
        self,
        client: discord.Client,
        database: Database,
        now: Callable[[], datetime],
        progress: Callable[[Step], None] = lambda _step: None,
    ) -> None:
        self._client = client
        self._database = database
        self._now = now
        self._progress = progress
        self._newest: dict[int, int] = {}
        self.report = Report()

    async def run(self, community_id: int, topics: Sequence[Topic]) -> None:
        """Read everything that the bot may see; `report` says what was read so far, whenever it ends.

        Raises `Refusal` if the bot is not in the server; a place that can't be read is named in the report.
        """
        await self._check(community_id)
        places = [place for topic in topics for place in await _patiently(partial(self._places_of, topic))]
        async with self._database.read() as tx:
            keep_days = (await communities.settings_of(tx, community_id))["keep_days"]
        oldest = discord.utils.time_snowflake(self._now() - timedelta(days=keep_days)) if keep_days else _BEGINNING
        for number, place in enumerate(places):
            self._progress(Step(number, len(places), 0))
            try:
                await _patiently(partial(self._fill, place, oldest, partial(Step, number, len(places))))
            except (discord.Forbidden, discord.NotFound) as error:
                self.report.failed.append((place.id, _why(error)))
            else:
                self.report.places += 1
        self._progress(Step(len(places), len(places), 0))

    async def _check(self, community_id: int) -> None:
        try:
            await self._client.http.get_guild(community_id, with_counts=False)
        except (discord.Forbidden, discord.NotFound):
            raise Refusal(f"The bot is not in the server with id {community_id}: invite it again.") from None

    async def _places_of(self, topic: Topic) -> list[Place]:
        """Give a topic's channel and its threads, all that the bot may see; private ones are mirrored on the way."""
        here = Place(topic.id, topic.community_id, topic.id, topic.id)
        try:
            channel: Data = dict(await self._client.http.get_channel(topic.id))
            is_forum = channel["type"] in _FORUMS
            threads = await threads_of(self._client.http, here, is_forum=is_forum)
        except (discord.Forbidden, discord.NotFound) as error:
            self.report.failed.append((topic.id, _why(error)))
            return []
        self._newest |= {
            int(data["id"]): int(data.get("last_message_id") or 0) for data in [channel, *threads.values()]
        }
        found = [] if is_forum else [here]
        for _, data in sorted(threads.items()):
            thread = thread_in(here, data)
            if thread.seen_in == thread.id:
                await self._mirror(thread, data)
            found.append(thread)
        self.report.topics += 1
        return found

    async def _mirror(self, thread: Place, data: Data) -> None:
        """Let those who are in a private thread see it, if it is not mirrored: else the bot itself keeps it true."""
        async with self._database.read() as tx:
            if await store.is_mirrored(tx, thread.id):
                return
        written: frozenset[int] | None = None
        # Asked again once it is written: somebody may have left before the bot could know that this mattered.
        while (inside := await members_of(self._client.http, thread.id)) != written:
            await self._database.write(
                None, partial(_let_in, thread=thread, data=data, inside=inside, now=self._now()), rank=INGEST
            )
            written = inside

    async def _fill(self, place: Place, oldest: int, step: Callable[[float], Step]) -> None:
        async with self._database.read() as tx:
            read_to = await messages.filled_to(tx, place.id) or _BEGINNING
            is_known = not place.is_thread or await messages.is_thread(tx, place.id)
        after = max(read_to, oldest)
        first: list[What] = [] if is_known else [Opened(place, discord.utils.snowflake_time(place.id))]
        async for page in pages_after(self._client.http, place.id, after):
            now = self._now()
            own = self._client.user.id if self._client.user else 0
            said = said_on(page, place, own)
            if not page:
                await self._prove_empty(place, after)
            last = int(page[-1]["id"]) if page else after
            settled = discord.utils.time_snowflake(now - UNSETTLED)
            batch: list[What] = [*first, *said]
            if page and settled > after:
                batch.append(Page(place, after + 1, min(last, settled), frozenset(int(data["id"]) for data in page)))
            batch.append(Filled(place, last, is_done=len(page) < PAGE))
            new = await self._database.write(None, partial(write, batch=batch, now=now), rank=INGEST)
            self.report.messages += len(page)
            self.report.new += new
            after, first = last, []
            self._progress(step(_share(place, after, now)))

    async def _prove_empty(self, place: Place, after: int) -> None:
        """Raise `Forbidden` if there is nothing more to be read only because the bot may not read back."""
        newest = self._newest.get(place.id, 0)
        if newest > after:
            try:
                await self._client.http.get_message(place.id, newest)
            except discord.NotFound:
                return  # it was deleted: there is nothing, indeed


async def _patiently(work: Callable[[], Awaitable[T]]) -> T:
    """Do work that goes on where it stopped, again and again while the database can't do its part, for some minutes."""
    for pause in _PAUSES:
        try:
            return await work()
        except Unavailable:
            await asyncio.sleep(pause)
    return await work()


async def _let_in(tx: Writing, thread: Place, data: Data, inside: frozenset[int], now: datetime) -> None:
    await store.align_threads(tx, thread.community_id, [listed_spot(data)])
    await store.align_inside(tx, thread.id, inside)
    await posts.withdraw_changed(tx, now)


def _share(place: Place, read_to: int, now: datetime) -> float:
    """Guess how much of a place is read: by time, for nobody says how many messages there are."""
    began = discord.utils.snowflake_time(place.id)
    gone = discord.utils.snowflake_time(read_to) - began
    return min(1.0, max(0.0, gone / max(now - began, timedelta(seconds=1))))


def _why(error: discord.HTTPException) -> str:
    if isinstance(error, discord.NotFound):
        return "it was deleted."
    return "the bot may not see it, or not read back in it: it needs View Channel and Read Message History."
