"""What a week held, what was posted of it, and when the next is due."""

from storage.summaries.around import coming, published, topic_names
from storage.summaries.asked import asked
from storage.summaries.learnt import learnt, noted
from storage.summaries.newcomers import newcomers
from storage.summaries.posted import (
    REFRESH,
    REMOVE,
    PostedSummary,
    Sent,
    begin_refresh,
    find_posted,
    items_of,
    last_posted,
    note_posted,
    places_told_of,
    posted_by_id,
    refresh_message,
    sources_changed,
)
from storage.summaries.sayings import names, sayings
from storage.summaries.schedule import Scheduled, known, remember, topics_on, turn_topic, wanted
from storage.summaries.scope import Scope
from storage.summaries.talked import counts, talked

__all__ = [
    "REFRESH",
    "REMOVE",
    "PostedSummary",
    "Scheduled",
    "Scope",
    "Sent",
    "asked",
    "begin_refresh",
    "coming",
    "counts",
    "find_posted",
    "items_of",
    "known",
    "last_posted",
    "learnt",
    "names",
    "newcomers",
    "note_posted",
    "noted",
    "places_told_of",
    "posted_by_id",
    "published",
    "refresh_message",
    "remember",
    "sayings",
    "sources_changed",
    "talked",
    "topic_names",
    "topics_on",
    "turn_topic",
    "wanted",
]
