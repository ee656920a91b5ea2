"""Carrying a change of an entry to everything that shows it, in the transaction that makes it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.knowhow import Entry, Quote, Status, shown_quotes
from storage import notes
from storage.database import Writing
from storage.knowhow.entries import find, quotes_of
from storage.knowhow.files import follow_files
from storage.outbox import Due, put_due
from storage.search import index_entry, unindex_entry
from storage.summaries import sources_changed
from storage.tables.knowhow import entries, revisions

CARDS = "entry-cards"
"""The kind of a due row that brings an entry's cards to what it says now; its payload is the entry's id."""


async def change(tx: Writing, entry_id: int, at: datetime | None = None, **values: Any) -> Entry:
    """Change an entry's columns, count its version up and carry the change everywhere; gives it as it is now."""
    if at is not None:
        values["changed_at"] = at
    alter = sa.update(entries).where(entries.c.id == entry_id)
    await tx.connection.execute(alter.values(version=entries.c.version + 1, **values))
    entry = await find(tx, entry_id)
    assert entry is not None
    await _spread(tx, entry, retitled="title" in values)
    return entry


async def changed(tx: Writing, entry_ids: Iterable[int], at: datetime | None = None) -> None:
    """Carry a change of quotes to everything that shows these entries."""
    for entry_id in sorted(set(entry_ids)):
        await change(tx, entry_id, at)


async def revise(tx: Writing, entry: Entry, what: str, made_by: int, at: datetime) -> None:
    """Write a step of an entry's history at its present version; it refers to quotes by id, and copies none."""
    fields = entry.fields
    row = {
        "entry_id": entry.id,
        "version": entry.version,
        "made_by": made_by,
        "made_at": at,
        "change": what,
        "fields": {
            "title": fields.title,
            "did": fields.did,
            "context": fields.context,
            "outcome": fields.outcome,
            "limits": fields.limits,
        },
        "quote_ids": [quote.id for quote in shown_quotes(await quotes_of(tx, entry.id))],
    }
    await tx.connection.execute(sa.insert(revisions).values(row))


async def _spread(tx: Writing, entry: Entry, *, retitled: bool) -> None:
    quoted = await quotes_of(tx, entry.id)
    await _index(tx, entry, quoted)
    await follow_files(tx, entry, quoted)
    await sources_changed(tx, "entry", [entry.id])
    await notes.follow(tx, entry)
    # While people are asked, nothing to be seen may move when one of them answers.
    if not entry.status.is_before_publication or (entry.status is Status.AWAITING and retitled):
        # Due since the entry changed: that is at once, by whatever clock the bot goes.
        key = f"{CARDS}:{entry.id}:{entry.version}"
        await put_due(tx, entry.community_id, Due(CARDS, key, entry.changed_at, {"entry_id": entry.id}))


async def _index(tx: Writing, entry: Entry, quotes: list[Quote]) -> None:
    if not entry.is_public or entry.published_at is None:
        await unindex_entry(tx, entry.id)
        return
    fields = entry.fields
    own = [fields.did, fields.context, fields.outcome, fields.limits]
    body = [*own, *(quote.words for quote in shown_quotes(quotes)), *entry.tags]
    await index_entry(
        tx,
        entry.id,
        community_id=entry.community_id,
        topic_id=entry.topic_id,
        seen_in=entry.seen_in,
        title=fields.title,
        body="\n".join(text for text in body if text),
        at=entry.published_at,
    )
