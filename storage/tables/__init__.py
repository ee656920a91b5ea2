"""The tables, one file a noun; `metadata` is the schema that the migrations must give."""

from storage.tables import (
    access,
    backups,
    coffee,
    communities,
    knowhow,
    ledger,
    messages,
    outbox,
    polls,
    posts,
    profiles,
    roles,
    series,
    sessions,
    shards,
    summaries,
    topics,
)
from storage.tables.base import metadata

__all__ = [
    "access",
    "backups",
    "coffee",
    "communities",
    "knowhow",
    "ledger",
    "messages",
    "metadata",
    "outbox",
    "polls",
    "posts",
    "profiles",
    "roles",
    "series",
    "sessions",
    "shards",
    "summaries",
    "topics",
]
