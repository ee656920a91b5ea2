"""Messages and what hangs on them."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from sandbox.state.record import Json, Record

DEFAULT = 0
RECIPIENT_ADD = 1
RECIPIENT_REMOVE = 2
CALL = 3
NAME_CHANGE = 4
ICON_CHANGE = 5
PINS_ADD = 6
JOIN = 7
THREAD_CREATED = 18
REPLY = 19
CHAT_INPUT_COMMAND = 20
THREAD_STARTER = 21
CONTEXT_MENU_COMMAND = 23

LASTING = frozenset({RECIPIENT_ADD, RECIPIENT_REMOVE, CALL, NAME_CHANGE, ICON_CHANGE, THREAD_STARTER})
"""The types of message that nobody can delete."""

SUPPRESS_EMBEDS = 1 << 2
HAS_THREAD = 1 << 5
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_NOTIFICATIONS = 1 << 12
IS_COMPONENTS_V2 = 1 << 15


@dataclass(kw_only=True)
class Message(Record):
    """One message. `reactions` maps an emoji (`👍` or `name:id`) to who reacted, in order.

    `ephemeral_to` is the one person who sees it. `attachments`, `embeds` and `components` have Discord's
    shapes.
    `snapshots` holds what a forwarded message said, in Discord's shape.
    `author_id` is the webhook's id for webhook messages, whose name stands in `webhook_name`.
    """

    kind: ClassVar[str] = "message"

    id: int
    channel_id: int
    author_id: int
    content: str = ""
    type: int = DEFAULT
    flags: int = 0
    edited_at: str | None = None
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    reactions: dict[str, list[int]] = field(default_factory=dict)
    mentions: list[int] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    reference: Json | None = None
    pinned_at: str | None = None
    tts: bool = False
    nonce: str | int | None = None
    webhook_id: int | None = None
    webhook_name: str | None = None
    application_id: int | None = None
    interaction: Json | None = None
    ephemeral_to: int | None = None
    poll: Json | None = None
    position: int | None = None
    snapshots: list[Json] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Name this message's row."""
        return f"{self.channel_id}/{self.id}"


class Timeline:
    """The messages of one channel, by id and in order of time."""

    def __init__(self) -> None:
        self.by_id: dict[int, Message] = {}
        self._ids: list[int] = []

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Message]:
        return (self.by_id[found] for found in self._ids)

    def add(self, message: Message) -> None:
        """Put a message in its place; one that is there already stays where it is."""
        if message.id not in self.by_id:
            insort(self._ids, message.id)
        self.by_id[message.id] = message

    def drop(self, message_id: int) -> None:
        """Take a message out."""
        if self.by_id.pop(message_id, None) is not None:
            del self._ids[bisect_left(self._ids, message_id)]

    def newest_first(self, *, before: int | None = None) -> Iterator[Message]:
        """Walk back from the newest, or from just before an id."""
        end = len(self._ids) if before is None else bisect_left(self._ids, before)
        return (self.by_id[self._ids[at]] for at in range(end - 1, -1, -1))

    def oldest_first(self, *, after: int = 0) -> Iterator[Message]:
        """Walk on from just after an id."""
        return (self.by_id[self._ids[at]] for at in range(bisect_right(self._ids, after), len(self._ids)))
