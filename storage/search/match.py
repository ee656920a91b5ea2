"""Ask each database's full text which texts have a word; terms are bound, and made of letters and digits alone."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from community.search.ranking import TEXT_BITS
from storage.database import Reading
from storage.search.rows import rows_of
from storage.search.tables import PLACE_MARK, PLACE_SHIFT, SURFACE_MARK

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
_SEEN = f" AND (w.rowid >> {PLACE_SHIFT}) AMONG :places"
_POSTGRES = (
    "(SELECT array_agg(t.id) FROM search_texts t"  # noqa: S608 - constants of ours
    " WHERE t.lexemes @@ CAST(:term_{n} AS tsquery)"
    f" AND (t.id >> {PLACE_SHIFT}) AMONG :places{{since}})"
)


async def matches(
    tx: Reading, words: Sequence[str], ranges: Sequence[Range], since: datetime | None = None
) -> list[list[int]]:
    """Give for each word (a stem, or a prefix with * behind it) the numbers of the texts that have it, in the ranges.

    With `since`, only texts of conversations and entries in which something happened since then.
    """
    if not words or not ranges:
        return [[] for _ in words]
    places = [place for first, last in ranges for place in range(first >> PLACE_SHIFT, (last >> PLACE_SHIFT) + 1)]
    asked: dict[str, Any] = {"places": places} | ({"since": since} if since else {})
    if tx.is_postgres:
        return await _on_postgres(tx, words, asked)
    asked |= {"first": ranges[0][0], "last": ranges[-1][1]}
    return await _on_sqlite(tx, words, asked, everywhere=len(ranges) == 1)


async def stems_of_texts(tx: Reading, ids: Sequence[int]) -> dict[int, str]:
    """Give the stems of texts by number; those that are not there are left out."""
    rows = await rows_of(tx, "SELECT id, stems FROM search_texts WHERE id AMONG :ids", {"ids": ids})
    return {row[0]: row[1] for row in rows}


async def _on_sqlite(
    tx: Reading, words: Sequence[str], asked: Mapping[str, Any], *, everywhere: bool
) -> list[list[int]]:
    since = _SINCE.format(id="w.rowid") if "since" in asked else ""
    sql = _SQLITE.format(seen="" if everywhere else _SEEN, since=since)
    terms = json.dumps([_fts5(word) for word in words], ensure_ascii=False)
    rows = await rows_of(tx, sql, {**asked, "terms": terms})
    return [list(map(int, row[0].split(","))) if row[0] else [] for row in rows]


async def _on_postgres(tx: Reading, words: Sequence[str], asked: Mapping[str, Any]) -> list[list[int]]:
    places = asked["places"]
    marks = f" & ({' | '.join(f'{PLACE_MARK}{n}' for n in places)})" if len(places) <= _MOST_MARKS else ""
    since = _SINCE.format(id="t.id") if "since" in asked else ""
    selects = ", ".join(_POSTGRES.format(n=n, since=since) for n in range(len(words)))
    terms = {f"term_{n}": f"({_tsquery(word)}){marks}" for n, word in enumerate(words)}
    (row,) = await rows_of(tx, f"SELECT {selects}", {**asked, **terms})
    return [sorted(found or []) for found in row]


def _fts5(word: str) -> str:
    if word.endswith("*"):
        return f'"{word[:-1]}" * OR "{SURFACE_MARK}{word[:-1]}" *'
    return f'"{word}"'


def _tsquery(word: str) -> str:
    if word.endswith("*"):
        return f"'{word[:-1]}':* | '{SURFACE_MARK}{word[:-1]}':*"
    return f"'{word}'"
