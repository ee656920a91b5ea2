"""Gathering all that is held about a member, table by table, for that member alone."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage.database import Reading
from storage.rights.declared import Declared, Who
from storage.rights.mine import copies_of
from storage.rights.tables import TABLES
from storage.tables.access import member_roles, places, roles
from storage.tables.communities import communities
from storage.tables.knowhow import quote_files
from storage.tables.messages import conversations


@dataclass(frozen=True, slots=True)
class Held:
    """What one table holds about a member, and why it is held; a row's values by the names of its columns."""

    table: str
    why: str
    stays: str
    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything about a member; `places` are the names of those met in it that they can see now, `roles` of theirs."""

    who: Who
    community: str
    held: list[Held]
    places: dict[int, str]
    roles: dict[int, str]


async def gather(tx: Reading, who: Who, sees: Collection[int], *, with_copies: bool = True) -> Gathered:
    """Give everything that is held about a member. What is theirs stays theirs where they can see no more.

    Of such a place nothing but its id is told: `sees` are the places (as `seen_in`) whose names may be. Copied files
    may be large: without `with_copies` their content is left empty.
    """
    c = communities.c
    name = (await tx.connection.execute(sa.select(c.name).where(c.id == who.community_id))).scalar() or ""
    tables = [one for one in TABLES if one.mine is not None]
    held = [Held(one.table, one.why, one.stays, await _rows(tx, who, one, with_copies)) for one in tables]
    named = {value for one in held for row in one.rows for key, value in row.items() if key.endswith("_id")}
    seen = {id_: name for id_, name in (await _places(tx, who, sees)).items() if id_ in named}
    return Gathered(who, name, held, seen, await _roles(tx, who))


async def copied_bytes(tx: Reading, who: Who) -> int:
    """Give how large the copies of a member's files are in all; `gather` has every one of them in memory."""
    size = sa.func.coalesce(sa.func.sum(sa.func.length(quote_files.c.content)), 0)
    return int((await tx.connection.execute(copies_of(who).with_only_columns(size))).scalar_one())


async def _rows(tx: Reading, who: Who, declared: Declared, with_copies: bool) -> list[dict[str, Any]]:  # noqa: FBT001 - handed on
    assert declared.mine is not None
    query = declared.mine(who)
    if declared.table == quote_files.name and not with_copies:
        empty = sa.literal(b"").label("content")
        query = query.with_only_columns(*(empty if c.key == "content" else c for c in query.selected_columns))
    rows = [dict(row) for row in (await tx.connection.execute(query)).mappings()]
    return await declared.refine(tx, who, rows) if declared.refine else rows


async def _places(tx: Reading, who: Who, sees: Collection[int]) -> dict[int, str]:
    """Give the names of the places that can be seen: channels, private threads, and public threads in channels seen.

    Threads that were archived before the bot came are not in the mirror of Discord; their conversations have names.
    """
    p, c = places.c, conversations.c
    public = (p.kind == "public_thread") & p.parent_id.in_(list(sees))
    query = sa.select(p.id, p.name).where(p.community_id == who.community_id, ~p.gone, p.id.in_(list(sees)) | public)
    talk = sa.select(c.id, c.title.label("name")).where(
        c.community_id == who.community_id, c.is_thread, c.title.is_not(None), c.seen_in.in_(list(sees))
    )
    return {row.id: row.name for rows in (talk, query) for row in await tx.connection.execute(rows)}


async def _roles(tx: Reading, who: Who) -> dict[int, str]:
    m, r = member_roles.c, roles.c
    held = (m.community_id == who.community_id) & (m.member_id == who.member_id)
    query = sa.select(r.id, r.name).join(member_roles, (m.role_id == r.id) & (m.community_id == r.community_id))
    return {row.id: row.name for row in await tx.connection.execute(query.where(held))}
