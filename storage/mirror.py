"""Keeping the mirror of what decides sight: each call brings one part of it into line, writing differences only."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.access import PlaceKind
from community.screening import storable
from community.snapshot import Ground, Person, Role, Snapshot, Spot
from storage import communities, ledger, posts
from storage.database import Reading, Writing
from storage.sql import add, put
from storage.tables.access import member_roles, overwrites, places, roles, thread_members
from storage.tables.communities import communities as grounds
from storage.tables.communities import members
from storage.tables.topics import topics

_AT_ONCE = 500
_THREADS = (PlaceKind.PUBLIC_THREAD.value, PlaceKind.PRIVATE_THREAD.value)
_Row = Mapping[str, Any]


async def align(tx: Writing, snapshot: Snapshot, now: datetime) -> None:
    """Bring the whole mirror of a community into line with a snapshot, and note when it was checked."""
    community_id = snapshot.ground.id
    await align_ground(tx, snapshot.ground)
    await align_roles(tx, community_id, snapshot.roles)
    await align_channels(tx, community_id, snapshot.channels)
    await align_threads(tx, community_id, snapshot.threads)
    await align_people(tx, community_id, snapshot.people)
    for thread_id, inside in snapshot.inside.items():
        await align_inside(tx, thread_id, inside)
    mark = sa.update(grounds).where(grounds.c.id == community_id)
    await tx.connection.execute(mark.values(mirrored_at=now))
    await posts.withdraw_unfit(tx, community_id, now)


async def align_ground(tx: Writing, ground: Ground) -> None:
    """Bring a community's name and owner into line; one that was imported under this id is live from now on."""
    there = await communities.find(tx, ground.id)
    wanted = (storable(ground.name), ground.owner_id, False)
    if there is None or (there.name, there.owner_id, there.imported) != wanted:
        await communities.remember(tx, ground.id, wanted[0], owner_id=ground.owner_id)
    live = sa.update(grounds).where(grounds.c.id == ground.id, grounds.c.imported | ~grounds.c.present)
    await tx.connection.execute(live.values(imported=False, present=True))


async def leave(tx: Writing, community_id: int) -> None:
    """Note that the bot is in a community no more: nothing is known of sight there any longer."""
    mark = sa.update(grounds).where(grounds.c.id == community_id)
    await tx.connection.execute(mark.values(present=False, mirrored_at=None))


async def doubt(tx: Writing, community_id: int) -> None:
    """Note that something of a community was missed: nobody is shown anything of it until it is checked again."""
    await tx.connection.execute(sa.update(grounds).where(grounds.c.id == community_id).values(mirrored_at=None))


async def align_roles(tx: Writing, community_id: int, found: Sequence[Role]) -> None:
    """Bring a community's roles into line; `found` are all of them."""
    wanted = [
        {"community_id": community_id, "id": role.id, "name": role.name, "permissions": role.permissions}
        for role in found
    ]
    await _align(tx, roles, roles.c.community_id == community_id, wanted)
    # Discord tells nobody's change when a role is deleted: whoever held it must not go on as a steward by it.
    gone = member_roles.c.role_id.not_in([role.id for role in found])
    await tx.connection.execute(sa.delete(member_roles).where(member_roles.c.community_id == community_id, gone))


async def align_channels(tx: Writing, community_id: int, found: Sequence[Spot]) -> None:
    """Bring a community's channels and their overwrites into line; `found` are all of them."""
    mine = (places.c.community_id == community_id) & places.c.kind.not_in(_THREADS)
    wanted = [_place(community_id, spot) for spot in found]
    gone = await _differences(tx, places, mine, wanted)
    lost = [key[0] for key, row in gone.items() if not row["gone"]]
    if lost:
        await tx.connection.execute(sa.update(places).where(places.c.id.in_(lost)).values(gone=True))
    here = overwrites.c.place_id.in_(sa.select(places.c.id).where(mine))
    bits = [
        {"place_id": spot.id, "target_id": one.target_id, "allow": one.allow, "deny": one.deny}
        for spot in found
        for one in spot.overwrites
    ]
    await _align(tx, overwrites, here, bits)


async def align_threads(tx: Writing, community_id: int, found: Iterable[Spot]) -> None:
    """Bring threads into line, of those channels that are topics; threads that are not named stay as they are."""
    known = sa.select(topics.c.id).where(topics.c.community_id == community_id)
    tended = set((await tx.connection.execute(known)).scalars())
    wanted = [_place(community_id, spot) for spot in found if spot.parent_id in tended]
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        await _differences(tx, places, places.c.id.in_([row["id"] for row in some]), some)


def _place(community_id: int, spot: Spot) -> dict[str, Any]:
    return {
        "id": spot.id,
        "community_id": community_id,
        "kind": spot.kind.value,
        "parent_id": spot.parent_id,
        "name": storable(spot.name),
        "archived": spot.archived,
        "gone": False,
    }


async def lose_place(tx: Writing, place_id: int) -> None:
    """Note that a channel or thread is gone, or out of the bot's own sight: nobody is shown it any more."""
    await tx.connection.execute(sa.update(places).where(places.c.id == place_id).values(gone=True))


async def is_mirrored(tx: Reading, place_id: int) -> bool:
    """Say whether a place is there in the mirror, and not gone."""
    query = sa.select(places.c.id).where(places.c.id == place_id, ~places.c.gone)
    return (await tx.connection.execute(query)).first() is not None


