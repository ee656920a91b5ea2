"""Keys of writes: the same key twice writes once and gives the same result."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from storage.database.transaction import Writing
from storage.tables.outbox import write_keys

KEYS_KEPT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a write with the same key gave before."""

    result: Any


async def earlier(tx: Writing, key: str) -> Earlier | None:
    """Give what was written with this key; None if nothing was."""
    row = (await tx.connection.execute(sa.select(write_keys.c.result).where(write_keys.c.key == key))).first()
    return None if row is None else Earlier(row.result)


async def note(tx: Writing, key: str, result: object, now: datetime) -> None:
    """Remember what a write gave, in its own transaction; raises TypeError for what is no plain JSON."""
    json.dumps(result)
    await tx.connection.execute(sa.insert(write_keys).values(key=key, result=result, written_at=now))


async def forget_old(tx: Writing, now: datetime) -> None:
    """Let go of the keys of writes that nobody will repeat any more."""
    await tx.connection.execute(sa.delete(write_keys).where(write_keys.c.written_at < now - KEYS_KEPT))
