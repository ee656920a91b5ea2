"""Which messages a summary tells of: a week of a community, in the places its readers see, perhaps of one topic."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.tables.messages import messages
from storage.tables.topics import topics


@dataclass(frozen=True, slots=True)
class Scope:
    """A stretch of time, in UTC, of what stands in `places` (ids as `seen_in`); of one topic if `topic_id` is given."""

    community_id: int
    places: frozenset[int]
    start: datetime
    end: datetime
    topic_id: int | None = None

    def in_topics(self, column: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        """Restrict to the topic, or to the community's topics (which is how the index on time is reached)."""
        if self.topic_id is not None:
            return column == self.topic_id
        return column.in_(sa.select(topics.c.id).where(topics.c.community_id == self.community_id))

    def sees(self, column: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        """Restrict to what the readers see."""
        return column.in_(self.places)

    def said(self, table: sa.FromClause = messages) -> list[sa.ColumnElement[bool]]:
        """Restrict to what people (no bots) said there in that time and what still stands."""
        return [*self.said_ever(table), table.c.created_at >= self.start, table.c.created_at < self.end]

    def said_ever(self, table: sa.FromClause = messages) -> list[sa.ColumnElement[bool]]:
        """Restrict to what people said there at any time and what still stands.

        The topics are the community's own; naming the community as well would lead SQLite to a worse index.
        """
        return [
            self.in_topics(table.c.topic_id),
            self.sees(table.c.seen_in),
            ~table.c.by_bot,
            table.c.deleted_at.is_(None),
        ]


def something(table: sa.FromClause = messages) -> sa.ColumnElement[bool]:
    """Say, as SQL can, whether a message carries more than a laugh, a nod, a link or a command to a bot."""
    content = table.c.content
    lone_link = sa.and_(content.like("http%"), content.not_like("% %"))
    return sa.and_(sa.func.length(content) >= SOMETHING, ~lone_link, content.not_like("!%"))


SOMETHING = 25
"""Characters from which a message is taken to say something."""
