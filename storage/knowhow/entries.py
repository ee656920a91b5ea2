"""Reading entries: one, those a person may see, their quotes and history, tags."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.errors import NotFound
from community.knowhow import NAMED, Entry, Fields, Quote, Standing, Status, shown_quotes
from storage import topics
from storage.communities import members_named, settings_of
from storage.database import Reading
from storage.tables.access import member_roles, places
from storage.tables.communities import members
from storage.tables.knowhow import entries, entry_tags, quotes, revisions
from storage.tables.topics import topic_stewards

UNKNOWN = "There is no such entry that you can see. Choose one from the list that opens as you type."
_PUBLIC = [status.value for status in Status if status.is_public]


@dataclass(frozen=True, slots=True)
class Place:
    """The thread an entry is captured from. `seen_in` is the channel, or the private thread, whose sight decides."""

    community_id: int
    topic_id: int
    place_id: int
    seen_in: int


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of an entry's history; `by_capturer` says whether whoever captured it made it."""

    version: int
    change: str
    made_at: datetime
    by_capturer: bool


async def find(tx: Reading, entry_id: int) -> Entry | None:
    """Give an entry whoever asks: for work that nobody sees. Use `seen_entry` for a person."""
    found = await load_entries(tx, sa.select(entries).where(entries.c.id == entry_id))
    return found[0] if found else None


async def seen_entry(tx: Reading, community_id: int, member_id: int, sees: Iterable[int], entry_id: int) -> Entry:
    """Give an entry that the person may see now; raises `NotFound` for any other, taken down ones too."""
    visible = await _visible(tx, community_id, member_id, sees)
    found = await load_entries(tx, sa.select(entries).where(entries.c.id == entry_id, visible))
    if not found:
        raise NotFound(UNKNOWN)
    return found[0]


async def seen_entries(
    tx: Reading,
    community_id: int,
    member_id: int,
    sees: Iterable[int],
    *,
    statuses: Sequence[Status] = tuple(Status),
    text: str = "",
    limit: int = 25,
) -> list[Entry]:
    """Give entries that the person may see now, those changed last first; `text` is a part of their titles."""
    visible = await _visible(tx, community_id, member_id, sees)
    query = sa.select(entries).where(visible, entries.c.status.in_([s.value for s in statuses]))
    if text.strip():
        query = query.where(sa.func.lower(entries.c.title).contains(text.strip().lower(), autoescape=True))
    return await load_entries(tx, query.order_by(entries.c.changed_at.desc(), entries.c.id.desc()).limit(limit))


async def seen_titles(
    tx: Reading, community_id: int, member_id: int, sees: Iterable[int], entry_ids: Sequence[int]
) -> dict[int, str]:
    """Give the titles, by id, of those of these entries that the person may see now, or is asked about."""
    visible = await _visible(tx, community_id, member_id, sees)
    asked = entries.c.seen_in.in_(list(sees)) & (entries.c.status == Status.AWAITING.value)
    query = sa.select(entries.c.id, entries.c.title).where(entries.c.id.in_(list(entry_ids)), visible | asked)
    return {row.id: row.title for row in await tx.connection.execute(query)}


async def draft_and_mine(tx: Reading, community_id: int, member_id: int, limit: int = 100) -> list[Entry]:
    """Give what the person captured, whatever became of it, newest first."""
    mine = (entries.c.community_id == community_id) & (entries.c.captured_by == member_id)
    return await load_entries(tx, sa.select(entries).where(mine).order_by(entries.c.id.desc()).limit(limit))


async def quotes_of(tx: Reading, entry_id: int) -> list[Quote]:
    """Give the quotes of an entry in the order they were chosen."""
    return await load_quotes(tx, quotes.c.entry_id == entry_id)


async def history(tx: Reading, entry: Entry) -> list[Revision]:
    """Give the steps of an entry's history, oldest first; no names, for the capturer may be quoted without one."""
    r = revisions.c
    query = sa.select(r.version, r.change, r.made_at, r.made_by).where(r.entry_id == entry.id).order_by(r.version)
    return [
        Revision(row.version, row.change, row.made_at, row.made_by == entry.captured_by)
        for row in await tx.connection.execute(query)
    ]


async def standing_of(
    tx: Reading, entry: Entry, member_id: int, *, steward_too: bool = False, moderator_too: bool = False
) -> Standing:
    """Say what a person is to an entry; the flags add what only Discord knows (Manage Channels, Manage Messages)."""
    return Standing(
        member_id,
        is_capturer=entry.captured_by == member_id,
        is_steward=steward_too or await topics.tends(tx, entry.community_id, entry.topic_id, member_id),
        is_moderator=moderator_too or await topics.moderates(tx, entry.community_id, member_id),
    )


