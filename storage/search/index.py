"""Keep the index: what is said, how threads are named, entries. Call these in the transaction of what they index."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from storage.database import Writing


async def index_messages(tx: Writing, rows: Sequence[Mapping[str, Any]]) -> None:
    """Index messages, new or edited: rows as they stand in the table `messages`, all of a batch in one call.

    Needs id, community_id, topic_id, seen_in, conversation_id, content, created_at; by_bot and deleted_at where
    known. Bots' messages, deleted and empty ones are left out, and taken out if they were in. The rows of
    `conversations` must be written before: a conversation met for the first time is indexed with its title.
    """


async def unindex_messages(tx: Writing, ids: Iterable[int]) -> None:
    """Take messages out of the index, at once; ids that are not in it are no error."""


async def retitle_conversation(tx: Writing, conversation_id: int, title: str | None) -> None:
    """Index a conversation's title anew (after its thread was made or renamed); its `conversations` row must be there."""


async def index_entry(
    tx: Writing, entry_id: int, *, community_id: int, topic_id: int, seen_in: int, title: str, body: str, at: datetime
) -> None:
    """Index an entry, or index it anew: `body` is its fields, the words of consented quotes and its tags, by lines."""


async def unindex_entry(tx: Writing, entry_id: int) -> None:
    """Take an entry out of the index, at once; one that is not in it is no error."""
