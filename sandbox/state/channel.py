"""Channels of every kind: text, forum, voice, category, thread, direct message."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sandbox.state.record import Json, Record, by_id, int_keys

TEXT = 0
DM = 1
VOICE = 2
CATEGORY = 4
ANNOUNCEMENT = 5
ANNOUNCEMENT_THREAD = 10
PUBLIC_THREAD = 11
PRIVATE_THREAD = 12
STAGE = 13
FORUM = 15
MEDIA = 16

THREADS = frozenset({ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})
FORUMS = frozenset({FORUM, MEDIA})
WRITTEN = frozenset({TEXT, DM, VOICE, ANNOUNCEMENT, STAGE}) | THREADS

PINNED_POST = 1 << 1
REQUIRE_TAG = 1 << 4


@dataclass(kw_only=True)
class Overwrite:
    """What a channel allows and denies one role (`type` 0) or member (`type` 1)."""

    id: int
    type: int
    allow: int = 0
    deny: int = 0


@dataclass(kw_only=True)
class Tag:
    """A forum's tag."""

    id: int
    name: str
    moderated: bool = False
    emoji_id: int | None = None
    emoji_name: str | None = None


@dataclass(kw_only=True)
class Thread:
    """What a thread has beyond a channel. Times are ISO 8601; `members` maps user ids to when they joined.

    `message_count` leaves the starter out, as Discord does.
    """

    owner_id: int
    archive_timestamp: str
    created_at: str
    auto_archive_duration: int = 4320
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    members: dict[int, str] = field(default_factory=dict)
    message_count: int = 0
    total_message_sent: int = 0
    applied_tags: list[int] = field(default_factory=list)


def _thread(found: Json | None) -> Thread | None:
    if found is None:
        return None
    return Thread(**{**found, "members": int_keys(found["members"])})


@dataclass(kw_only=True)
class Channel(Record):
    """A place to write in or to gather places; `thread` is set for threads, `recipients` for DMs."""

    kind: ClassVar[str] = "channel"
    nested: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "overwrites": by_id(Overwrite),
        "tags": lambda tags: [Tag(**tag) for tag in tags],
        "thread": _thread,
    }

    id: int
    type: int
    name: str = ""
    guild_id: int | None = None
    parent_id: int | None = None
    position: int = 0
    topic: str | None = None
    nsfw: bool = False
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    rate_limit_per_user: int = 0
    flags: int = 0
    last_message_id: int | None = None
    last_pin_timestamp: str | None = None
    default_auto_archive_duration: int | None = None
    default_thread_rate_limit_per_user: int = 0
    tags: list[Tag] = field(default_factory=list)
    default_reaction_emoji: Json | None = None
    default_sort_order: int | None = None
    default_forum_layout: int = 0
    bitrate: int = 64000
    user_limit: int = 0
    recipients: list[int] = field(default_factory=list)
    thread: Thread | None = None

    @property
    def key(self) -> str:
        """Name this channel's row."""
        return str(self.id)

    @property
    def is_thread(self) -> bool:
        """Tell whether this is a thread or forum post."""
        return self.type in THREADS
