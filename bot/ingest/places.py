"""Which places are followed: topics and their threads; kept in memory, so that hearing an event asks nobody."""

from datetime import datetime, timedelta

from community.messages import Place
from storage import messages
from storage.database import Reading

_LATELY = timedelta(hours=1)


class Places:
    """The topics of live communities and the threads in them.

    What is said in a closed topic is not kept any more, but what is deleted or corrected there still is.
    """

    def __init__(self) -> None:
        self._places: dict[int, Place] = {}
        self._open: dict[int, bool] = {}
        self._opened_at: dict[int, datetime] = {}

    def find(self, place_id: int) -> Place | None:
        """Give the place of that id, if it is a topic or a thread in one."""
        return self._places.get(place_id)

    def is_open(self, place: Place) -> bool:
        """Say whether new messages are kept there."""
        return self._open.get(place.topic_id, False)

    def opened_at(self, place: Place) -> datetime:
        """Give the moment that a followed place's topic was opened (last)."""
        return self._opened_at[place.topic_id]

    def learn(self, thread: Place) -> bool:
        """Follow a thread of a followed topic; gives whether it was new or is named otherwise now."""
        if self._places.get(thread.id) == thread or thread.topic_id not in self._open:
            return False
        self._places[thread.id] = thread
        return True

    def drop(self, place_id: int) -> None:
        """Follow a thread no more."""
        self._places.pop(place_id, None)

    @property
    def open_topics(self) -> list[Place]:
        """The topics that are open."""
        return [self._places[id_] for id_, is_open in self._open.items() if is_open]

    @property
    def topics(self) -> list[Place]:
        """The topics whose channels are there, open or closed."""
        return [self._places[id_] for id_ in self._open]

    def of(self, community_id: int) -> list[int]:
        """Give the ids of a community's places, in order."""
        return sorted(id_ for id_, place in self._places.items() if place.community_id == community_id)

    async def load(self, tx: Reading, now: datetime) -> list[Place]:
        """Follow what the database says; gives the topics that are open and were not before.

        Threads that a backfill came upon lately are followed too: it is another process, which can't tell us.
        """
        topics = await messages.followed_topics(tx)
        new = [place for place, topic in topics.items() if topic.is_open and not self._open.get(place.id)]
        for place in topics:
            if place.id not in self._open:
                self._places[place.id] = place
                for thread in await messages.followed_threads(tx, place.id):
                    self._places.setdefault(thread.id, thread)
        self._open = {place.id: topic.is_open for place, topic in topics.items()}
        self._opened_at = {place.id: topic.opened_at for place, topic in topics.items()}
        for id_ in [id_ for id_, place in self._places.items() if place.topic_id not in self._open]:
            del self._places[id_]
        for thread in await messages.filled_since(tx, now - _LATELY):
            if thread.topic_id in self._open:
                self._places.setdefault(thread.id, thread)
        return new
