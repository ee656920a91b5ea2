"""The marks by which quoted words are known again: keyed, so that whoever has the database alone can guess none back.

A mark is made with the key of the ledger, and is the ledger's own mark of the answer to these words. Databases of an
earlier release hold plain hashes, which are made into marks at the first start on them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.knowhow import hash_of_words
from storage import ledger, scrubs
from storage.database import Reading, Writing
from storage.tables.knowhow import consents, quotes

_HELD = (quotes.c.words_hash, quotes.c.answered_hash, consents.c.words_hash)


async def mark_of_words(
    tx: Writing, message_id: int, author_id: int, words: str, file_ids: Iterable[int], at: datetime
) -> str:
    """Give the mark of the words, with their files, of a message and its author."""
    return await ledger.mark_quote(tx, hash_of_words(message_id, author_id, words, file_ids), at)


async def are_old(tx: Reading) -> bool:
    """Say whether any hash of an earlier release, made without a key, is held."""
    for column in _HELD:
        if (await tx.connection.execute(sa.select(column).where(_is_old(column)).limit(1))).first() is not None:
            return True
    return False


async def rekey(tx: Writing, now: datetime) -> int:
    """Make marks of all hashes of an earlier release, and have the files cleared of those; gives how many."""
    count = 0
    for column in _HELD:
        table: Any = column.table
        rows = (await tx.connection.execute(sa.select(table.c.id, column).where(_is_old(column)))).all()
        new = [{"row_id": id_, "mark": await ledger.mark_quote(tx, old, now)} for id_, old in rows]
        if new:
            change = sa.update(table).where(table.c.id == sa.bindparam("row_id"))
            await tx.connection.execute(change.values({column.name: sa.bindparam("mark")}), new)
        count += len(new)
    if count:
        await scrubs.ask(tx, now)
    return count


def _is_old(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    return (column != "") & ~column.startswith(ledger.KEYED)