async def tags_seen(tx: Reading, topic_id: int, sees: Iterable[int], limit: int = 25) -> list[str]:
    """Give the tags of a topic's public entries that the person can see, those used most first."""
    query = (
        sa.select(entry_tags.c.tag)
        .join(entries, entries.c.id == entry_tags.c.entry_id)
        .where(entries.c.topic_id == topic_id, entries.c.seen_in.in_(list(sees)), public())
        .group_by(entry_tags.c.tag)
        .order_by(sa.func.count().desc(), entry_tags.c.tag)
    )
    return list((await tx.connection.execute(query.limit(limit))).scalars())


async def published(tx: Reading, community_id: int, sees: Iterable[int] | None) -> list[Entry]:
    """Give the public entries of the places seen, or of all places where `sees` is None, oldest first."""
    query = sa.select(entries).where(entries.c.community_id == community_id, public())
    if sees is not None:
        query = query.where(entries.c.seen_in.in_(list(sees)))
    return await load_entries(tx, query.order_by(entries.c.id))


async def names_shown(tx: Reading, entry: Entry, quotes: Iterable[Quote]) -> dict[int, str]:
    """Give the display names of those who are quoted by name, and of nobody else."""
    named = [quote.author_id for quote in shown_quotes(quotes) if quote.answer == NAMED]
    found = await members_named(tx, entry.community_id, named)
    return {id_: member.display_name for id_, member in found.items()}


def public() -> sa.ColumnElement[bool]:
    """Say which entries all who see their place may read: published ones, reviewed or retired since or not."""
    return entries.c.status.in_(_PUBLIC) & entries.c.published_at.is_not(None)


async def load_quotes(tx: Reading, where: sa.ColumnElement[bool]) -> list[Quote]:
    """Give the quotes that fit, by entry and the order they were chosen in."""
    q = quotes.c
    columns = (
        q.id,
        q.entry_id,
        q.message_id,
        q.author_id,
        q.words,
        q.words_hash,
        q.answer,
        q.answered_hash,
        q.position,
    )
    query = sa.select(*columns).where(where).order_by(q.entry_id, q.position, q.id)
    return [Quote(*row) for row in await tx.connection.execute(query)]


async def load_entries(tx: Reading, query: sa.Select[Any]) -> list[Entry]:
    """Give the entries that a query of the whole table gives, with their tags."""
    rows = (await tx.connection.execute(query)).all()
    tags: dict[int, list[str]] = {row.id: [] for row in rows}
    of_these = sa.select(entry_tags).where(entry_tags.c.entry_id.in_(list(tags))).order_by(entry_tags.c.tag)
    for row in await tx.connection.execute(of_these):
        tags[row.entry_id].append(row.tag)
    return [_entry(row, tags[row.id]) for row in rows]


def _entry(row: Any, tags: list[str]) -> Entry:
    return Entry(
        id=row.id,
        community_id=row.community_id,
        topic_id=row.topic_id,
        place_id=row.place_id,
        seen_in=row.seen_in,
        fields=Fields(row.title, row.did, row.context, row.outcome, row.limits),
        status=Status(row.status),
        captured_by=row.captured_by,
        captured_at=row.captured_at,
        asked_at=row.asked_at,
        waits_until=row.waits_until,
        publishes_itself=row.publishes_itself,
        published_at=row.published_at,
        changed_at=row.changed_at,
        version=row.version,
        reason=row.reason,
        tags=tuple(tags),
    )


async def _visible(tx: Reading, community_id: int, member_id: int, sees: Iterable[int]) -> sa.ColumnElement[bool]:
    """Say which entries the person may see: of places seen now, drafts they may edit, a gone channel's as steward.

    Of a private thread that is gone nobody sees any: its stewards may never have been in it, and Discord tells a bot
    that is put out of a thread that the thread is gone.
    """
    e = entries.c
    tended = await _tended(tx, community_id, member_id)
    readable = e.seen_in.in_(list(sees)) & sa.or_(public(), e.captured_by == member_id, tended)
    theirs = readable | await left_behind(tx, community_id, member_id)
    return (e.community_id == community_id) & (e.status != Status.TAKEN_DOWN.value) & theirs


async def left_behind(tx: Reading, community_id: int, member_id: int) -> sa.ColumnElement[bool]:
    """Say which entries are a steward's to see because their channel is gone."""
    e = entries.c
    there = sa.select(places.c.id).where(places.c.id == e.seen_in, ~places.c.gone).exists()
    here = sa.exists().where(members.c.community_id == community_id, members.c.id == member_id, members.c.present)
    return (e.seen_in == e.topic_id) & ~there & (await _tended(tx, community_id, member_id)) & here


async def _tended(tx: Reading, community_id: int, member_id: int) -> sa.ColumnElement[bool]:
    role_id = (await settings_of(tx, community_id))["steward_role"]
    holds = sa.select(member_roles.c.role_id).where(
        member_roles.c.community_id == community_id,
        member_roles.c.member_id == member_id,
        member_roles.c.role_id == role_id,
    )
    if role_id is not None and (await tx.connection.execute(holds)).first() is not None:
        return sa.true()
    named = sa.select(topic_stewards.c.topic_id).where(topic_stewards.c.member_id == member_id)
    return entries.c.topic_id.in_(named)