async def align_inside(tx: Writing, thread_id: int, inside: Collection[int]) -> None:
    """Bring the members of a private thread into line; a thread that is not mirrored is left out."""
    if await _is_private(tx, thread_id):
        wanted = [{"place_id": thread_id, "member_id": id_} for id_ in inside]
        await _align(tx, thread_members, thread_members.c.place_id == thread_id, wanted)


async def change_inside(tx: Writing, thread_id: int, added: Collection[int], removed: Collection[int]) -> None:
    """Let members into a mirrored private thread, and others out."""
    if await _is_private(tx, thread_id):
        await add(tx, thread_members, [{"place_id": thread_id, "member_id": id_} for id_ in added])
        out = (thread_members.c.place_id == thread_id) & thread_members.c.member_id.in_(list(removed))
        await tx.connection.execute(sa.delete(thread_members).where(out))


async def _is_private(tx: Reading, thread_id: int) -> bool:
    kind = (await tx.connection.execute(sa.select(places.c.kind).where(places.c.id == thread_id))).scalar()
    return bool(kind == PlaceKind.PRIVATE_THREAD.value)


async def open_threads(tx: Reading, community_id: int) -> dict[int, bool]:
    """Give the threads last known as not archived, by id, and whether each is private."""
    query = sa.select(places.c.id, places.c.kind).where(
        places.c.community_id == community_id, places.c.kind.in_(_THREADS), ~places.c.archived, ~places.c.gone
    )
    return {row.id: row.kind == PlaceKind.PRIVATE_THREAD.value for row in await tx.connection.execute(query)}


async def align_people(tx: Writing, community_id: int, found: Sequence[Person]) -> None:
    """Bring a community's members and their roles into line; `found` are all of them, those who left stay known."""
    mine = members.c.community_id == community_id
    gone = await _differences(tx, members, mine, await _members(tx, community_id, found))
    left = [key[1] for key, row in gone.items() if row["present"]]
    for start in range(0, len(left), _AT_ONCE):
        some = mine & members.c.id.in_(left[start : start + _AT_ONCE])
        await tx.connection.execute(sa.update(members).where(some).values(present=False))
        here = sa.select(places.c.id).where(places.c.community_id == community_id)
        inside = thread_members.c.member_id.in_(left[start : start + _AT_ONCE]) & thread_members.c.place_id.in_(here)
        await tx.connection.execute(sa.delete(thread_members).where(inside))
    await _align(tx, member_roles, member_roles.c.community_id == community_id, _held(community_id, found))


async def align_person(tx: Writing, community_id: int, person: Person) -> None:
    """Bring one member and their roles into line."""
    mine = (members.c.community_id == community_id) & (members.c.id == person.id)
    await _differences(tx, members, mine, await _members(tx, community_id, [person]))
    held = (member_roles.c.community_id == community_id) & (member_roles.c.member_id == person.id)
    await _align(tx, member_roles, held, _held(community_id, [person]))


async def lose_person(tx: Writing, community_id: int, member_id: int) -> None:
    """Note that somebody left: they see nothing, hold no role and are in no private thread any more."""
    mine = (members.c.community_id == community_id) & (members.c.id == member_id)
    await tx.connection.execute(sa.update(members).where(mine).values(present=False))
    held = (member_roles.c.community_id == community_id) & (member_roles.c.member_id == member_id)
    await tx.connection.execute(sa.delete(member_roles).where(held))
    here = sa.select(places.c.id).where(places.c.community_id == community_id)
    inside = (thread_members.c.member_id == member_id) & thread_members.c.place_id.in_(here)
    await tx.connection.execute(sa.delete(thread_members).where(inside))


async def _members(tx: Reading, community_id: int, found: Sequence[Person]) -> list[dict[str, Any]]:
    """Give the rows of members; those who were erased are there for their sight alone, without a name."""
    erased = await ledger.nameless(tx, community_id, [person.id for person in found])
    return [
        {
            "community_id": community_id,
            "id": person.id,
            "display_name": "" if person.id in erased else storable(person.name),
            "is_bot": person.is_bot,
            "present": True,
        }
        for person in found
    ]


def _held(community_id: int, found: Iterable[Person]) -> list[dict[str, Any]]:
    return [
        {"community_id": community_id, "member_id": person.id, "role_id": role_id}
        for person in found
        for role_id in person.role_ids
    ]


async def _align(tx: Writing, table: sa.Table, mine: sa.ColumnElement[bool], wanted: Sequence[_Row]) -> None:
    """Make the rows of `mine` exactly the wanted ones."""
    for key in await _differences(tx, table, mine, wanted):
        columns = zip(table.primary_key.columns, key, strict=True)
        await tx.connection.execute(sa.delete(table).where(*(column == value for column, value in columns)))


async def _differences(
    tx: Writing, table: sa.Table, mine: sa.ColumnElement[bool], wanted: Sequence[_Row]
) -> dict[tuple[Any, ...], _Row]:
    """Write the wanted rows that are new or differ, and give those of `mine` that are not wanted, by key."""
    key = [column.name for column in table.primary_key.columns]
    there = {
        tuple(row[name] for name in key): row
        for row in (await tx.connection.execute(sa.select(table).where(mine))).mappings()
    }
    changed = []
    for row in wanted:
        held = there.pop(tuple(row[name] for name in key), None)
        if held is None or any(held[name] != value for name, value in row.items()):
            changed.append(row)
    await put(tx, table, changed)
    return dict(there)
