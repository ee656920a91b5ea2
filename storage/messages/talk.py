"""Talk outside threads, kept cut into conversations by the rule of `community.conversations`.

Most talk arrives in order and is placed by the last few messages. What comes late, or loses its first message to a
thread, has its channel cut again from there on, as far as the change reaches.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.conversations import GAP, RECENT, Placed, Talk, cut
from storage.database import Reading, Writing
from storage.search.index import index_messages
from storage.summaries import sources_changed
from storage.tables.messages import conversations, messages

_AT_ONCE = 500
m = messages.c
_TALK = (m.id, m.author_id, m.created_at, m.reply_to, m.by_bot)
_thread = conversations.alias("thread")
_PLAIN = sa.and_(
    m.author_id != 0,  # a deletion heard of before its message says nothing of who talks
    ~sa.exists().where(_thread.c.id == m.id, _thread.c.is_thread),
)
"""Talk that stays in the channel: a message with a thread of its own belongs to the thread's conversation."""


Span = tuple[datetime, datetime]


async def place(tx: Reading, place_id: int, new: Sequence[Talk]) -> tuple[dict[int, int], Span | None]:
    """Give the conversation of each new message, and, if some came late, the span to cut the channel again over.

    Those that wait to be cut again are given 0.
    """
    own = await _with_thread(tx, [one.id for one in new])
    given = {id_: id_ for id_ in own}
    plain = [one for one in new if one.id not in own]
    if not plain:
        return given, None
    since = min(one.at for one in plain)
    query = sa.select(m.created_at).where(m.place_id == place_id, m.author_id != 0)
    latest = (await tx.connection.execute(query.order_by(m.created_at.desc()).limit(1))).scalar()
    if latest is not None and latest >= since:
        return given | {one.id: 0 for one in plain}, (since, max(one.at for one in plain))
    before = await _before(tx, place_id, since) if latest is not None and since - latest <= GAP else []
    return given | cut(plain, before=before, answered=await _answered(tx, place_id, plain)), None


async def cut_again(tx: Writing, place_id: int, span: Span) -> None:
    """Cut a channel's talk again from a span's start on, over its end, until nothing changes any more."""
    starts = [span]
    while starts:
        since, until = starts.pop(0)
        talk, there = await _run(tx, place_id, since, until)
        if not talk:
            continue
        before = await _before(tx, place_id, talk[0].at)
        given = cut(talk, before=before, answered=await _answered(tx, place_id, talk))
        changed = {id_: conversation for id_, conversation in given.items() if there[id_] != conversation}
        if changed:
            await move(tx, changed, were={there[id_] for id_ in changed})
            starts += await _answers_after(tx, place_id, changed, talk[-1].at)


async def lend_to_thread(tx: Writing, message_id: int) -> None:
    """Move the message that a thread was opened from into the thread's conversation, and cut what followed it again."""
    row = (await tx.connection.execute(sa.select(messages).where(m.id == message_id))).first()
    if row is None or row.place_id == message_id:
        return
    if row.conversation_id != message_id:
        await move(tx, {message_id: message_id})
    after = await _answers_after(tx, row.place_id, {message_id: message_id}, row.created_at)
    for span in [(row.created_at, row.created_at), *after]:
        await cut_again(tx, row.place_id, span)


async def _run(tx: Reading, place_id: int, since: datetime, until: datetime) -> tuple[list[Talk], dict[int, int]]:
    """Give talk from `since` on, up to the first silence after `until`, and the conversations it is in now."""
    talk: list[Talk] = []
    there: dict[int, int] = {}
    heard = until
    query = sa.select(*_TALK, m.conversation_id).where(m.place_id == place_id, m.created_at >= since, _PLAIN)
    rows = await tx.connection.stream(query.order_by(m.created_at, m.id))
    async for row in rows:
        if row.created_at - heard > GAP:
            break
        if not row.by_bot:
            heard = max(heard, row.created_at)
        talk.append(Talk(*row[:5]))
        there[row.id] = row.conversation_id
    await rows.close()
    return talk, there


