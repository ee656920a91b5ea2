"""What a summary may quote from, and whose names it must not repeat."""

from collections.abc import Collection

import sqlalchemy as sa

from community.summary import NAMED, UNNAMED, Saying
from storage.database import Reading
from storage.summaries.scope import SOMETHING, Scope
from storage.tables.communities import members
from storage.tables.messages import messages, reactions

_MOST = 60
_LONGEST = 2000

m = messages.c


async def sayings(tx: Reading, scope: Scope, conversation_id: int) -> list[Saying]:
    """Give what may be quoted from a conversation's week: only words of members whose standing answer is a yes."""
    received = (
        sa.select(sa.func.count(sa.distinct(reactions.c.member_id)))
        .where(reactions.c.message_id == m.id, reactions.c.member_id != m.author_id)
        .scalar_subquery()
    )
    query = (
        sa.select(
            m.id, m.author_id, members.c.standing_answer, members.c.display_name, m.content, received.label("received")
        )
        .join(members, _is_author())
        .where(
            *scope.said(),
            m.conversation_id == conversation_id,
            members.c.standing_answer.in_([NAMED, UNNAMED]),
            sa.func.length(m.content).between(SOMETHING, _LONGEST),
        )
        .order_by(sa.desc("received"), m.id)
        .limit(_MOST)
    )
    rows = (await tx.connection.execute(query)).all()
    replies = await _replies(tx, scope, conversation_id, [row.id for row in rows])
    return [Saying(*row, replies=replies.get(row.id, 0)) for row in rows]


async def _replies(tx: Reading, scope: Scope, conversation_id: int, ids: list[int]) -> dict[int, int]:
    query = (
        sa.select(m.reply_to, sa.func.count())
        .where(*scope.said(), m.conversation_id == conversation_id, m.reply_to.in_(ids))
        .group_by(m.reply_to)
    )
    return {row[0]: row[1] for row in await tx.connection.execute(query)}


async def names(tx: Reading, scope: Scope, ids: Collection[int]) -> dict[int, list[str]]:
    """Give, by conversation, the names of the people in it that week."""
    query = (
        sa.select(m.conversation_id, members.c.display_name)
        .distinct()
        .join(members, _is_author())
        .where(*scope.said(), m.conversation_id.in_(ids))
    )
    found: dict[int, list[str]] = {id_: [] for id_ in ids}
    for row in await tx.connection.execute(query):
        found[row[0]].append(row[1])
    return found


def _is_author() -> sa.ColumnElement[bool]:
    return sa.and_(members.c.community_id == m.community_id, members.c.id == m.author_id)
