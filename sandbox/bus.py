"""What happened, told to whoever listens: gateway sessions and members' streams."""

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any

Json = dict[str, Any]


class Event:
    """One gateway event: its name, its payload and who it may reach.

    It reaches `users` alone when that is set. Otherwise it reaches those in `guild_id`, and when `channel_id`
    is set only those of them who can see that channel. The payload must not change after publication.
    """

    def __init__(
        self,
        name: str,
        data: Json,
        *,
        guild_id: int | None = None,
        channel_id: int | None = None,
        users: frozenset[int] | None = None,
        author_id: int | None = None,
    ) -> None:
        self.name = name
        self.data = data
        self.guild_id = guild_id
        self.channel_id = channel_id
        self.users = users
        self.author_id = author_id

    @cached_property
    def text(self) -> str:
        """Give the payload as JSON, written once however many listen."""
        return json.dumps(self.data, separators=(",", ":"))


Listener = Callable[[Event], None]


class Bus:
    """Hands each event to every listener, in order, at once."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called with every event; call what is returned to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def publish(self, event: Event) -> None:
        """Tell every listener of an event."""
        for listener in tuple(self._listeners):
            listener(event)
