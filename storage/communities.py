"""Communities, their settings and their members, as remembered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.settings import CommunitySettings
from storage import ledger
from storage.database import Reading, Writing
from storage.sql import add, of_share, put
from storage.tables.communities import communities, members, settings


@dataclass(frozen=True, slots=True)
class Community:
    """One community; `mirrored_at` is when its access mirror was last checked against Discord."""

    id: int
    name: str
    owner_id: int | None
    imported: bool
    mirrored_at: datetime | None


@dataclass(frozen=True, slots=True)
class Member:
    """One member as shown to others; `standing_answer` is ask, named, unnamed or never."""

    id: int
    display_name: str
    is_bot: bool
    present: bool
    standing_answer: str


async def remember(
    tx: Writing, community_id: int, name: str, *, owner_id: int | None = None, imported: bool = False
) -> None:
    """Make the community, or bring its name and owner up to date; an imported one stays imported."""
    row = {"id": community_id, "name": name, "owner_id": owner_id, "imported": imported, "present": True}
    await put(tx, communities, row, keep=["imported"])


async def find(tx: Reading, community_id: int) -> Community | None:
    """Give the community, or None."""
    c = communities.c
    columns = (c.id, c.name, c.owner_id, c.imported, c.mirrored_at)
    row = (await tx.connection.execute(sa.select(*columns).where(c.id == community_id))).first()
    return Community(*row) if row else None


async def all_present(tx: Reading) -> list[Community]:
    """Give every live community of this share that Guildhall is still in, oldest first."""
    c = communities.c
    columns = (c.id, c.name, c.owner_id, c.imported, c.mirrored_at)
    mine = of_share(c.id, tx.share)
    rows = await tx.connection.execute(sa.select(*columns).where(c.present, ~c.imported, mine).order_by(c.id))
    return [Community(*row) for row in rows]


async def settings_of(tx: Reading, community_id: int) -> CommunitySettings:
    """Give the community's settings, with defaults for what was never set."""
    query = sa.select(settings.c.name, settings.c.value).where(settings.c.community_id == community_id)
    return CommunitySettings({row.name: row.value for row in await tx.connection.execute(query)})


async def change_setting(tx: Writing, community_id: int, name: str, value: Any) -> None:
    """Set one setting; the value is one that `community.settings.parse_setting` gave."""
    await put(tx, settings, {"community_id": community_id, "name": name, "value": value})


async def member(tx: Reading, community_id: int, member_id: int) -> Member | None:
    """Give one member, or None if they were never seen here."""
    found = await members_named(tx, community_id, [member_id])
    return found.get(member_id)


async def members_named(tx: Reading, community_id: int, ids: list[int]) -> dict[int, Member]:
    """Give the members with these ids, by id; unknown ones are left out."""
    m = members.c
    query = sa.select(m.id, m.display_name, m.is_bot, m.present, m.standing_answer).where(
        m.community_id == community_id, m.id.in_(ids)
    )
    return {row.id: Member(*row) for row in await tx.connection.execute(query)}


async def remember_members(tx: Writing, community_id: int, known: list[tuple[int, str, bool]]) -> None:
    """Make members, or bring their names up to date: (id, display name, is a bot). Their standing answer stays.

    Those whom the ledger knows as erased stay without a name.
    """
    erased = await ledger.nameless(tx, community_id, [id_ for id_, _, _ in known])
    rows = [
        {
            "community_id": community_id,
            "id": id_,
            "display_name": "" if id_ in erased else name,
            "is_bot": is_bot,
            "present": True,
        }
        for id_, name, is_bot in known
    ]
    await put(tx, members, rows)


async def remember_gone(tx: Writing, community_id: int, member_id: int) -> None:
    """Make somebody who is no member (any more) known, without a name, so that their answers can be kept."""
    row = {"community_id": community_id, "id": member_id, "display_name": "", "is_bot": False, "present": False}
    await add(tx, members, row)


async def answer_always(tx: Writing, community_id: int, member_id: int, answer: str) -> None:
    """Set a member's standing answer: ask, named, unnamed or never."""
    change = sa.update(members).where(members.c.community_id == community_id, members.c.id == member_id)
    await tx.connection.execute(change.values(standing_answer=answer))
