"""Catching up: what was said while nobody listened is read back from history, through the same queue.

A place is *read* once everything up to now is in the queue; only then may live messages move its cursor. A new session
makes every place unread again, and so does a message that the full queue could not take.
"""

import asyncio
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

import aiohttp
import discord

from bot.gateway import Data
from bot.ingest.history import UNKNOWN_CHANNEL, pages_after, threads_of
from bot.ingest.means import Means
from bot.ingest.reading import thread_in
from bot.ingest.sweep import Sweep
from bot.ingest.writing import Dropped, Gone, Opened, ReadTo
from community.errors import Unavailable
from community.messages import Place
from storage import messages
from storage.database import Closed
from storage.errand import Errand

log = logging.getLogger(__name__)

_FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)
_STRANGERS = 1000
"""Places nobody told us of that are remembered as asked about."""


class Catchup:
    """Reads back what each place missed, then looks through the last days for edits and deletions."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._places = means.places
        self._queue = means.queue
        self._sweep = Sweep(means)
        self._read: set[int] = set()
        self._newest: dict[int, int] = {}
        self._topics: dict[int, Place] = {}
        self._pending: dict[int, Place] = {}
        self._session = 0
        self._strange: dict[int, set[int]] = {}
        self._asked: set[int] = set()
        self._errand = Errand("catch-up", self._go)
        self._idle = asyncio.Event()
        self._swept = asyncio.Event()

    async def stop(self) -> None:
        """End; what was not read is read at the next start, from the same cursors."""
        await self._errand.end()

    @property
    def is_busy(self) -> bool:
        """Whether there is something to be read back or looked through."""
        return not self._swept.is_set()

    @property
    def behind(self) -> int:
        """How many places, and topics whose threads are still to be found, wait to be read back."""
        return len(self._pending.keys() | self._topics.keys())

    def is_read(self, place: Place) -> bool:
        """Say whether everything said in a place up to now is kept or queued."""
        return place.id in self._read

    def fall_behind(self) -> None:
        """Note that a new session begins: what was said before it is not told."""
        self._read.clear()
        self._session += 1
        self._newest.clear()
        self._asked.clear()
        self._idle.clear()
        self._swept.clear()

    def noted(self, channels: Iterable[Data]) -> None:
        """Note the newest message that Discord names for places, when a session begins."""
        for data in channels:
            here = self._places.find(int(data["id"])) or self._places.find(int(data.get("parent_id") or 0))
            if here is not None:
                self._newest[int(data["id"])] = int(data.get("last_message_id") or 0)

    def begins(self, thread: Place) -> None:
        """Note a thread that was opened just now: it has no past."""
        self._read.add(thread.id)

    def missed(self, place: Place, *, more: bool = False) -> None:
        """Note that something said in a place was not taken in; `more`: or edited, or reacted to."""
        self._read.discard(place.id)
        self._newest.pop(place.id, None)
        self._pending[place.id] = place
        if more:
            self._sweep.want(anyway=True)
        self._wake()

    def ask_about(self, place_id: int, gone: Iterable[int] = ()) -> None:
        """Ask Discord about a place nobody told us of: it may be a thread of a topic, in which messages are `gone`."""
        if place_id in self._strange:
            self._strange[place_id].update(gone)
        elif place_id not in self._asked and len(self._asked) < _STRANGERS:
            self._asked.add(place_id)
            self._strange[place_id] = set(gone)
            self._wake()

    def begin(self, topics: Iterable[Place] | None = None) -> None:
        """Catch up with some topics and their threads, or with all that are open; the last days are looked through."""
        some = self._places.open_topics if topics is None else list(topics)
        for topic in some if topics is not None else ():
            self._newest.pop(topic.id, None)  # what was said before it was followed was not counted
        self._topics |= {topic.id: topic for topic in some}
        if topics is None:
            self._sweep.want()
        if topics is None or self._topics or self._pending or self._sweep.is_wanted:
            self._wake()

    def _wake(self) -> None:
        self._idle.clear()
        self._swept.clear()
        self._errand.call()

    async def caught_up(self) -> None:
        """Return once every place is read."""
        await self._idle.wait()

    async def swept(self) -> None:
        """Return once the last days are looked through."""
        await self._swept.wait()

    async def _go(self) -> None:
        try:
            await self._work()
            if not (self._errand.is_called or self._pending or self._topics):
                self._idle.set()
                await self._sweep.run(lambda: self._errand.is_called)
            if not self._errand.is_called and self._idle.is_set():
                self._swept.set()
        except _FAILURES as error:
            log.warning(
                "catching up was cut short; it goes on at the next wake-up", extra={"why": type(error).__name__}
            )
        except Closed:
            return  # whoever works here next reads from the same cursors
        except Unavailable:
            return  # the log has it; what is to be read is still written down, and the next wake-up goes on
        except Exception:
            log.exception("catching up failed; it goes on at the next wake-up")

    async def _work(self) -> None:
        while self._strange:
            await self._ask(*self._strange.popitem())
        for topic in list(self._topics.values()):
            await self._survey(topic)
            self._topics.pop(topic.id, None)
        for place in list(self._pending.values()):
            await self._read_back(place)

    async def _ask(self, place_id: int, gone: set[int]) -> None:
        try:
            data = await self._means.http.get_channel(place_id)
        except (discord.NotFound, discord.Forbidden):
            return
        except BaseException:
            self._strange.setdefault(place_id, set()).update(gone)
            raise
        thread: Data = dict(data)
        topic = self._places.find(int(thread.get("parent_id") or 0))
        if topic is None or "thread_metadata" not in thread:
            return
        if self._places.is_open(topic):
            await self._meet(topic, thread)
        if gone:
            await self._queue.put_when_free(Gone(thread_in(topic, thread), tuple(gone)))

    async def _survey(self, topic: Place) -> None:
        """Find the threads of a topic: those that are active, and those archived since it was last surveyed."""
        channel = self._means.client.get_channel(topic.id)
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
            return
        async with self._means.database.read() as tx:
            before = await messages.last_read(tx, topic.id)
        now = self._means.clock.now()
        since = (before[1] if before else now - self._means.window) - timedelta(hours=1)
        is_forum = isinstance(channel, discord.ForumChannel)
        for data in (await threads_of(self._means.http, topic, is_forum=is_forum, since=since)).values():
            await self._meet(topic, data)
        if not is_forum:
            self._pending[topic.id] = topic
        else:
            # A forum has no messages of its own: its cursor only says when it was surveyed.
            await self._queue.put_when_free(ReadTo(topic, 0))

    async def _meet(self, topic: Place, data: Data) -> None:
        thread = thread_in(topic, data)
        if self._places.learn(thread):
            await self._queue.put_when_free(Opened(thread, discord.utils.snowflake_time(thread.id)))
        if not self.is_read(thread):
            self._newest[thread.id] = max(self._newest.get(thread.id, 0), int(data.get("last_message_id") or 0))
            self._pending[thread.id] = thread

    async def _read_back(self, place: Place) -> None:
        """Read a place from its cursor on, but no further back than some days before its topic was opened.

        What is missed while it is read puts it back among the pending: it is read again, from the same cursor.
        """
        self._pending.pop(place.id, None)
        try:
            await self._read_on(place)
        except BaseException:
            self._pending.setdefault(place.id, place)
            raise

    async def _read_on(self, place: Place) -> None:
        session = self._session
        async with self._means.database.read() as tx:
            before = await messages.last_read(tx, place.id)
        after = max(before[0] if before else 0, _id_at(self._places.opened_at(place) - self._means.window))
        newest = self._newest.pop(place.id, None)
        try:
            if newest is None or newest > after:
                read_to = after
                async for page in pages_after(self._means.http, place.id, after):
                    await self._means.take_in(place, page)
                    read_to = int(page[-1]["id"]) if page else read_to
                if newest and read_to == after and not await self._means.is_gone(place, newest):
                    return
                await self._queue.put_when_free(ReadTo(place, max(read_to, newest or 0)))
        except discord.NotFound as error:
            if place.is_thread and error.code == UNKNOWN_CHANNEL:
                await self._queue.put_when_free(Dropped(place))
                self._places.drop(place.id)
        except discord.Forbidden:
            log.warning("a place can't be read back: Read Message History is missing", extra={"place": place.id})
        else:
            if place.id not in self._pending and session == self._session:
                self._read.add(place.id)


def _id_at(moment: datetime) -> int:
    """Give the id that a message of a moment would have had at least."""
    return discord.utils.time_snowflake(moment)
