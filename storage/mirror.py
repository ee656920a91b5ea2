"""Keeping the mirror of what decides sight: each call brings one part of it into line, writing differences only."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.access import PlaceKind
from community.screening import storable
from community.snapshot import Ground, Person, Role, Snapshot, Spot
from storage import coffee, communities, ledger, posts, profiles
from storage.database import Reading, Writing
from storage.sessions import welcome_back
from storage.sql import add, put
from storage.tables.access import member_roles, overwrites, places, roles, thread_members
from storage.tables.communities import communities as grounds
from storage.tables.communities import members
from storage.tables.topics import topics

_AT_ONCE = 500
_THREADS = (PlaceKind.PUBLIC_THREAD.value, PlaceKind.PRIVATE_THREAD.value)
_Row = Mapping[str, Any]
_Key = tuple[Any, ...]


async def align(tx: Writing, snapshot: Snapshot, now: datetime) -> None:
    """Bring the whole mirror of a community into line with a snapshot, and note when it was checked."""
    community_id = snapshot.ground.id
    await align_ground(tx, snapshot.ground)
    await align_roles(tx, community_id, snapshot.roles)
    await align_channels(tx, community_id, snapshot.channels)
    await align_threads(tx, community_id, snapshot.threads)
    await align_people(tx, community_id, snapshot.people, now)
    await _let_out_who_joined(tx, snapshot)
    for thread_id, inside in snapshot.inside.items():
        await align_inside(tx, thread_id, inside)
    mark = sa.update(grounds).where(grounds.c.id == community_id)
    await tx.connection.execute(mark.values(mirrored_at=now))
    tx.sight_changed(community_id)
    await posts.withdraw_changed(tx, now)


async def align_ground(tx: Writing, ground: Ground) -> None:
    """Bring a community's name and owner into line; one that was imported under this id is live from now on."""
    there = await communities.find(tx, ground.id)
    wanted = (storable(ground.name), ground.owner_id, False)
    if there is None or (there.name, there.owner_id, there.imported) != wanted:
        await communities.remember(tx, ground.id, wanted[0], owner_id=ground.owner_id)
        tx.sight_changed(ground.id)
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
    if await _align(tx, roles, roles.c.community_id == community_id, wanted, but={"name"}):
        tx.sight_changed(community_id)
    # Discord tells nobody's change when a role is deleted: whoever held it must not go on as a steward by it.
    gone = member_roles.c.role_id.not_in([role.id for role in found])
    await tx.connection.execute(sa.delete(member_roles).where(member_roles.c.community_id == community_id, gone))


async def align_channels(tx: Writing, community_id: int, found: Sequence[Spot]) -> None:
    """Bring a community's channels and their overwrites into line; `found` are all of them."""
    mine = (places.c.community_id == community_id) & places.c.kind.not_in(_THREADS)
    wanted = [_place(community_id, spot) for spot in found]
    changed, gone = await _differences(tx, places, mine, wanted, but={"name", "archived"})
    lost = [key[0] for key, row in gone.items() if not row["gone"]]
    if lost:
        await tx.connection.execute(sa.update(places).where(places.c.id.in_(lost)).values(gone=True))
    here = overwrites.c.place_id.in_(sa.select(places.c.id).where(mine))
    bits = [
        {"place_id": spot.id, "target_id": one.target_id, "allow": one.allow, "deny": one.deny}
        for spot in found
        for one in spot.overwrites
    ]
    if await _align(tx, overwrites, here, bits) or changed or lost:
        tx.sight_changed(community_id)


async def align_threads(tx: Writing, community_id: int, found: Iterable[Spot]) -> None:
    """Bring threads into line, of those channels that are topics; threads that are not named stay as they are."""
    known = sa.select(topics.c.id).where(topics.c.community_id == community_id)
    tended = set((await tx.connection.execute(known)).scalars())
    wanted = [_place(community_id, spot) for spot in found if spot.parent_id in tended]
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        there = places.c.id.in_([row["id"] for row in some])
        changed, _ = await _differences(tx, places, there, some, but={"name", "archived"})
        if changed:
            tx.sight_changed(community_id)


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
    lost = sa.update(places).where(places.c.id == place_id).values(gone=True).returning(places.c.community_id)
    for community_id in (await tx.connection.execute(lost)).scalars():
        tx.sight_changed(community_id)


