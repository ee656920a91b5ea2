"""What waits to be written, and how a batch of it is written in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from community.messages import Edited, Place, Reacted, Said
from storage import messages
from storage.database import Writing
from storage.messages import Round

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Heard:
    """A new message as it happened. `is_next`: everything before it in its place is read, so the cursor may follow."""

    said: Said
    is_next: bool


@dataclass(frozen=True, slots=True)
class Gone:
    """Messages that were deleted."""

    place: Place
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """A thread that is there: just opened, found, or renamed."""

    place: Place
    at: datetime


@dataclass(frozen=True, slots=True)
class Dropped:
    """A thread that was deleted."""

    place: Place


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a place's history: what is remembered in it, and is not among `ids`, was deleted."""

    place: Place
    first: int
    last: int
    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class ReadTo:
    """How far a place has been read."""

    place: Place
    message_id: int


@dataclass(frozen=True, slots=True)
class Looked:
    """How far the slow look at a community has come, with what was found before it."""

    round: Round


@dataclass(frozen=True, slots=True)
class Filled:
    """How far a place's history has been read; `is_done`: to its end."""

    place: Place
    message_id: int
    is_done: bool


What = Heard | Said | Edited | Gone | Reacted | Opened | Dropped | Page | ReadTo | Looked | Filled


async def write(tx: Writing, batch: Sequence[What], now: datetime) -> int:
    """Write a batch: whatever its order, a message ends as it was told last, and deleted if it was deleted.

    Gives how many messages were not there before.
    """
    for opened in _of(batch, Opened):
        await messages.remember_thread(tx, opened.place, opened.at)
    new: list[int] = []
    heard = _of(batch, Heard)
    if said := [*(one.said for one in heard), *_of(batch, Said)]:
        new = await messages.keep(tx, said)
    if edits := _of(batch, Edited):
        await messages.edit(tx, edits)
    for gone in _of(batch, Gone):
        await messages.forget(tx, gone.place, gone.ids, now)
    for page in _of(batch, Page):
        standing = await messages.standing_between(tx, page.place.id, page.first, page.last)
        await messages.forget(tx, page.place, standing - page.ids, now)
    if reacted := _of(batch, Reacted):
        await messages.react(tx, reacted)
    for dropped in _of(batch, Dropped):
        await messages.forget_thread(tx, dropped.place.id, now)
    await _note(tx, batch, now)
    return len(new)


async def _note(tx: Writing, batch: Sequence[What], now: datetime) -> None:
    """Note how far places have been read, and read again."""
    read_to: dict[int, int] = {}
    places = [(read.place.id, read.message_id) for read in _of(batch, ReadTo)]
    places += [(one.said.place.id, one.said.id) for one in _of(batch, Heard) if one.is_next]
    for place_id, message_id in places:
        read_to[place_id] = max(read_to.get(place_id, 0), message_id)
    await messages.move_cursors(tx, read_to, now)
    for looked in _of(batch, Looked):
        await messages.put_round(tx, looked.round)
    for filled in _of(batch, Filled):
        await messages.note_filled(tx, filled.place, filled.message_id, now, is_done=filled.is_done)


def _of(batch: Sequence[What], kind: type[T]) -> list[T]:
    return [one for one in batch if isinstance(one, kind)]
