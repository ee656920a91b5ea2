"""Messages of topics as remembered: the one way in for what Discord tells and for what an export holds.

Everything that is told about a message may come twice, late or out of order: the newest words win, and what was
deleted stays deleted.
"""

from storage.messages.changes import edit, forget, forget_thread, rename_thread
from storage.messages.cursors import cursors_of, last_read, move_cursors
from storage.messages.following import (
    followed_threads,
    followed_topics,
    is_known,
    newest_in,
    oldest_in,
    places_since,
    quoted_before,
    standing_between,
)
from storage.messages.keeping import keep
from storage.messages.reactions import react
from storage.messages.retention import drop_old
from storage.messages.threads import remember_thread

__all__ = [
    "cursors_of",
    "drop_old",
    "edit",
    "followed_threads",
    "followed_topics",
    "forget",
    "forget_thread",
    "is_known",
    "keep",
    "last_read",
    "move_cursors",
    "newest_in",
    "oldest_in",
    "places_since",
    "quoted_before",
    "react",
    "remember_thread",
    "rename_thread",
    "standing_between",
]
