"""Every way that the stores and the archive give something out, asked as one person or for one channel's readers."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from archive import search, summary
from archive.export import gather
from community.errors import NotFound
from community.knowhow import Status
from community.summary import Week, as_json, as_text
from storage import access, communities, knowhow, proposals, rules, sessions, topics
from storage.database import Reading
from storage.knowhow.entries import tags_seen
from storage.search.find import Scope
from storage.search.tags import tags_in
from tests.access.servers import CHANNELS, GUILD, NOW, THREADS, canary

PLACES = (*CHANNELS, *THREADS)
Told = dict[str, str]
"""What was told, whole, by the way it was asked for."""

_QUERIES = (
    "calm ward",
    "zq* -march",
    " ".join(map(canary, PLACES)),
    f'"the {canary(300)} ward"',
)
_SET = re.compile(r"frozenset\(\{([^}]*)\}\)")


class Asking:
    """Asks about one state of one server: what goes by the places seen alone is asked once for all who see the same."""

    def __init__(self, tx: Reading, places: Iterable[int]) -> None:
        self._tx = tx
        self._places = tuple(places)
        self._searched: dict[frozenset[int], Told] = {}
        self._listed: dict[frozenset[int], Told] = {}

    async def as_person(self, person: int) -> Told:
        """Ask for everything as one person."""
        sees = await access.seen_by_member(self._tx, GUILD, person, NOW)
        if sees not in self._listed:
            self._listed[sees] = _all_written(await _listed(self._tx, sees))
        own = await _own(self._tx, person, sees, self._places)
        return _all_written({"places": sorted(sees), **own}) | await self._found(sees) | self._listed[sees]

    async def in_place(self, place: int | None) -> Told:
        """Ask for everything that may be posted in a place, or (None) where every member reads."""
        told, sees = await _posted(self._tx, place)
        return _all_written({"places": sorted(sees), **told}) | await self._found(sees)

    async def _found(self, sees: frozenset[int]) -> Told:
        if sees not in self._searched:
            self._searched[sees] = _all_written(await _searched(self._tx, sees))
        return self._searched[sees]


async def _listed(tx: Reading, sees: frozenset[int]) -> dict[str, Any]:
    told = await _topics(tx, sees)
    told["sessions"] = await sessions.coming(tx, GUILD, sees, NOW - timedelta(days=1))
    told["proposals"] = await proposals.all_pending(tx, GUILD, sees)
    return told


async def _own(tx: Reading, person: int, sees: frozenset[int], places: Sequence[int]) -> dict[str, Any]:
    told = await _entries(tx, person, sees, places)
    week = Week.of(NOW, (await communities.settings_of(tx, GUILD)).zone)
    for topic in (None, CHANNELS[0]):
        found = await summary.for_member(tx, GUILD, week, person, NOW, topic_id=topic)
        told[f"summary of {topic}"] = (as_json(found), as_text(found, "name"), found)
    told["export"] = await gather(tx, GUILD, NOW, member_id=person)
    return told


async def _posted(tx: Reading, place: int | None) -> tuple[dict[str, Any], frozenset[int]]:
    week = Week.of(NOW, (await communities.settings_of(tx, GUILD)).zone)
    if place is None:
        sees = await access.seen_by_all(tx, GUILD, NOW)
        found = await summary.for_everybody(tx, GUILD, week, NOW)
    else:
        sees = await access.seen_by_audience(tx, GUILD, await access.seen_in_of(tx, place) or 0, NOW)
        found = await summary.for_channel(tx, GUILD, week, place, NOW)
    return {"summary": (as_json(found), as_text(found, "name"), found)}, sees


async def _searched(tx: Reading, sees: frozenset[int]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    everywhere = Scope(GUILD, sees)
    narrowed = [
        replace(everywhere, topic_id=CHANNELS[0], since=NOW - timedelta(hours=19)),
        replace(everywhere, tag=f"{canary(300)}tag"),
    ]
    asked = [(query, everywhere) for query in _QUERIES] + [("ward zq*", scope) for scope in narrowed]
    for number, (query, scope) in enumerate(asked):
        found = await search.search(tx, query, scope)
        names = [topic.name for topic in await topics.seen(tx, GUILD, sees)]
        nothing = search.nothing_found(found.query, topics=names, tag=scope.tag, since=scope.since)
        told[f"search {number}"] = (
            found.total,
            [one.as_json() for one in found.results],
            nothing.replace(scope.tag or "\0", "…"),
        )
    told["tags"] = [await tags_in(tx, GUILD, sees, text) for text in ("", "zq", f"{canary(301)}tag")]
    return told


async def _entries(tx: Reading, person: int, sees: frozenset[int], places: Sequence[int]) -> dict[str, Any]:
    ids = [place * 10 + number for place in places for number in (0, 5)]
    told: dict[str, Any] = {}
    for text in ("", "ward", canary(300)):
        told[f"suggested {text}"] = await knowhow.seen_entries(tx, GUILD, person, sees, text=text)
    drafts = (Status.DRAFT, Status.AWAITING)
    told["to publish"] = await knowhow.seen_entries(tx, GUILD, person, sees, statuses=drafts)
    told["mine"] = await knowhow.seen_titles(tx, GUILD, person, sees, ids)
    for id_ in ids:
        told[f"entry {id_}"] = await _entry(tx, person, sees, id_)
    for place in places:
        told[f"drafts of {place}"] = await _drafts(tx, sees, place * 100)
    return told


async def _drafts(tx: Reading, sees: frozenset[int], message_id: int) -> Any:
    try:
        return await knowhow.drafts_for_message(tx, GUILD, sees, message_id)
    except NotFound as error:
        return str(error)


async def _entry(tx: Reading, person: int, sees: frozenset[int], id_: int) -> Any:
    try:
        entry = await knowhow.seen_entry(tx, GUILD, person, sees, id_)
    except NotFound as error:
        return str(error)
    quotes = [(one.author_id, one.words, one.answer) for one in await knowhow.quotes_of(tx, id_)]
    said = await knowhow.candidates(tx, entry)
    return entry, quotes, said, await knowhow.history(tx, entry)


async def _topics(tx: Reading, sees: frozenset[int]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for topic in await topics.seen(tx, GUILD, sees):
        told[f"topic {topic.id}"] = (
            topic,
            await rules.current(tx, topic.id),
            await topics.said_since(tx, topic.id, NOW - timedelta(days=7), sees),
            await topics.under_way(tx, topic.id, NOW, sees),
            await tags_seen(tx, topic.id, sees),
        )
    return told


def _all_written(told: dict[str, Any]) -> Told:
    return {way: _written(answer) for way, answer in told.items()}


def _written(answer: Any) -> str:
    """Write an answer out whole; sets in order, for they have none of their own."""
    return _SET.sub(lambda found: f"{{{', '.join(sorted(found[1].split(', ')))}}}", repr(answer))
