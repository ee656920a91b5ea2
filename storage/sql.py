"""The one place where the two databases' SQL differs for a common act: insert, or update what is there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from community.shards import Share
from storage.database import Reading, Writing
from storage.tables.backups import id_floors


def _insert(tx: Writing, table: sa.Table) -> Any:
    return postgresql.insert(table) if tx.is_postgres else sqlite.insert(table)


async def put(
    tx: Writing,
    table: sa.Table,
    rows: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    keep: Iterable[str] = (),
) -> None:
    """Insert rows, or update those that are there by primary key; the columns in `keep` stay as they are.

    All rows must have the same columns.
    """
    values = [rows] if isinstance(rows, Mapping) else list(rows)
    if not values:
        return
    statement = _insert(tx, table)
    key = [column.name for column in table.primary_key.columns]
    changed = [name for name in values[0] if name not in key and name not in set(keep)]
    if changed:
        statement = statement.on_conflict_do_update(
            index_elements=key, set_={name: statement.excluded[name] for name in changed}
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=key)
    await tx.connection.execute(statement, values)


async def add(
    tx: Writing,
    table: sa.Table,
    rows: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    *,
    unique: Iterable[str] = (),
) -> None:
    """Insert rows; leave alone those already there (by primary key, or by the `unique` columns)."""
    values = [rows] if isinstance(rows, Mapping) else list(rows)
    if values:
        index = list(unique) or [column.name for column in table.primary_key.columns]
        await tx.connection.execute(_insert(tx, table).on_conflict_do_nothing(index_elements=index), values)


async def add_new(tx: Writing, table: sa.Table, row: Mapping[str, Any]) -> int | None:
    """Insert a row and give its id; None where there is one already that leaves no room for it."""
    statement = _insert(tx, table).on_conflict_do_nothing().returning(table.c.id)
    id_: int | None = (await tx.connection.execute(statement, row)).scalar()
    return id_


Choice = Callable[[sa.ColumnElement[Any], sa.ColumnElement[Any]], sa.ColumnElement[Any]]
"""Chooses between what is there and what is new."""


def newest(there: sa.ColumnElement[Any], new: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Choose the greater of the two; SQLite and PostgreSQL have no common function for it."""
    return sa.case((new > there, new), else_=there)


def oldest(there: sa.ColumnElement[Any], new: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Choose the smaller of the two."""
    return sa.case((new < there, new), else_=there)


async def put_with(tx: Writing, table: sa.Table, rows: Sequence[Mapping[str, Any]], **choices: Choice) -> None:
    """Insert rows; of those that are there, by primary key, change the named columns alone, each as its choice says."""
    if not rows:
        return
    statement = _insert(tx, table)
    chosen = {name: choose(table.c[name], statement.excluded[name]) for name, choose in choices.items()}
    index = [column.name for column in table.primary_key.columns]
    await tx.connection.execute(statement.on_conflict_do_update(index_elements=index, set_=chosen), list(rows))


def of_share(community_id: sa.ColumnElement[int], share: Share) -> sa.ColumnElement[bool]:
    """Give the condition that a community is one of a share's."""
    if share.count == 1:
        return sa.true()
    # PostgreSQL shifts by an integer alone, and a parameter would be a bigint as the id is.
    return community_id.bitwise_rshift(sa.literal_column("22")) % share.count == share.number


async def highest_id(tx: Reading, table: sa.Table) -> int:
    """Give the highest id that a table's rows have, or had in a database that was replaced by a backup; 0 for none."""
    floor = sa.select(id_floors.c.floor).where(id_floors.c.name == table.name)
    query = sa.select(sa.select(sa.func.max(table.c.id)).scalar_subquery(), floor.scalar_subquery())
    found, given = (await tx.connection.execute(query)).one()
    return max(found or 0, given or 0)


async def fresh_id(tx: Writing, table: sa.Table) -> dict[str, int]:
    """Give the id for a row whose id stands in Discord, on buttons: never one of a row that is gone, or was replaced.

    Empty on PostgreSQL, whose sequences only go on.
    """
    if tx.is_postgres:
        return {}
    id_ = await highest_id(tx, table) + 1
    await put(tx, id_floors, {"name": table.name, "floor": id_})
    return {"id": id_}
