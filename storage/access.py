"""The mirror of what decides sight, as remembered; `community.access` decides on what this gives."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa

from community import access
from community.access import Channel, Mirror, Overwrite, PlaceKind, PrivateThread, Viewer
from storage.database import Reading
from storage.tables.access import member_roles, overwrites, places, roles, thread_members
from storage.tables.communities import communities, members


async def mirror_of(
    tx: Reading, community_id: int, *, with_viewers: bool = True, only: Collection[int] | None = None
) -> Mirror:
    """Give the community's mirror; with every member in it where an audience is to be asked about, or `only` some."""
    community = (await tx.connection.execute(sa.select(communities).where(communities.c.id == community_id))).first()
    if community is None:
        return Mirror(community_id, None, {}, {}, {})
    role_rows = await tx.connection.execute(
        sa.select(roles.c.id, roles.c.permissions).where(roles.c.community_id == community_id)
    )
    channels = await _channels(tx, community_id)
    return Mirror(
        community_id=community_id,
        owner_id=community.owner_id,
        role_permissions={row.id: row.permissions for row in role_rows},
        channels=channels,
        private_threads=await _private_threads(tx, community_id),
        open_to_all=community.imported,
        checked_at=community.mirrored_at,
        viewers=await _viewers(tx, community_id, only) if with_viewers else (),
    )


async def viewer(tx: Reading, community_id: int, member_id: int) -> Viewer | None:
    """Give the viewer that a member is, or None for somebody who is not (or no longer) a member."""
    known = sa.select(members.c.id).where(
        members.c.community_id == community_id, members.c.id == member_id, members.c.present
    )
    if (await tx.connection.execute(known)).first() is None:
        return None
    held = sa.select(member_roles.c.role_id).where(
        member_roles.c.community_id == community_id, member_roles.c.member_id == member_id
    )
    return Viewer(member_id, frozenset((await tx.connection.execute(held)).scalars()))


async def seen_by_member(tx: Reading, community_id: int, member_id: int, now: datetime) -> frozenset[int]:
    """Give the ids of the places (`seen_in`) that a member can read now; none for a stranger."""
    who = await viewer(tx, community_id, member_id)
    if who is None:
        return frozenset()
    return access.places_seen(await mirror_of(tx, community_id, with_viewers=False), who, now)


async def seen_by_audience(tx: Reading, community_id: int, seen_in: int, now: datetime) -> frozenset[int]:
    """Give the places that everybody who can read the place `seen_in` can read: what may be posted there."""
    return access.audience_sees(await mirror_of(tx, community_id), seen_in, now)


async def seen_by_all(tx: Reading, community_id: int, now: datetime) -> frozenset[int]:
    """Give the places that every member can read, somebody with no role included."""
    return frozenset.intersection(*access.sights(await mirror_of(tx, community_id), now))


async def seen_in_of(tx: Reading, place_id: int) -> int | None:
    """Give the id whose sight decides for a place: its channel's for a public thread, else its own; None if unknown."""
    row = (await tx.connection.execute(sa.select(places).where(places.c.id == place_id, ~places.c.gone))).first()
    if row is None:
        return None
    seen_in: int = row.parent_id if row.kind == PlaceKind.PUBLIC_THREAD else row.id
    return seen_in


async def _channels(tx: Reading, community_id: int) -> dict[int, Channel]:
    threads = [PlaceKind.PUBLIC_THREAD, PlaceKind.PRIVATE_THREAD]
    mine = (places.c.community_id == community_id) & ~places.c.gone & places.c.kind.not_in(threads)
    query = sa.select(overwrites).join(places, places.c.id == overwrites.c.place_id).where(mine)
    by_place: dict[int, list[Overwrite]] = defaultdict(list)
    for row in await tx.connection.execute(query):
        by_place[row.place_id].append(Overwrite(row.target_id, row.allow, row.deny))
    ids: Iterable[int] = (await tx.connection.execute(sa.select(places.c.id).where(mine))).scalars()
    return {id_: Channel(id_, tuple(by_place[id_])) for id_ in ids}


async def _private_threads(tx: Reading, community_id: int) -> dict[int, PrivateThread]:
    query = (
        sa.select(places.c.id, places.c.parent_id, thread_members.c.member_id)
        .outerjoin(thread_members, thread_members.c.place_id == places.c.id)
        .where(places.c.community_id == community_id, places.c.kind == PlaceKind.PRIVATE_THREAD, ~places.c.gone)
    )
    inside: dict[tuple[int, int], set[int]] = defaultdict(set)
    for row in await tx.connection.execute(query):
        inside[row.id, row.parent_id].update({row.member_id} - {None})
    return {id_: PrivateThread(id_, parent, frozenset(ids)) for (id_, parent), ids in inside.items()}


async def _viewers(tx: Reading, community_id: int, only: Collection[int] | None) -> tuple[Viewer, ...]:
    here = sa.select(members.c.id).where(members.c.community_id == community_id, members.c.present, ~members.c.is_bot)
    held = sa.select(member_roles.c.member_id, member_roles.c.role_id).where(
        member_roles.c.community_id == community_id
    )
    if only is not None:
        here, held = here.where(members.c.id.in_(only)), held.where(member_roles.c.member_id.in_(only))
    by_member: dict[int, set[int]] = defaultdict(set)
    for row in await tx.connection.execute(held):
        by_member[row.member_id].add(row.role_id)
    ids: Iterable[int] = (await tx.connection.execute(here)).scalars()
    return tuple(Viewer(id_, frozenset(by_member[id_])) for id_ in ids)
