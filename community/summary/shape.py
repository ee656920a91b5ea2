"""What a summary is: sections of items, each saying what it is about, how many took part and why it is there."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from community.moments import iso
from community.settings import SUMMARY_SECTIONS
from community.summary.week import Week

SECTIONS = SUMMARY_SECTIONS
WORTH, WAITING, KNOWHOW, COMING, LEARNT, VOICES = SECTIONS

Source = tuple[str, int]
"""What something is made of: kind (conversation, message, entry, session, member, reflection) and id."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to know. `people` and `messages` count within the week; None where they do not apply.

    `at` is the moment something begins, for those who can show it in the reader's own time. `made_of` names what
    the item would have to change with.
    """

    kind: str
    id: int | None
    title: str
    url: str | None
    topic: str | None
    why: str
    people: int | None = None
    messages: int | None = None
    excerpt: str | None = None
    at: datetime | None = None
    made_of: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A named part; never empty."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """What people (not bots) wrote in the week, in the places that the summary tells of."""

    messages: int = 0
    people: int = 0
    conversations: int = 0


@dataclass(frozen=True, slots=True)
class Summary:
    """A week of a community, or of one of its topics."""

    community_id: int
    week: Week
    start: datetime
    end: datetime
    sections: tuple[Section, ...]
    counts: Counts
    places: frozenset[int] = field(default=frozenset(), repr=False, compare=False)
    """The places that its readers see: what it was made from."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.sections


def as_json(summary: Summary) -> dict[str, Any]:
    """Give the summary as programs read it: ids are strings, times ISO 8601 in UTC."""
    return {
        "community": str(summary.community_id),
        "week": str(summary.week),
        "from": iso(summary.start),
        "to": iso(summary.end),
        "sections": [
            {"name": section.name, "items": [_item(item) for item in section.items]} for section in summary.sections
        ],
        "counts": {
            "messages": summary.counts.messages,
            "people": summary.counts.people,
            "conversations": summary.counts.conversations,
        },
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "id": None if item.id is None else str(item.id),
        "title": item.title,
        "url": item.url,
        "topic": item.topic,
        "people": item.people,
        "messages": item.messages,
        "why": item.why,
        "excerpt": item.excerpt,
    }
