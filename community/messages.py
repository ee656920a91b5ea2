"""Messages of topics as plain values, on their way in from Discord or from an export."""

from dataclasses import dataclass
from datetime import datetime

from community.files import File


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message stands: a topic's channel, or a thread in it.

    `seen_in` is the channel, or the private thread, whose sight decides; `title` is a thread's name, else None.
    """

    id: int
    community_id: int
    topic_id: int
    seen_in: int
    is_thread: bool = False
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it stands now. `reactions` are counts by emoji; None where they are not told.

    `reply_to` is the message it answers, wherever that is; `attachments` is how many files it has, `files` are those of
    them that may go with an entry.
    """

    id: int
    place: Place
    author_id: int
    author_name: str
    content: str
    created_at: datetime
    by_bot: bool = False
    edited_at: datetime | None = None
    reply_to: int | None = None
    attachments: int = 0
    files: tuple[File, ...] = ()
    reactions: tuple[tuple[str, int], ...] | None = None
    reactors: tuple[tuple[str, int], ...] = ()
    """Who reacted, as (emoji, member id), where that is told too."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A change of a message. `edited_at` None is a change by Discord itself (a link preview): no edit.

    `files` are those it has now that may go with an entry; None where that is not told.
    """

    id: int
    content: str
    edited_at: datetime | None
    files: tuple[File, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reacted:
    """A reaction given (`added`) or taken back; `member_id` None and not added: all of that emoji are gone.

    `emoji` None with `member_id` None: all reactions are gone. `heard_at`: when we were told, for Discord says no time.
    """

    message_id: int
    emoji: str | None
    member_id: int | None
    added: bool
    heard_at: datetime | None = None
