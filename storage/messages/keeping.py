"""Keeping messages: a batch at a time, each once, whatever came before."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from community.conversations import Talk
from community.messages import Edited, Place, Said
from community.screening import storable
from storage import files, ledger
from storage.database import Writing
from storage.messages import reactions, talk
from storage.messages.changes import edit
from storage.messages.left_out import left_out
from storage.messages.threads import Row, remember_conversations
from storage.search.index import index_messages
from storage.slices import sliced
from storage.sql import add
from storage.tables.base import Moment
from storage.tables.communities import members
from storage.tables.messages import messages


async def keep(tx: Writing, said: Sequence[Said]) -> list[int]:
    """Keep messages, up to a few hundred a call, and give the ids of those that were not there.

    NHS numbers are masked. A message that is there is brought up to date if these words are newer; one that was
    deleted stays deleted, what the ledger says is erased stays away, and nothing comes in of threads that are left out.
    Who wrote is remembered as a member who is not present, unless known.
    """
    latest: dict[int, Said] = {}
    secret = await left_out(tx, (one.place.id for one in said if one.place.is_thread))
    for one in said if not secret else [one for one in said if one.place.id not in secret]:
        there = latest.get(one.id)
        if there is None or _edited(one) > _edited(there):
            latest[one.id] = one
    m = messages.c
    query = sa.select(m.id, m.edited_at, m.deleted_at).where(m.id.in_(list(latest)))
    known = {row.id: row for row in await tx.connection.execute(query)}
    changed = [
        Edited(one.id, one.content, one.edited_at, one.files)
        for one in latest.values()
        if one.edited_at and one.id in known and known[one.id].edited_at != one.edited_at
    ]
    if changed:
        await edit(tx, changed)
    fresh = [one for one in latest.values() if one.id not in known]
    looked = await ledger.look(tx, fresh)
    fresh = [one for one in fresh if one.id not in looked.refused]
    if fresh:
        await _add(tx, fresh)
        await _know_again(tx, fresh, looked)
    new = {one.id for one in fresh}
    living = {id_ for id_, row in known.items() if row.deleted_at is None}
    standing = [one for one in latest.values() if one.id in new or one.id in living]
    await reactions.tell(tx, standing, new=new)
    return sorted(new)


def _edited(one: Said) -> tuple[bool, datetime]:
    """Order what is told about one message: an edit comes after the message as first written, whatever the clocks."""
    return one.edited_at is not None, one.edited_at or one.created_at


async def _add(tx: Writing, fresh: Sequence[Said]) -> None:
    late: dict[int, talk.Span] = {}
    in_conversation: dict[int, int] = {}
    for place, group in _by_place(fresh).items():
        if place.is_thread:
            in_conversation.update({one.id: place.id for one in group})
            continue
        given, span = await talk.place(tx, place.id, [_as_talk(one) for one in group])
        in_conversation.update(given)
        if span is not None:
            late[place.id] = span
    rows = [_row(one, in_conversation[one.id]) async for one in sliced(fresh)]
    await _remember_authors(tx, fresh)
    await _insert(tx, rows)
    await files.put_files(tx, {one.id: one.files for one in fresh if one.files})
    titles = {one.place.id: one.place.title for one in fresh if one.place.is_thread}
    await remember_conversations(tx, [row for row in rows if row["conversation_id"]], titles)
    await index_messages(tx, [row for row in rows if row["conversation_id"]])
    for place_id, span in late.items():
        await talk.cut_again(tx, place_id, span)


async def _insert(tx: Writing, rows: Sequence[Row]) -> None:
    if tx.is_postgres:
        await tx.connection.execute(sa.insert(messages), rows)
        return
    # Straight to the driver: naming every column of every row takes longer than writing them.
    columns = tuple(rows[0])
    moments = [name for name in columns if isinstance(messages.c[name].type, Moment)]
    statement = f"INSERT INTO messages ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608 - our own columns' names
    await tx.connection.exec_driver_sql(
        statement, [tuple({**row, **{name: _as_sqlite(row[name]) for name in moments}}.values()) for row in rows]
    )


def _as_sqlite(moment: datetime | None) -> str | None:
    """Give a moment as its column stores it on SQLite: as text in UTC, without its zone."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _by_place(fresh: Iterable[Said]) -> dict[Place, list[Said]]:
    groups: dict[Place, list[Said]] = defaultdict(list)
    for one in fresh:
        groups[one.place].append(one)
    return groups


def _as_talk(one: Said) -> Talk:
    return Talk(one.id, one.author_id, one.created_at, one.reply_to, one.by_bot)


def _row(one: Said, conversation_id: int) -> Row:
    return {
        "id": one.id,
        "community_id": one.place.community_id,
        "topic_id": one.place.topic_id,
        "place_id": one.place.id,
        "seen_in": one.place.seen_in,
        "conversation_id": conversation_id,
        "author_id": one.author_id,
        "by_bot": one.by_bot,
        "content": storable(one.content),
        "created_at": one.created_at,
        "edited_at": one.edited_at,
        "reply_to": one.reply_to,
        "attachments": one.attachments,
    }


async def _remember_authors(tx: Writing, fresh: Sequence[Said]) -> None:
    authors = {(one.place.community_id, one.author_id): one.author_name for one in fresh if not one.by_bot}
    rows: list[dict[str, Any]] = [
        {"community_id": community, "id": id_, "display_name": storable(name), "is_bot": False, "present": False}
        for (community, id_), name in authors.items()
    ]
    await add(tx, members, rows)


async def _know_again(tx: Writing, fresh: Sequence[Said], looked: ledger.Looked) -> None:
    """Remember the names of those again who were erased and have written here since."""
    latest = {(one.place.community_id, one.author_id): one for one in fresh if not one.by_bot}
    for community_id, member_id in latest.keys() & looked.nameless:
        one = latest[community_id, member_id]
        await ledger.returned(tx, community_id, member_id, one.created_at)
        mine = (members.c.community_id == community_id) & (members.c.id == member_id)
        await tx.connection.execute(sa.update(members).where(mine).values(display_name=storable(one.author_name)))
