"""Hearing the gateway: each event of a topic becomes a plain value in the queue, and all others are let pass."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import discord

from bot.clock import Clock
from bot.gateway import Data
from bot.ingest.catchup import Catchup
from bot.ingest.places import Places
from bot.ingest.queue import Queue
from bot.ingest.reading import edited_in, reaction_in, said_in, thread_in
from bot.ingest.writing import Dropped, Gone, Heard, Opened, What
from community.messages import Place


class Hearing:
    """Turns events into what the queue takes; what a full queue does not take is read back later."""

    def __init__(self, client: discord.Client, places: Places, queue: Queue, catchup: Catchup, clock: Clock) -> None:
        self._client = client
        self._places = places
        self._queue = queue
        self._catchup = catchup
        self._clock = clock
        self._hearers: Mapping[str, Callable[[Data], None]] = {
            "READY": lambda _data: self._catchup.fall_behind(),
            "GUILD_CREATE": self._guild,
            "MESSAGE_CREATE": self._created,
            "MESSAGE_UPDATE": self._updated,
            "MESSAGE_DELETE": lambda data: self._deleted(data, [data["id"]]),
            "MESSAGE_DELETE_BULK": lambda data: self._deleted(data, data["ids"]),
            "THREAD_CREATE": self._thread,
            "THREAD_UPDATE": self._thread,
            "THREAD_LIST_SYNC": self._threads,
            "THREAD_DELETE": self._thread_deleted,
        }

    def hear(self, event: str, data: Data) -> None:
        """Take in one event."""
        if event.startswith("MESSAGE_REACTION_"):
            self._reacted(event, data)
        elif hearer := self._hearers.get(event):
            hearer(data)

    def _put(self, place: Place, what: What, *, beyond: bool = False) -> None:
        if not self._queue.put(what, beyond=beyond):
            self._catchup.missed(place, more=True)

    def _created(self, data: Data) -> None:
        place = self._place(data)
        if place is None or not self._places.is_open(place) or self._is_ours(data["author"]):
            return
        said = said_in(place, data, with_reactions=False)
        if said is not None:
            self._put(place, Heard(said, self._catchup.is_read(place)))

    def _updated(self, data: Data) -> None:
        place = self._place(data)
        if place is None or self._is_ours(data.get("author") or {}):
            return
        # A whole message says who wrote it, so one that was never heard of is kept, too.
        if "author" in data and "type" in data and "content" in data and self._places.is_open(place):
            said = said_in(place, data, with_reactions=False)
            if said is not None:
                self._put(place, said)
        elif (edited := edited_in(data)) is not None:
            self._put(place, edited)

    def _deleted(self, data: Data, ids: list[Any]) -> None:
        gone = tuple(int(id_) for id_ in ids)
        place = self._place(data, gone)
        if place is not None:
            self._put(place, Gone(place, gone), beyond=True)

    def _reacted(self, event: str, data: Data) -> None:
        place = self._place(data)
        if place is None or str(data.get("user_id")) == str(self._own_id):
            return
        reacted = reaction_in(event, data, self._clock.now())
        if reacted is not None:
            self._put(place, reacted)

    def _guild(self, data: Data) -> None:
        self._catchup.noted(data.get("channels") or ())
        self._catchup.noted(data.get("threads") or ())

    def _threads(self, data: Data) -> None:
        for thread in data.get("threads") or ():
            self._thread(thread)

    def _thread(self, data: Data) -> None:
        topic = self._places.find(int(data.get("parent_id") or 0))
        if topic is None or topic.is_thread or not self._places.is_open(topic):
            return
        thread = thread_in(topic, data)
        known = self._places.find(thread.id) is not None
        if self._places.learn(thread):
            self._put(thread, Opened(thread, discord.utils.snowflake_time(thread.id)), beyond=True)
        if not known:
            if data.get("newly_created"):
                self._catchup.begins(thread)
            else:
                self._catchup.missed(thread)  # it was there before we saw it: its past is to be read

    def _thread_deleted(self, data: Data) -> None:
        place = self._places.find(int(data["id"]))
        if place is not None and place.is_thread:
            self._put(place, Dropped(place), beyond=True)
            self._places.drop(place.id)

    def _place(self, data: Data, gone: Sequence[int] = ()) -> Place | None:
        place_id = int(data["channel_id"])
        place = self._places.find(place_id)
        if place is None and data.get("guild_id"):
            self._wonder_at(place_id, gone)
        return place

    def _wonder_at(self, place_id: int, gone: Sequence[int]) -> None:
        """See to a place that is not followed: it may be a thread of a topic that nobody told us of."""
        channel = self._client.get_channel(place_id)
        if channel is None:
            self._catchup.ask_about(place_id, gone)
        elif isinstance(channel, discord.Thread):
            topic = self._places.find(channel.parent_id)
            if topic is not None and self._places.is_open(topic):
                self._catchup.ask_about(place_id, gone)

    @property
    def _own_id(self) -> int | None:
        return self._client.user.id if self._client.user else None

    def _is_ours(self, author: Data) -> bool:
        return str(author.get("id")) == str(self._own_id)
