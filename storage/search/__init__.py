"""The search index, kept in the same transactions as what it indexes, on SQLite (FTS5) and PostgreSQL (tsvector)."""

from storage.search.index import (
    index_entry,
    index_messages,
    retitle_conversation,
    unindex_entry,
    unindex_messages,
)

__all__ = ["index_entry", "index_messages", "retitle_conversation", "unindex_entry", "unindex_messages"]
