"""The rules of peer-learning sessions. Pure."""

from community.sessions.answers import Answer
from community.sessions.plans import (
    MENTIONS,
    REASON_LIMIT,
    TITLE_LIMIT,
    WHERE_LIMIT,
    Part,
    Plan,
    Session,
    check,
    check_may_cancel,
    check_may_change,
    check_open,
    reminders,
    reminders_until,
)
from community.sessions.recurrence import Repeats, placed
from community.sessions.repeating import REPEATS_LIMIT, read_repeats, read_rule
from community.sessions.series import AHEAD, NEAR, Occurrence, Series, Split, ended, ordinal, split

__all__ = [
    "AHEAD",
    "MENTIONS",
    "NEAR",
    "REASON_LIMIT",
    "REPEATS_LIMIT",
    "TITLE_LIMIT",
    "WHERE_LIMIT",
    "Answer",
    "Occurrence",
    "Part",
    "Plan",
    "Repeats",
    "Series",
    "Session",
    "Split",
    "check",
    "check_may_cancel",
    "check_may_change",
    "check_open",
    "ended",
    "ordinal",
    "placed",
    "read_repeats",
    "read_rule",
    "reminders",
    "reminders_until",
    "split",
]
