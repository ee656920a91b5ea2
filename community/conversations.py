"""Cutting talk outside threads into conversations: by what answers what, by who goes on, and by gaps in time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

GAP = timedelta(hours=2)
"""Silence after which a message that answers nothing begins a new conversation."""
OWN_GAP = timedelta(minutes=10)
"""A person who wrote this recently goes on with the conversation they were in."""
REPLY_REACH = timedelta(days=7)
"""A reply to something older than this begins a new conversation."""
RECENT = 50
"""How many messages back a person's own last one is looked for."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One message written in a channel, outside threads."""

    id: int
    author_id: int
    at: datetime
    reply_to: int | None = None
    by_bot: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A message and the conversation it is in: the id of that conversation's first message."""

    talk: Talk
    conversation_id: int


def cut(talk: Iterable[Talk], *, before: Sequence[Placed] = (), answered: Sequence[Placed] = ()) -> dict[int, int]:
    """Give the conversation of each message, by message id; a conversation's id is that of its first message.

    The order of `talk` does not matter, and each message is placed by what was said before it alone: a reply joins
    what it answers, within `REPLY_REACH`; else the author's own last message of the last `RECENT`, within `OWN_GAP`;
    else the last message, within `GAP`; else it begins a conversation. Bots are placed but nobody follows them unless
    by a reply. `before` are the `RECENT` messages of people before the first of `talk`; `answered`, the messages
    that `talk` answers, as placed earlier.
    """
    known = {placed.talk.id: placed for placed in (*answered, *before)}
    recent = _Recent(sorted(before, key=lambda placed: _order(placed.talk)))
    given: dict[int, int] = {}
    for one in sorted(talk, key=_order):
        conversation = _answers(one, known) or recent.goes_on(one) or one.id
        given[one.id] = conversation
        known[one.id] = placed = Placed(one, conversation)
        recent.add(placed)
    return given


def _order(talk: Talk) -> tuple[datetime, int]:
    return talk.at, talk.id


def _answers(one: Talk, known: dict[int, Placed]) -> int | None:
    answered = known.get(one.reply_to) if one.reply_to is not None else None
    if answered is None or _order(answered.talk) >= _order(one) or one.at - answered.talk.at > REPLY_REACH:
        return None
    return answered.conversation_id


class _Recent:
    """What people said last, in order: the last of all, and each one's own last with its number."""

    def __init__(self, before: Iterable[Placed]) -> None:
        self._count = 0
        self._last: Placed | None = None
        self._own: dict[int, tuple[int, Placed]] = {}
        for placed in before:
            self.add(placed)

    def add(self, placed: Placed) -> None:
        """Note what was said next; nobody goes on from a bot."""
        if not placed.talk.by_bot:
            self._count += 1
            self._last = placed
            self._own[placed.talk.author_id] = self._count, placed

    def goes_on(self, one: Talk) -> int | None:
        """Give the conversation that a message goes on with, if any."""
        if self._last is None or one.at - self._last.talk.at > GAP:
            return None
        number, own = self._own.get(one.author_id, (0, self._last))
        if number > self._count - RECENT and one.at - own.talk.at <= OWN_GAP:
            return own.conversation_id
        return self._last.conversation_id
