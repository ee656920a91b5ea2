"""The rules of peer-learning sessions. Pure."""

from community.sessions.answers import Answer
from community.sessions.plans import (
    MENTIONS,
    REASON_LIMIT,
    TITLE_LIMIT,
    WHERE_LIMIT,
    Plan,
    Session,
    check,
    check_may_cancel,
    check_open,
    reminders,
)

__all__ = [
    "MENTIONS",
    "REASON_LIMIT",
    "TITLE_LIMIT",
    "WHERE_LIMIT",
    "Answer",
    "Plan",
    "Session",
    "check",
    "check_may_cancel",
    "check_open",
    "reminders",
]
