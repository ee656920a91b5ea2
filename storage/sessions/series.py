"""Series as remembered: what repeats, by which rule, and which part of it was split off."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from community.sessions import Plan, Repeats, Series, placed, read_rule
from storage.database import Reading, Writing
from storage.sessions.rows import local, plan_of, row_of
from storage.sql import fresh_id, of_share
from storage.tables.series import series
from storage.tables.sessions import sessions


async def sketch_series(
    tx: Writing, community_id: int, wanted: Plan, repeats: Repeats, planned_by: int, now: datetime
) -> int:
    """Write down a series that somebody would plan, seen by nobody else until its first session is planned."""
    ends = repeats.count or repeats.until
    total = sum(1 for _ in repeats.dates(wanted.local_start)) if ends else None
    return await add_series(tx, Series(0, community_id, wanted, repeats, planned_by, now, "sketched", 0, total))


async def add_series(tx: Writing, wanted: Series) -> int:
    """Write a series down and give its id."""
    row = {
        **series_row(wanted.plan, wanted.repeats),
        "community_id": wanted.community_id,
        "planned_by": wanted.planned_by,
        "planned_at": wanted.planned_at,
        "status": wanted.status,
        "earlier": wanted.earlier,
        "total": wanted.total,
    }
    made = await tx.connection.execute(sa.insert(series).returning(series.c.id), row | await fresh_id(tx, series))
    id_: int = made.scalar_one()
    return id_


def series_row(wanted: Plan, repeats: Repeats) -> dict[str, Any]:
    """Give the columns that say what each session of a series is, and when."""
    row = {**row_of(wanted), "rule": repeats.rule, "holidays": repeats.holidays}
    del row["starts_at"]
    return row


async def change_series(tx: Writing, series_id: int, **values: Any) -> None:
    """Change columns of a series; its version goes up with what its sessions are, or when."""
    if values.keys() - {"look_at", "planned_at"}:
        values["version"] = series.c.version + 1
    await tx.connection.execute(sa.update(series).where(series.c.id == series_id).values(**values))


async def find_series(tx: Reading, series_id: int) -> Series | None:
    """Give one series, whoever asks: the caller checks sight."""
    return (await series_with(tx, [series_id])).get(series_id)


async def series_with(tx: Reading, ids: Collection[int]) -> dict[int, Series]:
    """Give the series with these ids, by id."""
    if not ids:
        return {}
    rows = await tx.connection.execute(sa.select(series).where(series.c.id.in_(set(ids))))
    return {row.id: _series(row) for row in rows}


async def to_look_at(tx: Reading, now: datetime, limit: int = 50) -> list[int]:
    """Give the ids of series of this share for which there is something to make now."""
    mine = of_share(series.c.community_id, tx.share)
    query = sa.select(series.c.id).where(series.c.look_at <= now, mine)
    return list((await tx.connection.execute(query.order_by(series.c.look_at, series.c.id).limit(limit))).scalars())


async def drop_empty(tx: Writing) -> None:
    """Forget sketches of series whose first session was dropped."""
    unused = ~sa.exists().where(sessions.c.series_id == series.c.id)
    await tx.connection.execute(sa.delete(series).where(series.c.status == "sketched", unused))


def _series(row: Any) -> Series:
    first = placed(local(row.local_start), ZoneInfo(row.zone))
    return Series(
        id=row.id,
        community_id=row.community_id,
        plan=plan_of(row, first.starts_at),
        repeats=replace(read_rule(row.rule), holidays=row.holidays),
        planned_by=row.planned_by,
        planned_at=row.planned_at,
        status=row.status,
        earlier=row.earlier,
        total=row.total,
        version=row.version,
    )