async def is_mirrored(tx: Reading, place_id: int) -> bool:
    """Say whether a place is there in the mirror, and not gone."""
    query = sa.select(places.c.id).where(places.c.id == place_id, ~places.c.gone)
    return (await tx.connection.execute(query)).first() is not None


async def align_inside(tx: Writing, thread_id: int, inside: Collection[int]) -> None:
    """Bring the members of a private thread into line; a thread that is not mirrored is left out."""
    community_id = await _community_of_private(tx, thread_id)
    if community_id is not None:
        wanted = [{"place_id": thread_id, "member_id": id_} for id_ in inside]
        changed = await _align(tx, thread_members, thread_members.c.place_id == thread_id, wanted)
        tx.sight_changed(community_id, [key[1] for key in changed])


async def change_inside(tx: Writing, thread_id: int, added: Collection[int], removed: Collection[int]) -> None:
    """Let members into a mirrored private thread, and others out."""
    community_id = await _community_of_private(tx, thread_id)
    if community_id is not None:
        tx.sight_changed(community_id, {*added, *removed})
        await add(tx, thread_members, [{"place_id": thread_id, "member_id": id_} for id_ in added])
        out = (thread_members.c.place_id == thread_id) & thread_members.c.member_id.in_(list(removed))
        await tx.connection.execute(sa.delete(thread_members).where(out))


async def _community_of_private(tx: Reading, thread_id: int) -> int | None:
    """Give the community of a private thread; None for one that is not mirrored, and for any other place."""
    private = (places.c.id == thread_id) & (places.c.kind == PlaceKind.PRIVATE_THREAD.value)
    found: int | None = (await tx.connection.execute(sa.select(places.c.community_id).where(private))).scalar()
    return found


async def open_threads(tx: Reading, community_id: int) -> dict[int, bool]:
    """Give the threads last known as not archived, by id, and whether each is private."""
    query = sa.select(places.c.id, places.c.kind).where(
        places.c.community_id == community_id, places.c.kind.in_(_THREADS), ~places.c.archived, ~places.c.gone
    )
    return {row.id: row.kind == PlaceKind.PRIVATE_THREAD.value for row in await tx.connection.execute(query)}


async def align_people(tx: Writing, community_id: int, found: Sequence[Person], now: datetime) -> None:
    """Bring a community's members and their roles into line; `found` are all of them, those who left stay known."""
    mine = members.c.community_id == community_id
    back = await _back(tx, community_id, found)
    _, gone = await _differences(tx, members, mine, await _members(tx, community_id, found))
    left = [key[1] for key, row in gone.items() if row["present"]]
    for start in range(0, len(left), _AT_ONCE):
        some = mine & members.c.id.in_(left[start : start + _AT_ONCE])
        await tx.connection.execute(sa.update(members).where(some).values(present=False))
        await _say_farewell(tx, community_id, left[start : start + _AT_ONCE])
    await _align(tx, member_roles, member_roles.c.community_id == community_id, _held(community_id, found))
    await welcome_back(tx, community_id, back, now)


async def _back(tx: Reading, community_id: int, found: Iterable[Person]) -> set[int]:
    """Give those of these members who are known as gone."""
    gone = sa.select(members.c.id).where(members.c.community_id == community_id, ~members.c.present)
    return set((await tx.connection.execute(gone)).scalars()) & {person.id for person in found}


async def _let_out_who_joined(tx: Writing, snapshot: Snapshot) -> None:
    """Let those out of every private thread who joined since its members were last asked for.

    They may have left before, untold: nobody is in a thread any longer who comes back. Threads whose members were asked
    for just now are brought into line afterwards.
    """
    since = snapshot.asked_since
    new = [one.id for one in snapshot.people if since is None or one.joined_at is None or one.joined_at >= since]
    for start in range(0, len(new), _AT_ONCE):
        await let_out(tx, snapshot.ground.id, new[start : start + _AT_ONCE])


