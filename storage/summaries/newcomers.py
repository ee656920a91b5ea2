"""People whose first message of all, as far as is held, fell in the week."""

import sqlalchemy as sa

from community.summary import Newcomers
from storage.database import Reading
from storage.summaries.scope import Scope
from storage.summaries.talked import each_of
from storage.tables.messages import backfills, messages

m = messages.c


async def newcomers(tx: Reading, scope: Scope) -> list[Newcomers]:
    """Give where people wrote who had never written before, as far as is held.

    None where nothing older is held, or history is held in part: whose first post is still to be read is not known.
    """
    if await _is_half_filled(tx, scope):
        return []
    older = messages.alias("older")
    anything = sa.select(sa.literal(1)).where(*scope.said_ever(older), older.c.created_at < scope.start).limit(1)
    if (await tx.connection.execute(anything)).first() is None:
        return []
    firsts = await first_posts(tx, scope)
    if not firsts:
        return []
    by_talk: dict[int, list[tuple[int, int]]] = {}
    for author_id, (message_id, conversation_id) in firsts.items():
        by_talk.setdefault(conversation_id, []).append((message_id, author_id))
    talks = await each_of(tx, scope, list(by_talk))
    shown = [(talks[id_], sorted(found)) for id_, found in by_talk.items() if id_ in talks]
    wrote = await _written(tx, scope, [(talk.id, author) for talk, found in shown for _, author in found])
    greeted = await _answered(tx, scope, [found[0][0] for _, found in shown])
    return [
        Newcomers(
            talk=talk,
            first_id=found[0][0],
            people=len(found),
            messages=sum(wrote.get((talk.id, author), 0) for _, author in found),
            greeted=talk.id in greeted,
        )
        for talk, found in shown
    ]


async def _is_half_filled(tx: Reading, scope: Scope) -> bool:
    begun = sa.select(backfills.c.place_id).where(scope.in_topics(backfills.c.topic_id), backfills.c.done_at.is_(None))
    return (await tx.connection.execute(begun.limit(1))).first() is not None


async def first_posts(tx: Reading, scope: Scope) -> dict[int, tuple[int, int]]:
    """Give, by author, the first message (id, conversation) of those who had never written before the week."""
    older = messages.alias("older")
    week = (
        sa.select(m.author_id, sa.func.min(m.id).label("first_id")).where(*scope.said()).group_by(m.author_id)
    ).subquery()
    firsts = messages.alias("firsts")
    wrote = sa.exists().where(
        older.c.community_id == scope.community_id,
        older.c.author_id == week.c.author_id,
        older.c.created_at < scope.start,
        *scope.said_ever(older),
    )
    query = (
        sa.select(firsts.c.author_id, firsts.c.id, firsts.c.conversation_id)
        .join(week, week.c.first_id == firsts.c.id)
        .where(~wrote)
    )
    return {row.author_id: (row.id, row.conversation_id) for row in await tx.connection.execute(query)}


async def _written(tx: Reading, scope: Scope, pairs: list[tuple[int, int]]) -> dict[tuple[int, int], int]:
    query = (
        sa.select(m.conversation_id, m.author_id, sa.func.count())
        .where(
            *scope.said(),
            m.conversation_id.in_({talk for talk, _ in pairs}),
            m.author_id.in_({author for _, author in pairs}),
        )
        .group_by(m.conversation_id, m.author_id)
    )
    return {(row[0], row[1]): row[2] for row in await tx.connection.execute(query)}


async def _answered(tx: Reading, scope: Scope, message_ids: list[int]) -> set[int]:
    """Give the conversations in which somebody else wrote after the message given of each."""
    after = messages.alias("after")
    wrote = sa.exists().where(
        after.c.conversation_id == m.conversation_id,
        after.c.id > m.id,
        after.c.author_id != m.author_id,
        *scope.said_ever(after),
    )
    query = sa.select(m.conversation_id).where(m.id.in_(message_ids), wrote)
    return set((await tx.connection.execute(query)).scalars())
