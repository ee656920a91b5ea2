"""Summaries that were posted, what they were made of, and how a change of that reaches them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.access import PlaceKind
from community.summary import Source, Summary, Week, key_of
from storage.database import Reading, Writing
from storage.outbox import Due, put_due
from storage.sql import add
from storage.tables.access import places
from storage.tables.summaries import summaries, summary_sources
from storage.tables.topics import topics

REFRESH = "summary-refresh"
REMOVE = "summary-remove"
_AT_ONCE = 500
"""Ids asked about in one statement: databases limit a statement's parameters."""


@dataclass(frozen=True, slots=True)
class PostedSummary:
    """A summary that was posted; `scope_id` is its topic, or the community's id. `so_far`: before its week was over."""

    id: int
    community_id: int
    scope_id: int
    week: Week
    so_far: bool
    channel_id: int
    message_id: int
    posted_at: datetime

    @property
    def topic_id(self) -> int | None:
        """The topic it is of; None for the community's own."""
        return None if self.scope_id == self.community_id else self.scope_id


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a summary was sent, and when."""

    scope_id: int
    channel_id: int
    message_id: int
    at: datetime
    so_far: bool = False


async def find_posted(tx: Reading, community_id: int, scope_id: int, week: Week) -> PostedSummary | None:
    """Give what was posted of a week, or None."""
    s = summaries.c
    of_week = (s.community_id == community_id, s.scope_id == scope_id, s.week == str(week))
    return await _one(tx, *of_week)


async def posted_by_id(tx: Reading, summary_id: int) -> PostedSummary | None:
    """Give a posted summary, or None if another has taken its place."""
    return await _one(tx, summaries.c.id == summary_id)


async def last_posted(tx: Reading, community_id: int, scope_id: int) -> PostedSummary | None:
    """Give the latest summary posted of a community or topic, or None."""
    return await _one(tx, summaries.c.community_id == community_id, summaries.c.scope_id == scope_id)


async def _one(tx: Reading, *where: sa.ColumnElement[bool]) -> PostedSummary | None:
    s = summaries.c
    columns = (s.id, s.community_id, s.scope_id, s.week, s.so_far, s.channel_id, s.message_id, s.posted_at)
    query = sa.select(*columns).where(*where).order_by(s.posted_at.desc()).limit(1)
    row: Any = (await tx.connection.execute(query)).first()
    if row is None:
        return None
    return PostedSummary(
        row.id,
        row.community_id,
        row.scope_id,
        Week.parse(row.week),
        row.so_far,
        row.channel_id,
        row.message_id,
        row.posted_at,
    )


async def items_of(tx: Reading, summary_id: int) -> Mapping[str, Sequence[Source]]:
    """Give what a posted summary tells of, by section and in order; under "", what its items were made of."""
    s = summary_sources.c
    query = sa.select(s.section, s.kind, s.source_id).where(s.summary_id == summary_id).order_by(s.section, s.position)
    found: dict[str, list[Source]] = defaultdict(list)
    for row in await tx.connection.execute(query):
        found[row.section].append((row.kind, row.source_id))
    return found


async def note_posted(tx: Writing, summary: Summary, sent: Sent) -> int:
    """Remember that a summary was posted and what it was made of; give its id.

    One that was posted of the same week before gives way: taking its message down is put into the outbox.
    """
    before = await find_posted(tx, summary.community_id, sent.scope_id, summary.week)
    if before is not None:
        await tx.connection.execute(sa.delete(summary_sources).where(summary_sources.c.summary_id == before.id))
        await tx.connection.execute(sa.delete(summaries).where(summaries.c.id == before.id))
        if before.message_id != sent.message_id:
            where = {"channel_id": before.channel_id, "message_id": before.message_id}
            due = Due(REMOVE, f"{REMOVE}:{before.message_id}", sent.at, where)
            await put_due(tx, summary.community_id, due)
    row = {
        "community_id": summary.community_id,
        "scope_id": sent.scope_id,
        "week": str(summary.week),
        "so_far": sent.so_far,
        "channel_id": sent.channel_id,
        "message_id": sent.message_id,
        "posted_at": sent.at,
    }
    made = await tx.connection.execute(sa.insert(summaries).values(row).returning(summaries.c.id))
    summary_id: int = made.scalar_one()
    await add(tx, summary_sources, _sources(summary, summary_id))
    return summary_id


def _sources(summary: Summary, summary_id: int) -> list[dict[str, Any]]:
    rows = []
    for section in summary.sections:
        for position, item in enumerate(section.items):
            kind, id_ = key_of(item)
            rows.append((section.name, kind, id_, position))
            rows += [("", *source, position) for source in item.made_of]
    names = ("section", "kind", "source_id", "position")
    return [{"summary_id": summary_id, **dict(zip(names, row, strict=True))} for row in dict.fromkeys(rows)]


async def sources_changed(tx: Writing, kind: str, ids: Sequence[int]) -> None:
    """Have every posted summary made of these corrected: call it in the transaction that changes them.

    `kind` is message (deleted, edited), conversation (renamed, gone), entry (changed, retired, taken down), session
    (moved, cancelled) or member (standing answer changed, erased). Summaries not made of them stay untouched.
    """
    for start in range(0, len(ids), _AT_ONCE):
        made_of = sa.select(summary_sources.c.summary_id).where(
            summary_sources.c.kind == kind, summary_sources.c.source_id.in_(ids[start : start + _AT_ONCE])
        )
        await _refresh(tx, summaries.c.id.in_(made_of))


async def refresh_message(tx: Writing, message_id: int) -> None:
    """Have a posted summary corrected: its readers are others than they were."""
    await _refresh(tx, summaries.c.message_id == message_id)


async def _refresh(tx: Writing, which: sa.ColumnElement[bool]) -> None:
    # A refresh that was asked for and not yet begun will see this change too.
    query = sa.select(summaries).where(which, summaries.c.wanted == summaries.c.taken)
    for row in (await tx.connection.execute(query)).all():
        wanted = row.wanted + 1
        await tx.connection.execute(sa.update(summaries).where(summaries.c.id == row.id).values(wanted=wanted))
        # Due since it was posted: that is at once, by whatever clock the bot goes.
        due = Due(REFRESH, f"{REFRESH}:{row.message_id}:{wanted}", row.posted_at, {"summary_id": row.id})
        await put_due(tx, row.community_id, due)


async def places_told_of(tx: Reading, summary: Summary, topic_id: int | None) -> set[int]:
    """Give the places that a summary was made from: topics, and private threads in them, that its readers see."""
    p = places.c
    threads = (p.kind == PlaceKind.PRIVATE_THREAD.value) & p.parent_id.in_(sa.select(topics.c.id))
    query = sa.select(p.id, p.parent_id).where(
        p.community_id == summary.community_id, threads | p.id.in_(sa.select(topics.c.id))
    )
    there = [row for row in await tx.connection.execute(query) if row.id in summary.places]
    return {row.id for row in there if topic_id is None or topic_id in {row.id, row.parent_id}}


async def begin_refresh(tx: Writing, summary_id: int) -> None:
    """Note that a refresh reads its sources from now on: what changes later asks for another."""
    await tx.connection.execute(
        sa.update(summaries).where(summaries.c.id == summary_id).values(taken=summaries.c.wanted)
    )
