"""Erasing what a member said: messages, reactions, and the quotes of their words wherever they stand."""

from datetime import datetime

import sqlalchemy as sa

from community.knowhow import Status
from storage.database import Writing
from storage.knowhow import forget_message
from storage.knowhow.spread import CARDS
from storage.messages.changes import empty
from storage.outbox import Due, put_due
from storage.rights.declared import Who
from storage.rights.steps import Done
from storage.tables.knowhow import consents, entries, quotes
from storage.tables.messages import messages, reactions

_AT_ONCE = 200


async def erase_messages(tx: Writing, who: Who, now: datetime) -> Done:
    """Empty messages, with their quotes, reactions and index; then nobody is their author."""
    m = messages.c
    mine = (m.community_id == who.community_id) & (m.author_id == who.member_id) & (m.created_at <= who.until)
    some = sa.select(m.id, m.deleted_at).where(mine).order_by(m.id).limit(_AT_ONCE)
    rows = (await tx.connection.execute(some)).all()
    ids = [row.id for row in rows]
    standing = [row.id for row in rows if row.deleted_at is None]
    if standing:
        await empty(tx, standing, now)
    if ids:
        gone = sa.update(messages).where(m.id.in_(ids))
        await tx.connection.execute(gone.values(author_id=0, content="", attachments=0))
    return Done({"messages": len(standing)}, more=len(ids) == _AT_ONCE)


async def erase_reactions(tx: Writing, who: Who, _now: datetime) -> Done:
    """Leave reactions counted, by nobody: each becomes one more of those that are counted without a name."""
    r = reactions.c
    here = sa.exists().where(messages.c.id == r.message_id, messages.c.community_id == who.community_id)
    some = sa.select(r.message_id, r.emoji).where(r.member_id == who.member_id, here).limit(_AT_ONCE)
    rows = (await tx.connection.execute(some)).all()
    for row in rows:
        same = (r.message_id == row.message_id) & (r.emoji == row.emoji)
        lowest = (await tx.connection.execute(sa.select(sa.func.min(r.member_id)).where(same))).scalar_one()
        change = sa.update(reactions).where(same, r.member_id == who.member_id)
        await tx.connection.execute(change.values(member_id=min(lowest, 0) - 1))
    return Done({"reactions": len(rows)}, more=len(rows) == _AT_ONCE)


async def erase_quotes(tx: Writing, who: Who, now: datetime) -> Done:
    """Take quotes out of every entry, those too whose message is kept no more, with the answers given for them."""
    q, e = quotes.c, entries.c
    here = sa.select(e.id).where(e.community_id == who.community_id)
    mine = (q.author_id == who.member_id) & q.entry_id.in_(here)
    rows = (await tx.connection.execute(sa.select(q.id, q.message_id, q.entry_id).where(mine))).all()
    await forget_message(tx, [row.message_id for row in rows], now)
    await tx.connection.execute(sa.delete(quotes).where(q.id.in_([row.id for row in rows])))
    c = consents.c
    answered = (c.community_id == who.community_id) & (c.member_id == who.member_id) & (c.answered_at <= who.until)
    answers = await tx.connection.execute(sa.delete(consents).where(answered))
    await _ask_without(tx, {row.entry_id for row in rows}, now)
    return Done({"quotes": len(rows), "answers": answers.rowcount})


async def _ask_without(tx: Writing, entry_ids: set[int], now: datetime) -> None:
    """Have the cards that ask for consent corrected: they mention those who are asked."""
    e = entries.c
    query = sa.select(e.id, e.community_id, e.version).where(e.id.in_(entry_ids), e.status == Status.AWAITING.value)
    for row in await tx.connection.execute(query):
        due = Due(CARDS, f"{CARDS}:{row.id}:{row.version}:erased", now, {"entry_id": row.id})
        await put_due(tx, row.community_id, due)
