"""Find what a query means among what a caller may see, best first; the one way from the index out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.search.grammar import Phrase, Query, has_phrase
from community.search.ranking import TEXT_BITS, Counts, Ranked, choose, rank, weigh
from community.search.words import GAP
from storage.database import Reading
from storage.search.match import Range, matches, stems_of_texts
from storage.search.rows import rows_of
from storage.search.tables import CONVERSATION, ENTRY, PLACE_SHIFT, units
from storage.tables.knowhow import entry_tags

MOST_READ = 300
"""Candidates that are read and ranked; whatever has fewer is ranked whole."""

_PLACES = "SELECT number, kind, units, texts, words, title_words FROM search_places WHERE community_id = :community"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to search: `places` the caller sees (None: an operator, all of the community), and what narrows it."""

    community_id: int
    places: frozenset[int] | None
    topic_id: int | None = None
    tag: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """How many match in all, and the best of each kind."""

    total: int
    entries: Sequence[Ranked] = ()
    conversations: Sequence[Ranked] = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    """All places of one kind that are searched."""

    kind: str
    ranges: Sequence[Range]
    counts: Counts


async def find(tx: Reading, query: Query, scope: Scope, most: int = MOST_READ) -> Found:
    """Find entries and conversations; at most `most` of each are ranked and given, all are counted."""
    if query.is_empty:
        return Found(0)
    total = 0
    found: dict[str, Sequence[Ranked]] = {}
    for kind in await _kinds(tx, scope):
        if scope.tag and kind.kind != ENTRY:
            continue
        tagged = await _tagged(tx, scope.tag) if scope.tag else None
        count, found[kind.kind] = await _of_kind(tx, query, scope, kind, tagged, most)
        total += count
    return Found(total, found.get(ENTRY, ()), found.get(CONVERSATION, ()))


async def _of_kind(
    tx: Reading, query: Query, scope: Scope, kind: _Kind, tagged: Collection[int] | None, most: int
) -> tuple[int, Sequence[Ranked]]:
    prefixes = [f"{prefix}*" for prefix in query.prefixes]
    wanted = [*query.words, *prefixes]
    unwanted = [*query.without, *(f"{prefix}*" for prefix in query.without_prefixes)]
    needed = {root for phrase in query.without_phrases for root in phrase if root != GAP}
    asked = list(dict.fromkeys([*wanted, *unwanted, *needed]))
    hits = dict(zip(asked, await matches(tx, asked, kind.ranges, scope.since), strict=True))
    having = {word: {text >> TEXT_BITS for text in hits[word]} for word in wanted}
    weights = weigh(having, kind.counts)
    matching = set[int]().union(*having.values())
    if tagged is not None:
        matching &= set(tagged)
    for word in unwanted:
        matching -= {text >> TEXT_BITS for text in hits[word]}
    for phrase in query.phrases:
        matching &= await _having(tx, phrase, hits, matching)
    for phrase in query.without_phrases:
        matching -= await _having(tx, phrase, hits, matching)
    candidates = choose(hits, having, weights, matching, most)
    read = [text for one in candidates for text in (one.unit << TEXT_BITS, *one.texts)]
    prefixed = {prefix: frozenset(hits[prefix]) for prefix in prefixes}
    ranked = rank(candidates, await stems_of_texts(tx, read), weights, kind.counts, prefixed, wants_all=query.wants_all)
    return len(matching), ranked


async def _having(tx: Reading, phrase: Phrase, hits: Mapping[str, Sequence[int]], among: Collection[int]) -> set[int]:
    """Give the units that have a text in which the phrase stands."""
    roots = sorted({root for root in phrase if root != GAP}, key=lambda root: len(hits[root]))
    texts = {text for text in hits[roots[0]] if text >> TEXT_BITS in among}
    for root in roots[1:]:
        texts &= set(hits[root])
    if len(phrase) == 1:
        return {text >> TEXT_BITS for text in texts}
    stems = await stems_of_texts(tx, sorted(texts))
    return {text >> TEXT_BITS for text, run in stems.items() if has_phrase(run, phrase)}


async def _kinds(tx: Reading, scope: Scope) -> list[_Kind]:
    """Give the places searched, by kind: those of the community that the caller sees, and no others."""
    kinds: dict[str, _Kind] = {}
    for number, name, *numbers in await _places(tx, scope):
        kind = kinds.get(name, _Kind(name, (), Counts()))
        before = (kind.counts.units, kind.counts.texts, kind.counts.words, kind.counts.title_words)
        counts = Counts(*(one + more for one, more in zip(before, numbers, strict=True)))
        kinds[name] = replace(kind, ranges=_joined(kind.ranges, number), counts=counts)
    return list(kinds.values())


async def _places(tx: Reading, scope: Scope) -> Sequence[Any]:
    sql = _PLACES
    asked: dict[str, Any] = {"community": scope.community_id}
    if scope.places is not None:
        sql += " AND seen_in AMONG :seen"
        asked["seen"] = scope.places
    if scope.topic_id is not None:
        sql += " AND topic_id = :topic"
        asked["topic"] = scope.topic_id
    return await rows_of(tx, f"{sql} ORDER BY number", asked)


def _joined(ranges: Sequence[Range], place: int) -> Sequence[Range]:
    """Add a place to ranges of text numbers; neighbours become one."""
    first, last = place << PLACE_SHIFT, ((place + 1) << PLACE_SHIFT) - 1
    if ranges and ranges[-1][1] + 1 == first:
        return [*ranges[:-1], (ranges[-1][0], last)]
    return [*ranges, (first, last)]


async def _tagged(tx: Reading, tag: str) -> list[int]:
    """Give the units of the entries with a tag; what may be seen of them is decided by their places."""
    query = (
        sa.select(units.c.number)
        .join(entry_tags, entry_tags.c.entry_id == units.c.ref_id)
        .where(units.c.kind == ENTRY, entry_tags.c.tag == tag)
    )
    return list((await tx.connection.execute(query)).scalars())
