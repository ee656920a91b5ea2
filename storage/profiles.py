"""Where members say they are from, and the community's list to choose from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from community.profile import Kind, Listed, Profile
from community.screening import mask
from storage.database import Reading, Writing
from storage.outbox import Due, put_due
from storage.sql import fresh_id, put
from storage.tables.communities import members
from storage.tables.profiles import organisations, profiles

ASKED = "profile-asked"
"""The kind of a due row that tells stewards of a name that somebody asks for."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class From:
    """Where one member says they are from; None for what they don't say."""

    organisation_id: int | None
    sector_id: int | None


async def listed(tx: Reading, community_id: int) -> list[Listed]:
    """Give the community's list, names that are only asked for included, in the order of the alphabet."""
    o = organisations.c
    rows = await tx.connection.execute(sa.select(organisations).where(o.community_id == community_id))
    return sorted((_listed(row) for row in rows), key=lambda one: (one.kind, one.name.casefold()))


async def named(tx: Reading, community_id: int, id_: int) -> Listed | None:
    """Give one name of the community's list, or None."""
    o = organisations.c
    row = (await tx.connection.execute(sa.select(organisations).where(o.id == id_))).first()
    return _listed(row) if row is not None and row.community_id == community_id else None


def _listed(row: Any) -> Listed:
    return Listed(row.id, Kind(row.kind), row.name, is_asked=row.asked_by is not None)


async def put_on_list(tx: Writing, community_id: int, kind: Kind, name: str) -> int:
    """Put a name on the list and give its id."""
    return await _add(tx, community_id, kind, name, asked_by=None)


async def ask_for(tx: Writing, community_id: int, kind: Kind, name: str, member_id: int, now: datetime) -> int:
    """Write down that a member asks for a name, and have the stewards told."""
    id_ = await _add(tx, community_id, kind, name, asked_by=member_id)
    await put_due(tx, community_id, Due(ASKED, f"{ASKED}:{id_}", now, {"organisation_id": id_}))
    return id_


async def _add(tx: Writing, community_id: int, kind: Kind, name: str, *, asked_by: int | None) -> int:
    row = {"community_id": community_id, "kind": kind.value, "name": mask(name), "asked_by": asked_by}
    made = sa.insert(organisations).returning(organisations.c.id)
    id_: int = (await tx.connection.execute(made, row | await fresh_id(tx, organisations))).scalar_one()
    return id_


async def asked_by(tx: Reading, community_id: int, member_id: int) -> int:
    """Give how many names a member is waiting for."""
    o = organisations.c
    mine = (o.community_id == community_id) & (o.asked_by == member_id)
    number: int = (await tx.connection.execute(sa.select(sa.func.count()).where(mine))).scalar_one()
    return number


async def grant(tx: Writing, one: Listed, community_id: int, now: datetime) -> None:
    """Put a name on the list that somebody asked for, and say that it is theirs, as they were told."""
    o, column = organisations.c, f"{one.kind.value}_id"
    who: int | None = (await tx.connection.execute(sa.select(o.asked_by).where(o.id == one.id))).scalar()
    await tx.connection.execute(sa.update(organisations).where(o.id == one.id).values(asked_by=None))
    if who is None:
        return
    row = {"community_id": community_id, "member_id": who, column: one.id, "shown": False, "changed_at": now}
    await put(tx, profiles, row, keep=["shown"])


async def take_off(tx: Writing, id_: int) -> None:
    """Take a name off the list; who had chosen it says nothing in its place."""
    p = profiles.c
    for column in (p.organisation_id, p.sector_id):
        await tx.connection.execute(sa.update(profiles).where(column == id_).values({column.name: None}))
    await tx.connection.execute(sa.delete(organisations).where(organisations.c.id == id_))