async def _before(tx: Reading, place_id: int, at: datetime) -> list[Placed]:
    query = sa.select(*_TALK, m.conversation_id).where(
        m.place_id == place_id, m.created_at < at, m.created_at >= at - GAP, ~m.by_bot, m.conversation_id != 0, _PLAIN
    )
    rows = await tx.connection.execute(query.order_by(m.created_at.desc(), m.id.desc()).limit(RECENT))
    return [Placed(Talk(*row[:5]), row.conversation_id) for row in rows]


async def _answered(tx: Reading, place_id: int, talk: Sequence[Talk]) -> list[Placed]:
    wanted = list({one.reply_to for one in talk if one.reply_to is not None} - {one.id for one in talk})
    placed: list[Placed] = []
    for start in range(0, len(wanted), _AT_ONCE):
        query = sa.select(*_TALK, m.conversation_id).where(
            m.id.in_(wanted[start : start + _AT_ONCE]), m.place_id == place_id, m.conversation_id != 0, _PLAIN
        )
        placed += [Placed(Talk(*row[:5]), row.conversation_id) for row in await tx.connection.execute(query)]
    return placed


async def _answers_after(tx: Reading, place_id: int, changed: Mapping[int, int], after: datetime) -> list[Span]:
    """Give where replies to what changed stand, after the run that was cut."""
    ids = list(changed)
    found: set[datetime] = set()
    for start in range(0, len(ids), _AT_ONCE):
        query = sa.select(m.created_at).where(
            m.place_id == place_id, m.created_at > after, m.reply_to.in_(ids[start : start + _AT_ONCE])
        )
        found.update((await tx.connection.execute(query)).scalars())
    return [(at, at) for at in sorted(found)]


async def _with_thread(tx: Reading, ids: Sequence[int]) -> set[int]:
    query = sa.select(conversations.c.id).where(conversations.c.id.in_(ids), conversations.c.is_thread)
    return set((await tx.connection.execute(query)).scalars())


async def move(tx: Writing, to: Mapping[int, int], were: set[int] | None = None) -> None:
    """Move messages to other conversations, and make, stretch, shrink or drop the conversations left and joined."""
    ids = list(to)
    if were is None:
        rows = await tx.connection.execute(sa.select(m.conversation_id).where(m.id.in_(ids)))
        were = set(rows.scalars())
    change = sa.update(messages).where(m.id == sa.bindparam("message")).values(conversation_id=sa.bindparam("to"))
    await tx.connection.execute(change, [{"message": id_, "to": conversation} for id_, conversation in to.items()])
    await _span(tx, (were | set(to.values())) - {0})
    for start in range(0, len(ids), _AT_ONCE):
        rows_now = await tx.connection.execute(sa.select(messages).where(m.id.in_(ids[start : start + _AT_ONCE])))
        await index_messages(tx, [dict(row) for row in rows_now.mappings()])


async def _span(tx: Writing, ids: set[int]) -> None:
    """Bring what stands about conversations into line with the messages they hold."""
    c = conversations.c
    for id_ in sorted(ids):
        held = sa.select(
            m.community_id, m.topic_id, m.place_id, m.seen_in, sa.func.min(m.created_at), sa.func.max(m.created_at)
        ).where(m.conversation_id == id_, ~m.by_bot, m.author_id != 0)
        row = (await tx.connection.execute(held.group_by(m.community_id, m.topic_id, m.place_id, m.seen_in))).first()
        there = (await tx.connection.execute(sa.select(c.is_thread).where(c.id == id_))).first()
        if row is None:
            if there is not None and not there.is_thread:
                await tx.connection.execute(sa.delete(conversations).where(c.id == id_))
                await sources_changed(tx, "conversation", [id_])
        elif there is None:
            values: dict[str, Any] = dict(
                zip(("community_id", "topic_id", "place_id", "seen_in", "started_at", "last_at"), row, strict=True)
            )
            made = {"id": id_, "is_thread": False, "title": None, **values}
            await tx.connection.execute(sa.insert(conversations), [made])
        elif not there.is_thread:
            change = sa.update(conversations).where(c.id == id_)
            await tx.connection.execute(change.values(started_at=row[4], last_at=row[5]))