async def let_out(tx: Writing, community_id: int, member_ids: Sequence[int]) -> None:
    """Let members out of every private thread of a community."""
    here = sa.select(places.c.id).where(places.c.community_id == community_id)
    inside = thread_members.c.member_id.in_(member_ids) & thread_members.c.place_id.in_(here)
    await tx.connection.execute(sa.delete(thread_members).where(inside))


async def align_some(
    tx: Writing, community_id: int, found: Sequence[Person], left: Collection[int] = (), *, now: datetime
) -> None:
    """Bring some members and their roles into line.

    Those who left see nothing, hold no role and are in no private thread any more.
    """
    back = await _back(tx, community_id, found) if found else set()
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        ids = [person.id for person in some]
        mine = (members.c.community_id == community_id) & members.c.id.in_(ids)
        changed, _ = await _differences(tx, members, mine, await _members(tx, community_id, some), but={"display_name"})
        held = (member_roles.c.community_id == community_id) & member_roles.c.member_id.in_(ids)
        changed |= await _align(tx, member_roles, held, _held(community_id, some))
        tx.sight_changed(community_id, [key[1] for key in changed])
    await welcome_back(tx, community_id, back, now)
    gone = sorted(left)
    for start in range(0, len(gone), _AT_ONCE):
        await _lose(tx, community_id, gone[start : start + _AT_ONCE])


async def _lose(tx: Writing, community_id: int, member_ids: Sequence[int]) -> None:
    mine = (members.c.community_id == community_id) & members.c.id.in_(member_ids)
    await tx.connection.execute(sa.update(members).where(mine).values(present=False))
    held = (member_roles.c.community_id == community_id) & member_roles.c.member_id.in_(member_ids)
    await tx.connection.execute(sa.delete(member_roles).where(held))
    await _say_farewell(tx, community_id, member_ids)


async def _say_farewell(tx: Writing, community_id: int, member_ids: Sequence[int]) -> None:
    """Let those who left out of every private thread, and forget what was only of use while they were here."""
    await let_out(tx, community_id, member_ids)
    await profiles.forget(tx, community_id, member_ids)
    await coffee.leave(tx, community_id, member_ids)


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


async def _align(
    tx: Writing, table: sa.Table, mine: sa.ColumnElement[bool], wanted: Sequence[_Row], *, but: Collection[str] = ()
) -> set[_Key]:
    """Make the rows of `mine` exactly the wanted ones; give the keys that came, went, or differ in other than `but`."""
    changed, gone = await _differences(tx, table, mine, wanted, but=but)
    if gone:
        this = sa.and_(*(column == sa.bindparam(f"old_{column.name}") for column in table.primary_key.columns))
        names = [f"old_{column.name}" for column in table.primary_key.columns]
        await tx.connection.execute(sa.delete(table).where(this), [dict(zip(names, key, strict=True)) for key in gone])
    return changed | gone.keys()


async def _differences(
    tx: Writing, table: sa.Table, mine: sa.ColumnElement[bool], wanted: Sequence[_Row], *, but: Collection[str] = ()
) -> tuple[set[_Key], dict[_Key, _Row]]:
    """Write the wanted rows that are new or differ, and give those of `mine` that are not wanted, by key.

    Gives, before these, the keys of those that are new or differ in more than the columns `but`.
    """
    key = [column.name for column in table.primary_key.columns]
    there = {
        tuple(row[name] for name in key): row
        for row in (await tx.connection.execute(sa.select(table).where(mine))).mappings()
    }
    written: list[_Row] = []
    changed: set[_Key] = set()
    for row in wanted:
        this = tuple(row[name] for name in key)
        held = there.pop(this, None)
        differ = {name for name, value in row.items() if held is None or held[name] != value}
        if differ:
            written.append(row)
        if held is None or differ - set(but):
            changed.add(this)
    await put(tx, table, written)
    return changed, dict(there)
