"""Ask each database's full text which texts have a word; terms are bound, and made of letters and digits alone."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import aiosqlite
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
# FTS5 walks a word's numbers faster than it seeks among them, so all are walked and those of other places left.
_SQLITE = (
    "SELECT (SELECT group_concat(w.rowid) FROM search_words w WHERE w.search_words MATCH t.value"
    " AND w.rowid BETWEEN :first AND :last{seen}{since}) FROM json_each(:terms) t ORDER BY t.key"
)
_SEEN = f" AND (w.rowid >> {PLACE_SHIFT}) IN (SELECT p.value FROM json_each(:places) p)"  # noqa: S608 - a constant of ours
_POSTGRES = (
    "(SELECT array_agg(t.id) FROM search_texts t"  # noqa: S608 - constants of ours
    " WHERE t.lexemes @@ CAST(:term_{n} AS tsquery)"
    f" AND (t.id >> {PLACE_SHIFT}) = ANY(:places){{since}})"
)


_STEMS_SQLITE = "SELECT id, stems FROM search_texts WHERE id IN (SELECT value FROM json_each(:ids))"
_STEMS_POSTGRES = sa.text("SELECT id, stems FROM search_texts WHERE id = ANY(:ids)").bindparams(
    sa.bindparam("ids", type_=sa.ARRAY(sa.BigInteger))
)


async def rows_of(tx: Reading, sql: str, asked: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Give the rows of a statement on SQLite, fetched in one go.

    A search is a few short statements; the way to the driver's thread and back, which SQLAlchemy goes four times for
    each, would be most of their time.
    """
    raw = (await tx.connection.get_raw_connection()).driver_connection
    assert isinstance(raw, aiosqlite.Connection)
    return [tuple(row) for row in await raw.execute_fetchall(sql, dict(asked))]


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
        return {row[0]: row[1] for row in await tx.connection.execute(_STEMS_POSTGRES, {"ids": list(ids)})}
    return {row[0]: row[1] for row in await rows_of(tx, _STEMS_SQLITE, {"ids": json.dumps(list(ids))})}


async def _on_sqlite(
    tx: Reading, words: Sequence[str], ranges: Sequence[Range], since: datetime | None
) -> list[list[int]]:
    seen = _SEEN if len(ranges) > 1 else ""
    asked = {
        "terms": json.dumps([_fts5(word) for word in words], ensure_ascii=False),
        "first": ranges[0][0],
        "last": ranges[-1][1],
        "places": json.dumps(_places(ranges)),
    }
    if since:
        asked["since"] = since.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    sql = _SQLITE.format(seen=seen, since=_SINCE.format(id="w.rowid") if since else "")
    rows = await rows_of(tx, sql, asked)
    return [list(map(int, row[0].split(","))) if row[0] else [] for row in rows]


async def _on_postgres(
    tx: Reading, words: Sequence[str], ranges: Sequence[Range], since: datetime | None
) -> list[list[int]]:
    places = _places(ranges)
    marks = f" & ({' | '.join(f'{PLACE_MARK}{n}' for n in places)})" if len(places) <= _MOST_MARKS else ""
    clause = _SINCE.format(id="t.id") if since else ""
    selects = ", ".join(_POSTGRES.format(n=n, since=clause) for n in range(len(words)))
    asked = {f"term_{n}": f"({_tsquery(word)}){marks}" for n, word in enumerate(words)}
    statement = _text(f"SELECT {selects}")
    row = (await tx.connection.execute(statement, asked | {"places": places, "since": since})).one()
    return [sorted(found or []) for found in row]


@cache
def _text(sql: str) -> sa.TextClause:
    """Give a statement of ours, made of constants and numbered names; each shape is made once."""
    statement = sa.text(sql).bindparams(sa.bindparam("places", type_=sa.ARRAY(sa.BigInteger)))
    return statement.bindparams(sa.bindparam("since", type_=Moment())) if ":since" in sql else statement


def _places(ranges: Sequence[Range]) -> list[int]:
    return [place for first, last in ranges for place in range(first >> PLACE_SHIFT, (last >> PLACE_SHIFT) + 1)]


def _fts5(word: str) -> str:
    if word.endswith("*"):
        return f'"{word[:-1]}" * OR "{SURFACE_MARK}{word[:-1]}" *'
    return f'"{word}"'


def _tsquery(word: str) -> str:
    if word.endswith("*"):
        return f"'{word[:-1]}':* | '{SURFACE_MARK}{word[:-1]}':*"
    return f"'{word}'"
