"""What results are made of: the conversation or entry, and the text that speaks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.search.ranking import Ranked
from storage.database import Reading
from storage.knowhow.entries import public
from storage.search.find import Scope
from storage.search.rows import moment, rows_of
from storage.search.tables import units
from storage.tables.knowhow import cards, entries, quotes
from storage.tables.messages import messages
from storage.tables.topics import topics

_CONVERSATIONS = (
    "SELECT u.number, c.id, c.title, c.topic_id, t.name, c.place_id, c.seen_in, c.started_at, c.last_at"
    " FROM search_units u JOIN conversations c ON c.id = u.ref_id JOIN topics t ON t.id = c.topic_id"
    " WHERE u.number AMONG :units AND c.community_id = :community"
)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation found: where it is, and the message that speaks for it (None and empty if there is none)."""

    id: int
    title: str | None
    topic_id: int
    topic: str
    place_id: int
    seen_in: int
    started_at: datetime
    last_at: datetime
    message_id: int | None
    content: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry found: what it says, and where its card is (None: its thread alone)."""

    id: int
    title: str
    topic_id: int
    topic: str
    place_id: int
    seen_in: int
    at: datetime
    message_id: int | None
    content: str


async def conversations_found(tx: Reading, scope: Scope, ranked: Sequence[Ranked]) -> dict[int, Conversation]:
    """Give the conversations of these results by their unit's number."""
    if not ranked:
        return {}
    sql = _CONVERSATIONS
    asked: dict[str, Any] = {"units": [one.unit for one in ranked], "community": scope.community_id}
    if scope.places is not None:
        sql += " AND c.seen_in AMONG :seen"
        asked["seen"] = scope.places
    rows = {row[0]: row[1:] for row in await rows_of(tx, sql, asked)}
    said = await _said(tx, [one.text for one in ranked if one.text is not None])
    opening = await _openings(tx, [rows[one.unit][0] for one in ranked if one.text is None and one.unit in rows])
    found = {}
    for one in ranked:
        if row := rows.get(one.unit):
            id_, title, topic_id, topic, place_id, seen_in, started_at, last_at = row
            message_id, content = said.get(one.text or 0) or opening.get(id_) or (None, "")
            found[one.unit] = Conversation(
                id_,
                title,
                topic_id,
                topic,
                place_id,
                seen_in,
                moment(started_at),
                moment(last_at),
                message_id if one.text is not None else None,
                content,
            )
    return found


async def entries_found(tx: Reading, scope: Scope, ranked: Sequence[Ranked]) -> dict[int, Entry]:
    """Give the entries of these results by their unit's number; only what may be shown of them."""
    if not ranked:
        return {}
    query = (
        sa.select(units.c.number, entries, topics.c.name.label("topic"), cards.c.message_id.label("card_id"))
        .join(entries, entries.c.id == units.c.ref_id)
        .join(topics, topics.c.id == entries.c.topic_id)
        .outerjoin(cards, (cards.c.entry_id == entries.c.id) & (cards.c.kind == "thread"))
        .where(
            units.c.number.in_([one.unit for one in ranked]),
            entries.c.community_id == scope.community_id,
            public(),
        )
    )
    if scope.places is not None:
        query = query.where(entries.c.seen_in.in_(scope.places))
    rows = list(await tx.connection.execute(query))
    quoted = await _quoted(tx, [row.id for row in rows])
    return {row.number: _entry(row, quoted) for row in rows}


def _entry(row: Any, quoted: Mapping[int, list[str]]) -> Entry:
    fields = [row.did, row.context, row.outcome, row.limits, *quoted.get(row.id, [])]
    return Entry(
        row.id,
        row.title,
        row.topic_id,
        row.topic,
        row.place_id,
        row.seen_in,
        row.published_at or row.changed_at,
        row.card_id,
        "\n".join(field for field in fields if field),
    )


async def _said(tx: Reading, numbers: Sequence[int]) -> dict[int, tuple[int, str]]:
    if not numbers:
        return {}
    sql = (
        "SELECT s.id, m.id, m.content FROM search_texts s JOIN messages m ON m.id = s.message_id"
        " WHERE s.id AMONG :texts AND m.deleted_at IS NULL"
    )
    return {row[0]: (row[1], row[2]) for row in await rows_of(tx, sql, {"texts": numbers})}


async def _openings(tx: Reading, ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """Give the first words of conversations: what to show of one whose title alone was found."""
    if not ids:
        return {}
    said = (~messages.c.by_bot) & messages.c.deleted_at.is_(None) & (messages.c.content != "")
    first = (
        sa.select(sa.func.min(messages.c.id))
        .where(messages.c.conversation_id.in_(ids), said)
        .group_by(messages.c.conversation_id)
    )
    query = sa.select(messages.c.conversation_id, messages.c.id, messages.c.content).where(messages.c.id.in_(first))
    return {row.conversation_id: (row.id, row.content) for row in await tx.connection.execute(query)}


async def _quoted(tx: Reading, ids: Sequence[int]) -> dict[int, list[str]]:
    """Give the words of quotes whose people agreed, by entry; no names."""
    query = (
        sa.select(quotes.c.entry_id, quotes.c.words)
        .where(quotes.c.entry_id.in_(ids), quotes.c.answer.in_(["named", "unnamed"]), quotes.c.words != "")
        .order_by(quotes.c.position)
    )
    words: dict[int, list[str]] = {}
    for row in await tx.connection.execute(query):
        words.setdefault(row.entry_id, []).append(row.words)
    return words
