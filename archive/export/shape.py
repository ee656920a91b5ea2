"""An archive as plain values, ready to be written down in any format."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from community.files import File


@dataclass(frozen=True, slots=True)
class TopicTold:
    """A topic that the reader can see."""

    id: int
    name: str
    purpose: str


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file that goes with a quote."""

    quote_id: int
    file: File

    @property
    def path(self) -> str:
        """Its name in the export, below the folder for files: a number and an ending, nothing that anybody typed."""
        return f"files/{self.quote_id}-{self.file.id}.{self.file.ending}"


@dataclass(frozen=True, slots=True)
class QuoteTold:
    """Somebody's words, as they agreed to: `by` is None where they are quoted without a name."""

    by: str | None
    words: str
    files: Sequence[FileTold] = ()


@dataclass(frozen=True, slots=True)
class StepTold:
    """One step of an entry's history, without who made it."""

    version: int
    change: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EntryTold:
    """One published entry, with the quotes that may be shown."""

    id: int
    topic: TopicTold
    title: str
    did: str
    context: str
    outcome: str
    limits: str
    status: str
    reason: str | None
    tags: Sequence[str]
    quotes: Sequence[QuoteTold]
    history: Sequence[StepTold]
    published_at: datetime
    changed_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Archive:
    """All that one reader may take away. `member_id` None is the operator's view: every published entry."""

    community_id: int
    community: str
    made_at: datetime
    member_id: int | None
    topics: Sequence[TopicTold]
    entries: Sequence[EntryTold]

    @property
    def files(self) -> list[FileTold]:
        """All files of all entries."""
        return [file for entry in self.entries for quote in entry.quotes for file in quote.files]

    def of_topic(self, topic_id: int) -> Self:
        """Give one topic's part of it."""
        return replace(
            self,
            topics=[topic for topic in self.topics if topic.id == topic_id],
            entries=[entry for entry in self.entries if entry.topic.id == topic_id],
        )
