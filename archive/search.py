"""Search, as given out: entries before conversations, each with a title, a telling snippet and a link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal

from community.moments import iso
from community.search import Query, parse
from community.search.snippet import escape, run_on, snippet
from storage import communities
from storage.database import Reading
from storage.search.find import MOST_READ, Scope, find
from storage.search.results import Conversation, Entry, conversations_found, entries_found

LINK = "https://discord.com/channels"


@dataclass(frozen=True, slots=True)
class Result:
    """One result. Title and snippet may stand in a message of ours: the snippet is escaped, the title is not."""

    kind: Literal["entry", "conversation"]
    id: int
    title: str
    topic: str
    snippet: str
    url: str
    score: float
    at: datetime
    seen_in: int = 0
    """The place whose sight decides; for the bot's own use."""

    def as_json(self) -> dict[str, Any]:
        """Give it in the shape that programs read."""
        return {
            "kind": self.kind,
            "id": str(self.id),
            "title": self.title,
            "topic": self.topic,
            "snippet": self.snippet,
            "url": self.url,
            "score": round(self.score, 4),
            "at": iso(self.at),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found: some results of `total`."""

    query: Query
    total: int
    results: Sequence[Result]

    def as_json(self) -> dict[str, Any]:
        """Give it in the shape that programs read."""
        return {"query": self.query.text, "total": self.total, "results": [one.as_json() for one in self.results]}


async def search(tx: Reading, text: str, scope: Scope, *, limit: int = 10, offset: int = 0) -> Answer:
    """Search what `scope` holds; results `offset` to `offset + limit`, higher scores first, entries before the rest."""
    query = parse(text)
    found = await find(tx, query, scope, max(MOST_READ, offset + limit))
    page = [*found.entries, *found.conversations][offset : offset + limit]
    told = set(found.entries)
    entries = await entries_found(tx, scope, [one for one in page if one in told])
    talk = await conversations_found(tx, scope, [one for one in page if one not in told])
    # An entry comes before any conversation, so its score stands above theirs.
    above = found.conversations[0].score if found.conversations else 0.0
    untitled = any(not one.title for one in talk.values())
    zone = (await communities.settings_of(tx, scope.community_id)).zone if untitled else UTC
    weights = dict.fromkeys(query.words, 1.0)
    results: list[Result] = []
    for one in page:
        if entry := entries.get(one.unit):
            results.append(_entry(scope, query, weights, entry, one.score + above))
        elif conversation := talk.get(one.unit):
            results.append(_conversation(scope, query, weights, conversation, one.score, zone))
    return Answer(query, found.total, results)


def title_of(conversation: Conversation, zone: tzinfo) -> str:
    """Give a conversation's title: its thread's name; outside threads its place and day, never somebody's words."""
    if conversation.title:
        return conversation.title
    day = conversation.started_at.astimezone(zone)
    return f"#{conversation.topic}, {day.day} {day:%B %Y}"


def nothing_found(query: Query, *, topics: Sequence[str], tag: str | None, since: datetime | None) -> str:
    """Say in plain words what was searched, when nothing was found."""
    if query.is_empty:
        said = "There is nothing to search for in that."
        if query.without or query.without_prefixes or query.without_phrases:
            said = "There are only words to leave out in that; add one to search for."
    else:
        said = f"Nothing found. {_where(topics, tag=tag, since=since)}"
        if not query.phrases and topics:
            said += " Try other words, or the beginning of one with a star: foot*."
        if query.phrases:
            said += " Words in quotation marks must stand together: try without the marks."
        if query.without or query.without_prefixes or query.without_phrases:
            said += " Conversations with the words behind a minus sign were left out."
    if query.left_out:
        said += f" Left out as too common: {', '.join(escape(word) for word in query.left_out[:20])}."
    return said


def _where(topics: Sequence[str], *, tag: str | None, since: datetime | None) -> str:
    if not topics:
        return "There is no topic that you can see to search in."
    kinds = f"Entries with the tag {escape(tag)}" if tag else "Entries and conversations"
    named = ", ".join(f"#{escape(name)}" for name in topics[:10])
    more = f" and {len(topics) - 10} more" if len(topics) > 10 else ""
    when = f", since {since.day} {since:%B %Y}" if since else ""
    return f"{kinds} of {named}{more}{when} were searched."


def _entry(scope: Scope, query: Query, weights: Mapping[str, float], entry: Entry, score: float) -> Result:
    return Result(
        kind="entry",
        id=entry.id,
        title=entry.title,
        topic=entry.topic,
        snippet=snippet(run_on(entry.content), weights, query.prefixes),
        url=_url(scope, entry.place_id, entry.message_id),
        score=score,
        at=entry.at,
        seen_in=entry.seen_in,
    )


def _conversation(
    scope: Scope, query: Query, weights: Mapping[str, float], found: Conversation, score: float, zone: tzinfo
) -> Result:
    return Result(
        kind="conversation",
        id=found.id,
        title=title_of(found, zone),
        topic=found.topic,
        snippet=snippet(found.content, weights, query.prefixes),
        url=_url(scope, found.place_id, found.message_id),
        score=score,
        at=found.last_at,
        seen_in=found.seen_in,
    )


def _url(scope: Scope, place_id: int, message_id: int | None) -> str:
    url = f"{LINK}/{scope.community_id}/{place_id}"
    return url if message_id is None else f"{url}/{message_id}"
