"""Peer-learning sessions as remembered."""

from storage.sessions.answering import answer
from storage.sessions.making import make_coming, plan
from storage.sessions.planned import (
    CHANGED,
    call_off,
    coming,
    drop_sketches,
    find,
    note_place,
    of_series,
    show_again,
    sketch,
    with_event,
)
from storage.sessions.rows import LOCAL
from storage.sessions.series import find_series, series_with, to_look_at
from storage.sessions.standing import answer_always, answer_each_time, standing_answer

__all__ = [
    "CHANGED",
    "LOCAL",
    "answer",
    "answer_always",
    "answer_each_time",
    "call_off",
    "coming",
    "drop_sketches",
    "find",
    "find_series",
    "make_coming",
    "note_place",
    "of_series",
    "plan",
    "series_with",
    "show_again",
    "sketch",
    "standing_answer",
    "to_look_at",
    "with_event",
]
