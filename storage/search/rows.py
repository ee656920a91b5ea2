"""Short statements, fetched in one go: most of a search's time would be the way to the database and back."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

import aiosqlite
import sqlalchemy as sa

from storage.database import Reading
from storage.tables.base import Moment

_AMONG = re.compile(r"AMONG :(\w+)")


async def rows_of(tx: Reading, sql: str, asked: Mapping[str, Any]) -> Sequence[Any]:
    """Give the rows of a statement of ours, made of constants and named values.

    `x AMONG :names` holds for x in a collection of numbers. Moments are taken as they are, and given back as `moment`
    reads them. SQLite's driver is asked itself.
    """
    if tx.is_postgres:
        values = {name: list(value) if _is_numbers(value) else value for name, value in asked.items()}
        return (await tx.connection.execute(_for_postgres(sql), values)).all()
    raw = (await tx.connection.get_raw_connection()).driver_connection
    assert isinstance(raw, aiosqlite.Connection)
    values = {name: _for_sqlite(value) for name, value in asked.items()}
    return list(await raw.execute_fetchall(_AMONG.sub(r"IN (SELECT value FROM json_each(:\1))", sql), values))


def moment(value: datetime | str) -> datetime:
    """Read a moment as either database gives it."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value.astimezone(UTC)


@cache
def _for_postgres(sql: str) -> sa.TextClause:
    arrays = [sa.bindparam(name, type_=sa.ARRAY(sa.BigInteger)) for name in _AMONG.findall(sql)]
    times = [sa.bindparam("since", type_=Moment())] if ":since" in sql else []
    return sa.text(_AMONG.sub(r"= ANY(:\1)", sql)).bindparams(*arrays, *times)


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return json.dumps(list(value)) if _is_numbers(value) else value


def _is_numbers(value: Any) -> bool:
    return isinstance(value, Collection) and not isinstance(value, str)
