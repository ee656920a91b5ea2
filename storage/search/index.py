"""Keep the index: what is said, how threads are named, entries. Call these in the transaction of what they index."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.search.words import indexed
from storage.database import Writing
from storage.search.numbers import PlaceKey, Unit, numbering, units_of
from storage.search.tables import CONVERSATION, ENTRY
from storage.search.texts import Text, drop_texts, put_texts, texts_between, texts_of_messages
from storage.slices import sliced
from storage.tables.messages import conversations


async def index_messages(tx: Writing, rows: Sequence[Mapping[str, Any]]) -> None:
    """Index messages, new or edited: rows as they stand in the table `messages`, all of a batch in one call.

    Needs id, community_id, topic_id, seen_in, conversation_id, content, created_at; by_bot and deleted_at where
    known. Bots' messages, deleted and empty ones are left out, and taken out if they were in. The rows of
    `conversations` must be written before: a conversation met for the first time is indexed with its title.
    """
    by_id = {row["id"]: row for row in rows}
    await unindex_messages(tx, by_id)
    wanted = [
        (row, words)
        async for _, row in sliced(sorted(by_id.items()))
        if not row.get("by_bot") and not row.get("deleted_at") and (words := indexed(row["content"])).words
    ]
    if not wanted:
        return
    refs = {row["conversation_id"] for row, _ in wanted}
    numbers = await numbering(tx, CONVERSATION, {_place(row) for row, _ in wanted}, refs)
    put: list[Text] = []
    for row, words in wanted:
        unit = numbers.unit(_place(row), row["conversation_id"], row["created_at"])
        put.append(Text(unit.next_text(), row["id"], words))
    if new := [unit for unit in numbers.touched.values() if unit.is_new]:
        titles = await _titles(tx, [unit.ref_id for unit in new])
        for unit in new:
            put += _title(unit, titles.get(unit.ref_id))
    await numbers.save(tx)
    await put_texts(tx, put)


async def unindex_messages(tx: Writing, ids: Iterable[int]) -> None:
    """Take messages out of the index, at once; ids that are not in it are no error."""
    await drop_texts(tx, await texts_of_messages(tx, list(ids)))


async def retitle_conversation(tx: Writing, conversation_id: int, title: str | None) -> None:
    """Index a conversation's title anew (after its thread was made or renamed, or gone: None).

    Its `conversations` row must be there, unless the title is None.
    """
    await drop_texts(tx, [unit.first for unit in await units_of(tx, CONVERSATION, [conversation_id])])
    where = conversations.c.id == conversation_id
    row = (await tx.connection.execute(sa.select(conversations).where(where))).first()
    if row is None or not title:
        return
    place = (row.community_id, row.topic_id, row.seen_in)
    numbers = await numbering(tx, CONVERSATION, [place], [conversation_id])
    unit = numbers.unit(place, conversation_id, row.last_at)
    await numbers.save(tx)
    await put_texts(tx, _title(unit, title))


async def index_entry(
    tx: Writing, entry_id: int, *, community_id: int, topic_id: int, seen_in: int, title: str, body: str, at: datetime
) -> None:
    """Index an entry, or index it anew: `body` is its fields, the words of consented quotes and its tags, by lines."""
    await unindex_entry(tx, entry_id)
    place = (community_id, topic_id, seen_in)
    numbers = await numbering(tx, ENTRY, [place], [])
    unit = numbers.unit(place, entry_id, at)
    put = _title(unit, title)
    words = indexed(body)
    if words.words:
        put.append(Text(unit.next_text(), None, words))
    await numbers.save(tx)
    await put_texts(tx, put)


async def unindex_entry(tx: Writing, entry_id: int) -> None:
    """Take an entry out of the index, at once; one that is not in it is no error."""
    for unit in await units_of(tx, ENTRY, [entry_id]):
        await drop_texts(tx, await texts_between(tx, unit.first, unit.last))


def _place(row: Mapping[str, Any]) -> PlaceKey:
    return row["community_id"], row["topic_id"], row["seen_in"]


async def _titles(tx: Writing, ids: Iterable[int]) -> dict[int, str | None]:
    query = sa.select(conversations.c.id, conversations.c.title).where(conversations.c.id.in_(list(ids)))
    return {row.id: row.title for row in await tx.connection.execute(query)}


def _title(unit: Unit, title: str | None) -> list[Text]:
    words = indexed(title or "")
    return [Text(unit.first, None, words)] if words.words else []
