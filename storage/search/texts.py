"""Put texts into the index and take them out, on each database; the counts of places follow."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from community.search.ranking import TEXT_BITS
from community.search.words import GAP, Indexed
from storage.database import Reading, Writing
from storage.search.numbers import drop_empty_units, place_of_text
from storage.search.tables import PLACE_MARK, SURFACE_MARK, TEXTS_IN_UNIT, places, texts

_PUT_LEXEMES = sa.text(
    "INSERT INTO search_texts (id, message_id, stems, surfaces, words, lexemes)"
    " VALUES (:id, :message_id, :stems, :surfaces, :words, array_to_tsvector(:lexemes))"
).bindparams(sa.bindparam("lexemes", type_=sa.ARRAY(sa.Text)))
_PUT_TEXTS = "INSERT INTO search_texts (id, message_id, stems, surfaces, words) VALUES (?, ?, ?, ?, ?)"
_PUT_WORDS = "INSERT INTO search_words (rowid, stems, surfaces) VALUES (?, ?, ?)"
_DROP_WORDS = sa.text(
    "INSERT INTO search_words (search_words, rowid, stems, surfaces)"
    " SELECT 'delete', id, stems, surfaces FROM search_texts WHERE id = :id"
)


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be indexed: its number, the message it is (None: a title or an entry's), its words."""

    id: int
    message_id: int | None
    words: Indexed

    @property
    def surfaces(self) -> str:
        """Its words that differ from their stems, marked as such."""
        words = self.words.surfaces
        return SURFACE_MARK + words.replace(" ", f" {SURFACE_MARK}") if words else ""


async def put_texts(tx: Writing, put: Collection[Text]) -> None:
    """Index texts that are not in the index yet."""
    if not put:
        return
    # FTS5 writes a segment out whenever a number is lower than the one before.
    rows = [(t.id, t.message_id, t.words.stems, t.surfaces, t.words.words) for t in sorted(put, key=lambda t: t.id)]
    if tx.is_postgres:
        names = ("id", "message_id", "stems", "surfaces", "words")
        await tx.connection.execute(
            _PUT_LEXEMES, [dict(zip(names, row, strict=True), lexemes=_lexemes(row[0], row[2], row[3])) for row in rows]
        )
    else:
        # Straight to the driver: naming 200 rows' columns one by one takes longer than writing them.
        await tx.connection.exec_driver_sql(_PUT_TEXTS, rows)
        await tx.connection.exec_driver_sql(_PUT_WORDS, [(row[0], row[2], row[3]) for row in rows])
    await _count(tx, ((row[0], row[4]) for row in rows), 1)


async def put_again(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put rows of `search_texts` that were taken from another database into PostgreSQL; their counts come with them."""
    lexemes = [_lexemes(row["id"], row["stems"], row["surfaces"]) for row in rows]
    values = [dict(row, lexemes=words) for row, words in zip(rows, lexemes, strict=True)]
    await connection.execute(_PUT_LEXEMES, values)


async def drop_texts(tx: Writing, ids: Collection[int]) -> None:
    """Take texts out of the index by number, and units left with none; those not in it are no error."""
    if not ids:
        return
    query = sa.select(texts.c.id, texts.c.words).where(texts.c.id.in_(list(ids))).order_by(texts.c.id)
    there = [(row.id, row.words) for row in await tx.connection.execute(query)]
    if not there:
        return
    if not tx.is_postgres:
        await tx.connection.execute(_DROP_WORDS, [{"id": id_} for id_, _ in there])
    await tx.connection.execute(sa.delete(texts).where(texts.c.id.in_([id_ for id_, _ in there])))
    await _count(tx, there, -1)
    await drop_empty_units(tx, {id_ >> TEXT_BITS for id_, _ in there})


async def texts_of_messages(tx: Reading, ids: Collection[int]) -> list[int]:
    """Give the numbers of the texts that messages are indexed as."""
    query = sa.select(texts.c.id).where(texts.c.message_id.in_(list(ids)))
    return list((await tx.connection.execute(query)).scalars())


async def texts_between(tx: Reading, first: int, last: int) -> list[int]:
    """Give the numbers of the texts from one number to another."""
    return list((await tx.connection.execute(sa.select(texts.c.id).where(texts.c.id.between(first, last)))).scalars())


async def scrub(tx: Writing) -> None:
    """Rewrite the index so that nothing of what was taken out is left in its pages (slow: for erasure)."""
    if not tx.is_postgres:
        await tx.connection.execute(sa.text("INSERT INTO search_words (search_words) VALUES ('optimize')"))


def _lexemes(id_: int, stems: str, surfaces: str) -> list[str]:
    words = {*stems.split(), *surfaces.split()} - {GAP}
    return [*words, f"{PLACE_MARK}{place_of_text(id_)}"]


async def _count(tx: Writing, changed: Iterable[tuple[int, int]], sign: int) -> None:
    """Bring the counts of places up to date: texts by number, with their words, put (1) or dropped (-1)."""
    by_place: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for id_, words in changed:
        counts = by_place[place_of_text(id_)]
        if id_ % TEXTS_IN_UNIT:
            counts[0] += sign
            counts[1] += sign * words
        else:
            counts[2] += sign * words
    change = (
        sa.update(places)
        .where(places.c.number == sa.bindparam("of"))
        .values(
            texts=places.c.texts + sa.bindparam("more_texts"),
            words=places.c.words + sa.bindparam("more_words"),
            title_words=places.c.title_words + sa.bindparam("more_title_words"),
        )
    )
    rows = [
        {"of": number, "more_texts": counts[0], "more_words": counts[1], "more_title_words": counts[2]}
        for number, counts in sorted(by_place.items())
    ]
    await tx.connection.execute(change, rows)
