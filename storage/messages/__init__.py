"""Messages of topics as remembered: the one way in for what Discord tells and for what an export holds.

Everything that is told about a message may come twice, late or out of order: the newest words win, and what was
deleted stays deleted.
"""

from storage.messages.backfills import filled_since, filled_to, note_filled
from storage.messages.changes import edit, forget, forget_thread, rename_thread
from storage.messages.cursors import cursors_of, last_read, move_cursors
from storage.messages.following import (
    followed_threads,
    followed_topics,
    is_known,
    newest_in,
    oldest_in,
    places_since,
    relied_on_before,
    standing_between,
)
from storage.messages.keeping import keep
from storage.messages.left_out import leave_out, left_out
from storage.messages.reactions import react
from storage.messages.retention import drop_old
from storage.messages.rounds import Round, count_standing, first_with_messages, put_round, round_of, standing_after
from storage.messages.threads import is_thread, remember_thread

__all__ = [
    "Round",
    "count_standing",
    "cursors_of",
    "drop_old",
    "edit",
    "filled_since",
    "filled_to",
    "first_with_messages",
    "followed_threads",
    "followed_topics",
    "forget",
    "forget_thread",
    "is_known",
    "is_thread",
    "keep",
    "last_read",
    "leave_out",
    "left_out",
    "move_cursors",
    "newest_in",
    "note_filled",
    "oldest_in",
    "places_since",
    "put_round",
    "react",
    "relied_on_before",
    "remember_thread",
    "rename_thread",
    "round_of",
    "standing_after",
    "standing_between",
]
