"""Making room for what an export holds: its community, its channels as open topics, its threads and its people."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.access import PlaceKind
from community.exports import Export, Person
from community.screening import storable
from storage import communities, ledger, messages
from storage.database import Reading, Writing
from storage.sql import add, put
from storage.tables.access import places, thread_members
from storage.tables.communities import members
from storage.tables.messages import conversations
from storage.tables.topics import topics


async def held_elsewhere(tx: Reading, community_id: int, exports: Sequence[Export]) -> set[int]:
    """Give the places among these that another community holds already."""
    ids = {id_ for export in exports for id_ in (export.place.id, export.place.topic_id)}
    query = sa.select(places.c.id).where(places.c.id.in_(ids), places.c.community_id != community_id)
    return set((await tx.connection.execute(query)).scalars())


async def make_room(tx: Writing, community_id: int, exports: Sequence[Export], now: datetime) -> None:
    """Make the community, topics, threads and members of some files, or bring their names up to date."""
    if exports:
        await _community(tx, community_id, storable(exports[0].guild))
        await _topics(tx, community_id, exports, now)
        await _threads(tx, community_id, exports)
        await _people(tx, community_id, (person for export in exports for person in export.people))


async def _community(tx: Writing, community_id: int, name: str) -> None:
    if await communities.find(tx, community_id) is None:
        await communities.remember(tx, community_id, name, imported=True)


async def _topics(tx: Writing, community_id: int, exports: Sequence[Export], now: datetime) -> None:
    ground: dict[int, dict[str, Any]] = {}
    told: dict[int, dict[str, Any]] = {}
    for export in exports:
        row = {
            "community_id": community_id,
            "id": export.place.topic_id,
            "kind": export.parent_kind.value,
            "parent_id": None,
            "name": storable(export.topic_name),
            "archived": False,
            "gone": False,
        }
        # A channel's own file knows what it is; its threads' files only guess.
        (ground if export.kind.is_thread else told)[export.place.topic_id] = row
    await add(tx, places, list(ground.values()))
    await put(tx, places, list(told.values()))
    rows = [
        {"community_id": community_id, "id": row["id"], "name": row["name"], "status": "open", "opened_at": now}
        for row in (ground | told).values()
    ]
    await put(tx, topics, rows, keep=["status", "opened_at"])


async def _threads(tx: Writing, community_id: int, exports: Sequence[Export]) -> None:
    threads = {export.place.id: export for export in exports if export.kind.is_thread}
    rows = [
        {
            "community_id": community_id,
            "id": export.place.id,
            "kind": export.kind.value,
            "parent_id": export.place.topic_id,
            "name": storable(export.place.title or ""),
            "archived": False,
            "gone": False,
        }
        for export in threads.values()
    ]
    await put(tx, places, rows)
    private = [export for export in threads.values() if export.kind is PlaceKind.PRIVATE_THREAD]
    erased = set(await ledger.known(tx, community_id, {member for export in private for member in export.writers}))
    inside = [
        {"place_id": export.place.id, "member_id": member}
        for export in private
        for member in sorted(set(export.writers) - erased)
    ]
    await add(tx, thread_members, inside)
    query = sa.select(conversations.c.id, conversations.c.title).where(
        conversations.c.id.in_(list(threads)), conversations.c.is_thread
    )
    for row in (await tx.connection.execute(query)).all():
        await messages.rename_thread(tx, row.id, threads[row.id].place.title or "")


async def _people(tx: Writing, community_id: int, people: Iterable[Person]) -> None:
    rows = {
        person.id: {
            "community_id": community_id,
            "id": person.id,
            "display_name": storable(person.name),
            "is_bot": person.is_bot,
            "present": True,
        }
        for person in people
    }
    erased = await ledger.nameless(tx, community_id, rows)
    await put(tx, members, [row for id_, row in rows.items() if id_ not in erased])


async def conversations_in(tx: Reading, place_ids: Sequence[int]) -> int:
    """Count the conversations that stand in these places."""
    total = 0
    for start in range(0, len(place_ids), 500):
        here = conversations.c.place_id.in_(place_ids[start : start + 500])
        total += (await tx.connection.execute(sa.select(sa.func.count()).where(here))).scalar_one()
    return total
