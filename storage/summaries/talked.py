"""A week's conversations: how many people took part, how much was said, and how it was received."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from community.summary import Counts, Talked
from storage.database import Reading
from storage.summaries.scope import Scope, something
from storage.tables.communities import members
from storage.tables.knowhow import entries
from storage.tables.messages import conversations, messages, reactions
from storage.tables.topics import topics

_CANDIDATES = 40
_THANKS = ("🙏", "❤️", "❤", "💚", "💙", "💜", "🧡", "💛", "🫶", "👏", "🙌", "💯")

m = messages.c


async def counts(tx: Reading, scope: Scope) -> Counts:
    """Count what people wrote in the week."""
    query = sa.select(
        sa.func.count(), sa.func.count(sa.distinct(m.author_id)), sa.func.count(sa.distinct(m.conversation_id))
    ).where(*scope.said())
    row = (await tx.connection.execute(query)).one()
    return Counts(messages=row[0], people=row[1], conversations=row[2])


async def talked(tx: Reading, scope: Scope, *, only: Collection[int] | None = None) -> list[Talked]:
    """Give the conversations of the week that most people took part in; with `only`, those of these ids."""
    query = _by_conversation(scope).having(sa.func.count(sa.distinct(m.author_id)) >= 2)
    if only is not None:
        query = query.where(m.conversation_id.in_(only))
    query = query.order_by(sa.desc("voices"), sa.desc("said"), sa.desc("first_id")).limit(_CANDIDATES)
    return await _with_reception(tx, scope, await _filled(tx, (await tx.connection.execute(query)).all()))


async def each_of(tx: Reading, scope: Scope, ids: Collection[int]) -> dict[int, Talked]:
    """Give the week of these conversations, however small, by id; how it was received is not looked up."""
    rows = (await tx.connection.execute(_by_conversation(scope).where(m.conversation_id.in_(ids)))).all()
    return {talk.id: talk for talk in await _filled(tx, rows)}


def _by_conversation(scope: Scope) -> sa.Select[Any]:
    says = something()
    return (
        sa.select(
            m.conversation_id.label("id"),
            sa.func.count().label("messages"),
            sa.func.count(sa.distinct(m.author_id)).label("people"),
            sa.func.count(sa.distinct(sa.case((says, m.author_id)))).label("voices"),
            sa.func.sum(sa.case((says, 1), else_=0)).label("said"),
            sa.func.count(m.reply_to).label("replies"),
            sa.func.min(m.id).label("first_id"),
            sa.func.min(m.created_at).label("first_at"),
        )
        .where(*scope.said())
        .group_by(m.conversation_id)
    )


async def _filled(tx: Reading, rows: Sequence[Any]) -> list[Talked]:
    """Add what is known of the conversations themselves, in the rows' order."""
    c = conversations.c
    query = (
        sa.select(c.id, c.place_id, c.is_thread, c.title, c.started_at, topics.c.name)
        .join(topics, topics.c.id == c.topic_id)
        .where(c.id.in_([row.id for row in rows]))
    )
    known = {row.id: row for row in await tx.connection.execute(query)}
    return [
        Talked(
            id=row.id,
            place_id=about.place_id,
            is_thread=about.is_thread,
            title=about.title,
            topic=about.name,
            started_at=about.started_at,
            first_id=row.first_id,
            first_at=row.first_at,
            people=row.people,
            messages=row.messages,
            voices=row.voices,
            said=int(row.said),
            replies=row.replies,
        )
        for row in rows
        if (about := known.get(row.id)) is not None
    ]


async def _with_reception(tx: Reading, scope: Scope, talks: list[Talked]) -> list[Talked]:
    ids = [talk.id for talk in talks]
    received = await _reactors(tx, scope, ids)
    captured = await _captured(tx, scope, ids)
    before = await _before(tx, scope, ids)
    return [
        replace(
            talk,
            reactors=received.get(talk.id, (0, 0))[0],
            thanked=received.get(talk.id, (0, 0))[1],
            captured=talk.id in captured,
            before=before.get(talk.id),
        )
        for talk in talks
    ]


async def _reactors(tx: Reading, scope: Scope, ids: list[int]) -> dict[int, tuple[int, int]]:
    """Count the people who reacted, and who thanked, in each conversation; nobody counts for their own words.

    Where reactions are counted without names, as many people as one message's reactions show are certain.
    """
    r = reactions.c
    bots = sa.select(members.c.id).where(members.c.community_id == scope.community_id, members.c.is_bot)
    thanks = sa.or_(r.emoji.in_(_THANKS), sa.func.lower(r.emoji).like("%thank%"))
    query = (
        sa.select(
            m.conversation_id,
            sa.func.count(sa.distinct(r.member_id)),
            sa.func.count(sa.distinct(sa.case((thanks, r.member_id)))),
        )
        .join(reactions, r.message_id == m.id)
        .where(*scope.said(), m.conversation_id.in_(ids), r.member_id != m.author_id, r.member_id.not_in(bots))
        .group_by(m.conversation_id)
    )
    return {row[0]: (row[1], row[2]) for row in await tx.connection.execute(query)}


async def _captured(tx: Reading, scope: Scope, ids: list[int]) -> set[int]:
    query = sa.select(entries.c.place_id).where(
        entries.c.place_id.in_(ids), entries.c.status == "published", scope.sees(entries.c.seen_in)
    )
    return set((await tx.connection.execute(query)).scalars())


async def _before(tx: Reading, scope: Scope, ids: list[int]) -> dict[int, Any]:
    """Give when each conversation was last talked in before the week."""
    earlier = messages.alias("earlier")
    last = (
        sa.select(earlier.c.created_at)
        .where(
            earlier.c.conversation_id == conversations.c.id,
            earlier.c.created_at < scope.start,
            *scope.said_ever(earlier),
        )
        .order_by(earlier.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = sa.select(conversations.c.id, last.label("last")).where(
        conversations.c.id.in_(ids), conversations.c.started_at < scope.start
    )
    return {row.id: row.last for row in await tx.connection.execute(query) if row.last is not None}