async def profile_of(tx: Reading, community_id: int, member_id: int) -> Profile:
    """Give what a member says of themselves; an empty profile where they say nothing."""
    p = profiles.c
    mine = (p.community_id == community_id) & (p.member_id == member_id)
    row = (await tx.connection.execute(sa.select(profiles).where(mine))).first()
    if row is None:
        return Profile()
    by_id = {one.id: one for one in await listed(tx, community_id)}
    return Profile(by_id.get(row.organisation_id), by_id.get(row.sector_id), row.zone, row.shown)


async def save(tx: Writing, community_id: int, member_id: int, profile: Profile, now: datetime) -> None:
    """Keep what a member says of themselves; nothing is kept of one who says nothing."""
    p = profiles.c
    if profile.is_empty:
        mine = (p.community_id == community_id) & (p.member_id == member_id)
        await tx.connection.execute(sa.delete(profiles).where(mine))
        return
    row = {
        "community_id": community_id,
        "member_id": member_id,
        "organisation_id": profile.organisation.id if profile.organisation else None,
        "sector_id": profile.sector.id if profile.sector else None,
        "zone": profile.zone,
        "shown": profile.is_shown,
        "changed_at": now,
    }
    await put(tx, profiles, row)


async def zone_of(tx: Reading, community_id: int, member_id: int) -> ZoneInfo | None:
    """Give a member's own time zone, or None where they gave none: the community's holds then."""
    p = profiles.c
    mine = (p.community_id == community_id) & (p.member_id == member_id)
    name: str | None = (await tx.connection.execute(sa.select(p.zone).where(mine))).scalar()
    return ZoneInfo(name) if name else None


async def zones_of(tx: Reading, community_id: int, member_ids: Collection[int]) -> dict[int, ZoneInfo]:
    """Give the own time zones of these members, by member; those who gave none are left out."""
    p = profiles.c
    query = sa.select(p.member_id, p.zone).where(
        p.community_id == community_id, p.member_id.in_(list(member_ids)), p.zone.is_not(None)
    )
    return {row.member_id: ZoneInfo(row.zone) for row in await tx.connection.execute(query)}


async def where_from(tx: Reading, community_id: int, member_ids: Collection[int]) -> dict[int, From]:
    """Give where each of these members is from, whether others are shown it or not: for pairing alone."""
    p = profiles.c
    found: dict[int, From] = {}
    ids = sorted(member_ids)
    for start in range(0, len(ids), _AT_ONCE):
        query = sa.select(p.member_id, p.organisation_id, p.sector_id).where(
            p.community_id == community_id, p.member_id.in_(ids[start : start + _AT_ONCE])
        )
        rows = await tx.connection.execute(query)
        found |= {row.member_id: From(row.organisation_id, row.sector_id) for row in rows}
    return found


async def names_given(
    tx: Reading, community_id: int, member_ids: Collection[int], kind: Kind = Kind.SECTOR
) -> list[str | None]:
    """Give what these people say of their sector (or organisation), one item a person, in no order that tells who.

    None stands for who says nothing. Give it to `community.profile.tally` and to nothing else.
    """
    m, p, o = members.c, profiles.c, organisations.c
    column = p.organisation_id if kind is Kind.ORGANISATION else p.sector_id
    of = members.outerjoin(profiles, (p.community_id == m.community_id) & (p.member_id == m.id))
    query = (
        sa.select(o.name)
        .select_from(of.outerjoin(organisations, o.id == column))
        .where(m.community_id == community_id, m.id.in_(list(member_ids)), m.present, ~m.is_bot)
        .order_by(o.name)
    )
    return list((await tx.connection.execute(query)).scalars())


async def forget(tx: Writing, community_id: int, member_ids: Sequence[int]) -> None:
    """Forget the profiles of members who left, and what they asked for."""
    p, o = profiles.c, organisations.c
    theirs = (p.community_id == community_id) & p.member_id.in_(member_ids)
    await tx.connection.execute(sa.delete(profiles).where(theirs))
    asked = (o.community_id == community_id) & o.asked_by.in_(member_ids)
    await tx.connection.execute(sa.delete(organisations).where(asked))
