"""Copies of the files that go with quotes, since their addresses expire: made for what is published, gone with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from community.files import File
from community.knowhow import Entry, Quote, shown_quotes
from storage.database import Reading, Writing
from storage.files import files_of
from storage.knowhow.entries import find, quotes_of
from storage.outbox import Due, put_due
from storage.sql import put
from storage.tables.knowhow import quote_files, quotes
from storage.tables.messages import messages

COPY = "entry-files"
"""The kind of a due row that copies the files of an entry's quotes; its payload is the entry's id."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that is to be copied, and the message that carries it."""

    quote_id: int
    place_id: int
    message_id: int
    file: File


async def follow_files(tx: Writing, entry: Entry, quoted: Sequence[Quote]) -> None:
    """Let go of copies that may not be shown any more, and have those made that may and are not there."""
    shown = [quote.id for quote in shown_quotes(quoted)] if entry.is_public else []
    of_entry = sa.select(quotes.c.id).where(quotes.c.entry_id == entry.id)
    gone = quote_files.c.quote_id.in_(of_entry) & quote_files.c.quote_id.not_in(shown)
    await tx.connection.execute(sa.delete(quote_files).where(gone))
    if shown and await files_wanted(tx, entry.id):
        key = f"{COPY}:{entry.id}:{entry.version}"
        await put_due(tx, entry.community_id, Due(COPY, key, entry.changed_at, {"entry_id": entry.id}))


async def files_wanted(tx: Reading, entry_id: int) -> list[Wanted]:
    """Give the files of an entry's shown quotes of which there is no copy yet."""
    entry = await find(tx, entry_id)
    shown = shown_quotes(await quotes_of(tx, entry_id)) if entry is not None and entry.is_public else []
    files = await files_of(tx, [quote.message_id for quote in shown])
    if not files:
        return []
    there = sa.select(quote_files.c.quote_id, quote_files.c.file_id).where(
        quote_files.c.quote_id.in_([quote.id for quote in shown])
    )
    copied = {(row.quote_id, row.file_id) for row in await tx.connection.execute(there)}
    standing = sa.select(messages.c.id, messages.c.place_id).where(messages.c.id.in_(list(files)))
    places = {row.id: row.place_id for row in await tx.connection.execute(standing)}
    return [
        Wanted(quote.id, places[quote.message_id], quote.message_id, file)
        for quote in shown
        for file in files.get(quote.message_id, ())
        if quote.message_id in places and (quote.id, file.id) not in copied
    ]


async def keep_copy(
    tx: Writing, entry_id: int, wanted: Wanted, content: bytes | None, at: datetime, why_not: str | None = None
) -> bool:
    """Keep a copy, or why there is none; False, and nothing is kept, where it is not wanted any more."""
    if wanted not in await files_wanted(tx, entry_id):
        return False
    row = {"quote_id": wanted.quote_id, "file_id": wanted.file.id, "content": content, "why_not": why_not}
    await put(tx, quote_files, {**row, "copied_at": at})
    return True


async def copies_of(tx: Reading, quote_ids: Sequence[int]) -> dict[int, list[File]]:
    """Give the files that were copied for quotes, by the quote's id."""
    held = quote_files.c.quote_id.in_(list(quote_ids)) & quote_files.c.content.is_not(None)
    query = (
        sa.select(quote_files.c.quote_id, quote_files.c.file_id, quotes.c.message_id)
        .join(quotes, quotes.c.id == quote_files.c.quote_id)
        .where(held)
    )
    rows = (await tx.connection.execute(query)).all()
    known = await files_of(tx, {row.message_id for row in rows})
    found: dict[int, list[File]] = {}
    for row in rows:
        some = [file for file in known.get(row.message_id, ()) if file.id == row.file_id]
        found.setdefault(row.quote_id, []).extend(some)
    return found


async def copy_of(tx: Reading, quote_id: int, file_id: int) -> bytes | None:
    """Give the bytes of one copy."""
    query = sa.select(quote_files.c.content).where(quote_files.c.quote_id == quote_id, quote_files.c.file_id == file_id)
    content: bytes | None = (await tx.connection.execute(query)).scalar()
    return content
