"""A bot's session, which outlives its connections for a while."""

import secrets
from collections import deque
from typing import TYPE_CHECKING, Final

from sandbox.audience import reaches_bot
from sandbox.bus import Event
from sandbox.gateway.intents import text_for, wanted
from sandbox.state import State
from sandbox.wire import thread_member_json

if TYPE_CHECKING:
    from sandbox.gateway.connection import Connection

REPLAYED: Final = 20_000
"""How many of its last events a session can send again."""


class Session:
    """What one IDENTIFY opened: counts events and keeps the last ones to send again.

    `left_at` is when its connection was lost (the loop's time), None while there is one.
    """

    def __init__(self, state: State, user_id: int, intents: int, shard: tuple[int, int]) -> None:
        self.state = state
        self.id = secrets.token_hex(16)
        self.user_id = user_id
        self.intents = intents
        self.shard = shard
        self.sequence = 0
        self.connection: Connection | None = None
        self.left_at: float | None = None
        self._sent: deque[tuple[int, str]] = deque(maxlen=REPLAYED)

    def told(self, event: Event) -> str | None:
        """Give what this session is told of an event, as JSON; None if the event is not for it."""
        if not self.has_guild(event.guild_id) or not wanted(event, self.intents, self.user_id):
            return None
        if not reaches_bot(self.state, event, self.user_id):
            return None
        if event.name in {"THREAD_CREATE", "THREAD_UPDATE"}:
            event = self._with_own_place(event)
        return text_for(event, self.intents, self.user_id)

    def has_guild(self, guild_id: int | None) -> bool:
        """Tell whether a guild is of this session's shard; what is of no guild is of the first."""
        number, count = self.shard
        return ((guild_id or 0) >> 22) % count == number

    def _with_own_place(self, event: Event) -> Event:
        channel = self.state.channels.get(int(event.data["id"]))
        if channel is None or channel.thread is None or self.user_id not in channel.thread.members:
            return event
        member = thread_member_json(channel, channel.thread, self.user_id)
        return Event(event.name, event.data | {"member": member}, guild_id=event.guild_id)

    def dispatch(self, name: str, text: str) -> None:
        """Give an event its number, keep it, and send it if there is a connection."""
        self.sequence += 1
        frame = f'{{"t":"{name}","s":{self.sequence},"op":0,"d":{text}}}'
        self._sent.append((self.sequence, frame))
        if self.connection is not None:
            self.connection.send(frame)

    def dispatch_again(self) -> None:
        """Send the last event once more, with the number it had."""
        if self.connection is not None and self._sent:
            self.connection.send(self._sent[-1][1])

    def can_replay(self, sequence: int) -> bool:
        """Tell whether all events after a number are still kept."""
        oldest = self._sent[0][0] if self._sent else self.sequence + 1
        return oldest - 1 <= sequence <= self.sequence

    def replay(self, sequence: int) -> None:
        """Send again all events after a number."""
        if self.connection is None:
            return
        for number, frame in self._sent:
            if number > sequence:
                self.connection.send(frame)
