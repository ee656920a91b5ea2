"""The week's questions and first posts, with what was written after them: what may still be waiting for an answer."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.summary import ENGAGED, NEARBY, Asked, Later, Talked, may_wait
from storage.communities import Member, members_named
from storage.database import Reading
from storage.summaries.newcomers import first_posts
from storage.summaries.scope import Scope
from storage.summaries.talked import each_of
from storage.tables.messages import messages

_LOOKED_AT = 80
"""Candidates looked at closely; of more, newcomers' and then the newest."""
_AFTER = 40

_ASKING = (
    "?",
    "\uff1f",
    "\u061f",
    "anyone",
    "anybody",
    "someone",
    "any idea",
    "any tip",
    "any advice",
    "wonder",
    "how do",
    "how can",
)
"""What a question holds, at the least: the rules in `community` then look at the words themselves."""

m = messages.c


async def asked(tx: Reading, scope: Scope, now: datetime, *, only: Collection[int] | None = None) -> list[Asked]:
    """Give the week's questions and first posts that others' next words, if any, may leave unanswered.

    With `only`, those of these messages, whatever came next.
    """
    firsts = {message_id for message_id, _ in (await first_posts(tx, scope)).values()}
    rows = (await tx.connection.execute(_candidates(scope, firsts, only))).all()
    rows = [row for row in rows if _may_wait(row, row.id in firsts, now)]
    rows = sorted(rows, key=lambda row: (row.id not in firsts, -row.id))[:_LOOKED_AT]
    talks = await each_of(tx, scope, {row.conversation_id for row in rows})
    people = await members_named(tx, scope.community_id, list({row.author_id for row in rows}))
    return [
        await _looked_at(tx, row, talks[row.conversation_id], people.get(row.author_id), first=row.id in firsts)
        for row in rows
        if row.conversation_id in talks
    ]


def _candidates(scope: Scope, firsts: set[int], only: Collection[int] | None) -> sa.Select[Any]:
    """Select what may be a question, with the next word of somebody else in its conversation."""
    other = messages.alias("other")
    next_id = (
        sa.select(other.c.id)
        .where(
            other.c.conversation_id == m.conversation_id,
            other.c.id > m.id,
            other.c.author_id != m.author_id,
            *_stands(other),
        )
        .order_by(other.c.id)
        .limit(1)
        .scalar_subquery()
    )
    asking = sa.or_(*(sa.func.lower(m.content).contains(word, autoescape=True) for word in _ASKING), m.id.in_(firsts))
    found = sa.select(
        m.id, m.conversation_id, m.place_id, m.author_id, m.content, m.created_at, next_id.label("next_id")
    ).where(*scope.said(), asking if only is None else m.id.in_(only))
    one, after = found.subquery("one"), messages.alias("after")
    return sa.select(one, after.c.created_at.label("next_at"), after.c.reply_to.label("next_answers")).join_from(
        one, after, after.c.id == one.c.next_id, isouter=True
    )


def _stands(table: sa.FromClause) -> list[sa.ColumnElement[bool]]:
    return [~table.c.by_bot, table.c.deleted_at.is_(None)]


def _may_wait(row: Any, first: bool, now: datetime) -> bool:  # noqa: FBT001 - a row's own fact
    if row.next_at is not None and row.next_at - row.created_at <= ENGAGED and row.next_answers in {None, row.id}:
        return False
    return may_wait(row.content, row.created_at, now, opens_as_newcomer=first)


async def _looked_at(tx: Reading, row: Any, talk: Talked, author: Member | None, *, first: bool) -> Asked:
    after = await _after(tx, row, talk)
    own = [(one.id, one.content) for one in after if one.author_id == row.author_id]
    return Asked(
        message_id=row.id,
        author_id=row.author_id,
        author_name=author.display_name if author else "",
        answer=author.standing_answer if author else "ask",
        text=row.content,
        at=row.created_at,
        talk=talk,
        alone=await _is_alone(tx, row),
        is_first_post=first,
        own_later=tuple(own),
        later=tuple(
            Later(
                one.author_id,
                one.content,
                one.created_at,
                one.reply_to,
                one.answers_author,
                one.conversation_id == row.conversation_id,
            )
            for one in after
            if one.author_id != row.author_id
        ),
    )


async def _after(tx: Reading, row: Any, talk: Talked) -> list[Any]:
    """Give what was written next: in the conversation, in a thread opened from the message, close by in a channel."""
    found = await _next(tx, row, m.conversation_id == row.conversation_id)
    if not talk.is_thread:
        found += await _next(tx, row, m.conversation_id == row.id)
        found += await _next(tx, row, m.place_id == row.place_id, m.created_at <= row.created_at + NEARBY)
        found += await _next(tx, row, m.place_id == row.place_id, m.reply_to == row.id)
    return sorted({one.id: one for one in found}.values(), key=lambda one: one.id)


async def _next(tx: Reading, row: Any, *where: sa.ColumnElement[bool]) -> list[Any]:
    first = (
        sa.select(m.id, m.conversation_id, m.author_id, m.content, m.created_at, m.reply_to)
        .where(*where, m.id > row.id, *_stands(messages))
        .order_by(m.id)
        .limit(_AFTER)
    ).subquery("first")
    parent = messages.alias("parent")
    query = sa.select(first, parent.c.author_id.label("answers_author")).join_from(
        first, parent, parent.c.id == first.c.reply_to, isouter=True
    )
    return list(await tx.connection.execute(query))


async def _is_alone(tx: Reading, row: Any) -> bool:
    """Say whether nobody else had written in the conversation before."""
    query = (
        sa.select(m.id)
        .where(
            m.conversation_id == row.conversation_id, m.id < row.id, m.author_id != row.author_id, *_stands(messages)
        )
        .limit(1)
    )
    return (await tx.connection.execute(query)).first() is None
