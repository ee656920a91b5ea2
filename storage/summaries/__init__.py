"""What a week held, what was posted of it, and when the next is due."""

from storage.summaries.around import coming, published, topic_names
from storage.summaries.asked import asked
from storage.summaries.newcomers import newcomers
from storage.summaries.posted import sources_changed
from storage.summaries.sayings import names, sayings
from storage.summaries.scope import Scope
from storage.summaries.talked import counts, talked

__all__ = [
    "Scope",
    "asked",
    "coming",
    "counts",
    "names",
    "newcomers",
    "published",
    "sayings",
    "sources_changed",
    "talked",
    "topic_names",
]
