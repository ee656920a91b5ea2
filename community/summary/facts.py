"""What is known of a week, as plain values: storage reads them, the rules of a summary choose among them."""

from dataclasses import dataclass, field
from datetime import datetime

from community.summary.shape import Counts


@dataclass(frozen=True, slots=True)
class Talked:
    """A conversation's week. `voices` are the people who said more than a nod, in `said` messages.

    `reactors` are people who reacted to what others wrote, `thanked` those of them who did so with thanks; `replies`
    answer a message. `first_id` and `first_at` are of the week's first message; `before` is when it was last talked in
    before the week, None if it began in it.
    """

    id: int
    place_id: int
    is_thread: bool
    title: str | None
    topic: str
    started_at: datetime
    first_id: int
    first_at: datetime
    people: int
    messages: int
    voices: int
    said: int
    replies: int = 0
    reactors: int = 0
    thanked: int = 0
    before: datetime | None = None
    captured: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """Something written after a question by somebody else: in its conversation, or just in its place (not `same_talk`).

    `answers` is the message it replies to, `answers_author` whose that is.
    """

    author_id: int
    text: str
    at: datetime
    answers: int | None = None
    answers_author: int | None = None
    same_talk: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A message of the week that may be a question, or is a person's first.

    `alone`: nobody else had written in its conversation before. `own_later`: what its author added there afterwards,
    as (message id, text).
    `later`: what others wrote after it, in order.
    """

    message_id: int
    author_id: int
    author_name: str
    answer: str
    text: str
    at: datetime
    talk: Talked
    alone: bool = False
    is_first_post: bool = False
    own_later: tuple[tuple[int, str], ...] = ()
    later: tuple[Later, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """An entry published in the week; `quoted` people agreed to be quoted in it."""

    id: int
    title: str
    topic: str
    place_id: int
    published_at: datetime
    quoted: int = 0


@dataclass(frozen=True, slots=True)
class Coming:
    """A session that is coming up; where its card stands, if it has one.

    `part` says of which series it is one; `left` is how many places are left, None where all may come.
    """

    id: int
    title: str
    topic: str
    starts_at: datetime
    going: int = 0
    channel_id: int | None = None
    message_id: int | None = None
    part: str = ""
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Learnt:
    """What somebody shared after a session: what they will try, or `came`: in a few words, what became of it."""

    id: int
    session_id: int
    member_id: int
    title: str
    topic: str
    place_id: int | None
    words: str
    by_at: datetime | None = None
    came: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """Notes of a session, published in the week as an entry."""

    session_id: int
    entry_id: int
    title: str
    topic: str
    place_id: int
    words: str


@dataclass(frozen=True, slots=True)
class Newcomers:
    """People whose first message of all fell in the week, by conversation; `greeted` if others wrote after it."""

    talk: Talked
    first_id: int
    people: int
    messages: int
    greeted: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it."""

    counts: Counts = field(default_factory=Counts)
    talked: tuple[Talked, ...] = ()
    asked: tuple[Asked, ...] = ()
    published: tuple[Published, ...] = ()
    coming: tuple[Coming, ...] = ()
    learnt: tuple[Learnt, ...] = ()
    noted: tuple[Noted, ...] = ()
    newcomers: tuple[Newcomers, ...] = ()
