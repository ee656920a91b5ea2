"""Peer-learning sessions as remembered."""

from storage.sessions.announcing import CHANGED
from storage.sessions.answering import answer
from storage.sessions.attending import all_leave, say_here, see, stays_of
from storage.sessions.changing import TOLD, call_off_following, change_following, change_one, split_at
from storage.sessions.leaving import let_go, unable
from storage.sessions.making import make_coming, plan
from storage.sessions.planned import (
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
from storage.sessions.running import (
    FORGOT,
    OVER,
    PANEL,
    STEP,
    end,
    move,
    note_panel,
    run_of,
    show_people,
    start,
    under_way,
)
from storage.sessions.series import find_series, series_with, to_look_at
from storage.sessions.standing import answer_always, answer_each_time, standing_answer
from storage.sessions.waiting import (
    GIVEN,
    OFFER,
    OFFER_ENDED,
    OFFER_OVER,
    change_places,
    leave,
    offer_key,
    offered_to,
)

__all__ = [
    "CHANGED",
    "FORGOT",
    "GIVEN",
    "LOCAL",
    "OFFER",
    "OFFER_ENDED",
    "OFFER_OVER",
    "OVER",
    "PANEL",
    "STEP",
    "TOLD",
    "all_leave",
    "answer",
    "answer_always",
    "answer_each_time",
    "call_off",
    "call_off_following",
    "change_following",
    "change_one",
    "change_places",
    "coming",
    "drop_sketches",
    "end",
    "find",
    "find_series",
    "leave",
    "let_go",
    "make_coming",
    "move",
    "note_panel",
    "note_place",
    "of_series",
    "offer_key",
    "offered_to",
    "plan",
    "run_of",
    "say_here",
    "see",
    "series_with",
    "show_again",
    "show_people",
    "sketch",
    "split_at",
    "standing_answer",
    "start",
    "stays_of",
    "to_look_at",
    "unable",
    "under_way",
    "with_event",
]
