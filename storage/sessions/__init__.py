"""Peer-learning sessions as remembered."""

from storage.sessions.answering import answer
from storage.sessions.planned import (
    CHANGED,
    LOCAL,
    call_off,
    coming,
    drop_sketches,
    find,
    note_place,
    plan,
    show_again,
    sketch,
    with_event,
)

__all__ = [
    "CHANGED",
    "LOCAL",
    "answer",
    "call_off",
    "coming",
    "drop_sketches",
    "find",
    "note_place",
    "plan",
    "show_again",
    "sketch",
    "with_event",
]
