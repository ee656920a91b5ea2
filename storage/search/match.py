"""Ask each database's full text which texts have a word; terms are bound, and made of letters and digits alone."""

import json
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from community.search.ranking import TEXT_BITS
from storage.database import Reading
from storage.search.tables import PLACE_MARK, PLACE_SHIFT, SURFACE_MARK
from storage.tables.base import Moment

Range = tuple[int, int]
"""First and last number of the texts in neighbouring places."""

_MOST_MARKS = 64
"""Places that are named to PostgreSQL's index; when there are more, most texts are seen, and filtering is cheap."""

_SINCE = (
    f" AND EXISTS (SELECT 1 FROM search_units u WHERE u.number = ({{id}} >> {TEXT_BITS})"  # noqa: S608 - a constant of ours
    " AND u.last_at >= :since)"
)
_SQLITE = (
    "SELECT (SELECT group_concat(w.rowid) FROM json_each(:ranges) r CROSS JOIN search_words w"
    " WHERE w.search_words MATCH t.value"
    " AND w.rowid BETWEEN json_extract(r.value, '$[0]') AND json_extract(r.value, '$[1]'){since})"
    " FROM json_each(:terms) t ORDER BY t.key"
)
_POSTGRES = (
    "(SELECT array_agg(t.id) FROM search_texts t"  # noqa: S608 - constants of ours
    " WHERE t.lexemes @@ CAST(:term_{n} AS tsquery)"
    f" AND (t.id >> {PLACE_SHIFT}) = ANY(:places){{since}})"
)


async def matches(
    tx: Reading, words: Sequence[str], ranges: Sequence[Range], since: datetime | None = None
) -> list[list[int]]:
    """Give for each word (a stem, or a prefix with * behind it) the numbers of the texts that have it, in the ranges.

    With `since`, only texts of conversations and entries in which something happened since then.
    """
    if not words or not ranges:
        return [[] for _ in words]
    if tx.is_postgres:
        return await _on_postgres(tx, words, ranges, since)
    return await _on_sqlite(tx, words, ranges, since)


async def stems_of_texts(tx: Reading, ids: Sequence[int]) -> dict[int, str]:
    """Give the stems of texts by number; those that are not there are left out."""
    if tx.is_postgres:
        statement = sa.text("SELECT id, stems FROM search_texts WHERE id = ANY(:ids)")
        statement = statement.bindparams(sa.bindparam("ids", list(ids), type_=sa.ARRAY(sa.BigInteger)))
    else:
        statement = sa.text("SELECT id, stems FROM search_texts WHERE id IN (SELECT value FROM json_each(:ids))")
        statement = statement.bindparams(ids=json.dumps(list(ids)))
    return {row[0]: row[1] for row in await tx.connection.execute(statement)}


async def _on_sqlite(
    tx: Reading, words: Sequence[str], ranges: Sequence[Range], since: datetime | None
) -> list[list[int]]:
    statement = sa.text(_SQLITE.format(since=_SINCE.format(id="w.rowid") if since else ""))
    statement = statement.bindparams(
        terms=json.dumps([_fts5(word) for word in words], ensure_ascii=False), ranges=json.dumps(ranges)
    )
    if since:
        statement = statement.bindparams(sa.bindparam("since", since, type_=Moment()))
    rows = (await tx.connection.execute(statement)).scalars()
    return [[int(number) for number in row.split(",")] if row else [] for row in rows]


async def _on_postgres(
    tx: Reading, words: Sequence[str], ranges: Sequence[Range], since: datetime | None
) -> list[list[int]]:
    places = [place for first, last in ranges for place in range(first >> PLACE_SHIFT, (last >> PLACE_SHIFT) + 1)]
    marks = f" & ({' | '.join(f'{PLACE_MARK}{n}' for n in places)})" if len(places) <= _MOST_MARKS else ""
    clause = _SINCE.format(id="t.id") if since else ""
    selects = ", ".join(_POSTGRES.format(n=n, since=clause) for n in range(len(words)))
    statement = sa.text(f"SELECT {selects}").bindparams(
        sa.bindparam("places", places, type_=sa.ARRAY(sa.BigInteger)),
        *(sa.bindparam(f"term_{n}", f"({_tsquery(word)}){marks}", type_=sa.Text) for n, word in enumerate(words)),
    )
    if since:
        statement = statement.bindparams(sa.bindparam("since", since, type_=Moment()))
    row = (await tx.connection.execute(statement)).one()
    return [sorted(found or []) for found in row]


def _fts5(word: str) -> str:
    if word.endswith("*"):
        return f'"{word[:-1]}" * OR "{SURFACE_MARK}{word[:-1]}" *'
    return f'"{word}"'


def _tsquery(word: str) -> str:
    if word.endswith("*"):
        return f"'{word[:-1]}':* | '{SURFACE_MARK}{word[:-1]}':*"
    return f"'{word}'"
