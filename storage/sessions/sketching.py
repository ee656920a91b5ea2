"""What somebody would change of a session, or call it off for: kept from when it is shown until it is confirmed."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from community.screening import mask
from community.sessions import Plan, Series, Session, Sketched, changes, fields_of
from storage.database import Reading, Writing
from storage.sessions.planned import find
from storage.sessions.rows import local, row_of
from storage.sql import fresh_id
from storage.tables.sketches import change_sketches


async def sketch_change(
    tx: Writing,
    session: Session,
    series: Series | None,
    member_id: int,
    now: datetime,
    *,
    after: Plan | None = None,
    reason: str = "",
) -> int:
    """Write down what a member is shown: what a session would be, or why it would be called off; give its id."""
    row = {
        "community_id": session.community_id,
        "session_id": session.id,
        "member_id": member_id,
        "asked_at": now,
        "version": session.version,
        "series_id": series.id if series else None,
        "series_version": series.version if series else None,
    }
    if after is None:
        row["reason"] = mask(reason)
    else:
        names = changes(session.plan, after)
        planned = row_of(after)
        row |= {"changed": sorted(names)} | {name: planned[name] for name in fields_of(names)}
    made = sa.insert(change_sketches).returning(change_sketches.c.id)
    id_: int = (await tx.connection.execute(made, row | await fresh_id(tx, change_sketches))).scalar_one()
    return id_


async def find_change(tx: Reading, id_: int) -> tuple[Sketched, Session] | None:
    """Give what a member was shown, with the session as it is now; None where it was settled, or left for too long."""
    query = sa.select(change_sketches).where(change_sketches.c.id == id_)
    row = (await tx.connection.execute(query)).first()
    session = await find(tx, row.session_id) if row is not None else None
    if row is None or session is None:
        return None
    after = None
    if row.reason is None:
        told = {name: getattr(row, name) for name in fields_of(row.changed)}
        if "local_start" in told:
            told["local_start"] = local(told["local_start"])
        after = replace(session.plan, **told)
    series = (row.series_id, row.series_version) if row.series_id is not None else None
    return Sketched(id_, session.id, row.member_id, row.version, series, after, row.reason or ""), session


async def drop_changes(tx: Writing, before: datetime, only: int | None = None) -> None:
    """Forget what nobody confirmed: all that was shown before a moment, or one of it."""
    c = change_sketches.c
    old = sa.delete(change_sketches).where(c.asked_at <= before)
    await tx.connection.execute(old if only is None else old.where(c.id == only))
