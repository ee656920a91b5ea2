"""Edits and deletions: of a message's words, of a thread's name, and of everything made from them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from community.messages import Edited, Place
from community.screening import storable
from storage import files, knowhow, ledger
from storage.database import Writing
from storage.ledger import Kind
from storage.messages import reactions
from storage.search.index import index_messages, retitle_conversation, unindex_messages
from storage.sql import add
from storage.summaries import sources_changed
from storage.tables.access import places
from storage.tables.messages import conversations, messages

_AT_ONCE = 500
_DISCORD_BEGAN = datetime(2015, 1, 1, tzinfo=UTC)


def said_at(message_id: int) -> datetime:
    """Give the moment that Discord made an id."""
    return _DISCORD_BEGAN + timedelta(milliseconds=message_id >> 22)


async def edit(tx: Writing, edits: Sequence[Edited]) -> list[int]:
    """Correct messages and what quotes or indexes them; give the ids of those whose words or files changed.

    An older edit never undoes a newer one, and a deleted message stays empty. Messages not kept are left out.
    """
    latest: dict[int, Edited] = {}
    for one in edits:
        there = latest.get(one.id)
        if one.edited_at and (there is None or there.edited_at is None or one.edited_at >= there.edited_at):
            latest[one.id] = one
    if not latest:
        return []
    query = sa.select(messages).where(messages.c.id.in_(list(latest)), messages.c.deleted_at.is_(None))
    newer = []
    for row in (await tx.connection.execute(query)).mappings():
        one = latest[row["id"]]
        if row["edited_at"] is not None and one.edited_at is not None and one.edited_at <= row["edited_at"]:
            continue
        content = storable(one.content)
        change = sa.update(messages).where(messages.c.id == one.id)
        await tx.connection.execute(change.values(content=content, edited_at=one.edited_at))
        newer.append((row, {**row, "content": content, "edited_at": one.edited_at}))
    told = {new["id"]: latest[new["id"]].files for _, new in newer}
    other = await files.change_files(tx, {id_: some for id_, some in told.items() if some is not None})
    changed = [new for old, new in newer if new["content"] != old["content"] or new["id"] in other]
    if changed:
        ids = [row["id"] for row in changed]
        await index_messages(tx, changed)
        for new in changed:
            await knowhow.message_edited(tx, new["id"], new["content"], new["edited_at"])
        await sources_changed(tx, "message", ids)
    return [row["id"] for row in changed]


async def forget(tx: Writing, place: Place, ids: Iterable[int], now: datetime) -> None:
    """Empty deleted messages, with everything that quoted, indexed or counted them.

    Their ids stay, so that a message told of later than its deletion does not come back.
    """
    wanted = sorted(set(ids))
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        await add(tx, messages, [_tombstone(place, id_, now) for id_ in some])
        await empty(tx, some, now)
        await ledger.remember(tx, Kind.MESSAGE, [(id_,) for id_ in some], "gone", now)


def _tombstone(place: Place, id_: int, now: datetime) -> dict[str, object]:
    return {
        "id": id_,
        "community_id": place.community_id,
        "topic_id": place.topic_id,
        "place_id": place.id,
        "seen_in": place.seen_in,
        "conversation_id": place.id if place.is_thread else 0,
        "author_id": 0,
        "by_bot": False,
        "content": "",
        "created_at": said_at(id_),
        "deleted_at": now,
        "attachments": 0,
    }


async def empty(tx: Writing, ids: Sequence[int], now: datetime) -> None:
    """Empty messages, with everything that quoted, indexed or counted them; `forget` writes it into the ledger too."""
    standing = messages.c.id.in_(ids) & messages.c.deleted_at.is_(None)
    await tx.connection.execute(sa.update(messages).where(standing).values(content="", attachments=0, deleted_at=now))
    await reactions.drop(tx, ids)
    await files.drop_files(tx, ids)
    await unindex_messages(tx, ids)
    await knowhow.forget_message(tx, ids, now)
    await sources_changed(tx, "message", ids)


async def forget_thread(tx: Writing, thread_id: int, now: datetime) -> None:
    """Empty a deleted thread: its messages and its name. The message it was opened from stands in its channel."""
    ids = await empty_thread(tx, thread_id, now)
    await ledger.remember(tx, Kind.MESSAGE, [(id_,) for id_ in ids], "gone", now)
    await ledger.remember(tx, Kind.THREAD, [(thread_id,)], "gone", now)


async def empty_thread(tx: Writing, thread_id: int, now: datetime) -> list[int]:
    """Empty a thread, and give the ids of its messages; `forget_thread` writes it into the ledger too."""
    mine = sa.select(messages.c.id).where(messages.c.place_id == thread_id, messages.c.deleted_at.is_(None))
    ids = list((await tx.connection.execute(mine)).scalars())
    for start in range(0, len(ids), _AT_ONCE):
        await empty(tx, ids[start : start + _AT_ONCE], now)
    await tx.connection.execute(sa.update(conversations).where(conversations.c.id == thread_id).values(title=None))
    await tx.connection.execute(sa.update(places).where(places.c.id == thread_id).values(gone=True, name=""))
    known = sa.select(conversations.c.id).where(conversations.c.id == thread_id)
    if (await tx.connection.execute(known)).first() is not None:
        await retitle_conversation(tx, thread_id, None)
        await sources_changed(tx, "conversation", [thread_id])
    return ids


async def rename_thread(tx: Writing, thread_id: int, title: str) -> None:
    """Give a thread's conversation its new name, in the index and in what was made from it too."""
    title = storable(title)
    there = sa.select(conversations.c.title).where(conversations.c.id == thread_id, conversations.c.is_thread)
    row = (await tx.connection.execute(there)).first()
    if row is None or row.title == title:
        return
    await tx.connection.execute(sa.update(conversations).where(conversations.c.id == thread_id).values(title=title))
    await retitle_conversation(tx, thread_id, title)
    await sources_changed(tx, "conversation", [thread_id])
