"""What a restored database must know: that it was restored, and which ids were given out meanwhile.

Rows that fell due between the backup and the restore are pending in it and may have been sent (see `bot.outbox`).
Ids that were given in that time stand on buttons in Discord: they are never given again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from storage.book import Line
from storage.database import Writing
from storage.sql import highest_id, put
from storage.tables.after import reflections
from storage.tables.backups import backups, id_floors, restores
from storage.tables.coffee import coffee_rounds
from storage.tables.knowhow import entries
from storage.tables.ledger import ledger
from storage.tables.polls import polls
from storage.tables.profiles import organisations
from storage.tables.series import series
from storage.tables.sessions import direct_reminders, sessions
from storage.tables.sketches import change_sketches
from storage.tables.topics import proposals

NUMBERED = (
    sessions,
    series,
    polls,
    change_sketches,
    direct_reminders,
    reflections,
    entries,
    proposals,
    organisations,
    coffee_rounds,
)
"""Tables whose ids stand in Discord, on buttons and in the marks of events."""

_UNKNOWN_GAP = 1_000_000
"""How many ids are passed over where the database that is replaced can't be read."""


@dataclass(frozen=True, slots=True)
class Before:
    """What the database that is replaced tells: the highest id given in each table, and what its ledger says.

    Nothing, if it can't be read.
    """

    ids: Mapping[str, int] = field(default_factory=dict)
    lines: Sequence[Line] = ()
    is_known: bool = False


LINES = sa.select(*(ledger.c[name] for name in ("kind", "mark", "value", "at", "until")))
"""Selects the ledger's lines: what could not be copied into the book is known to the old database alone."""


async def note(tx: Writing, made_at: datetime, now: datetime, before: Before) -> None:
    """Write into a restored copy that it was restored, and which ids are taken."""
    await tx.connection.execute(sa.insert(restores).values(made_at=made_at, restored_at=now))
    await tx.connection.execute(sa.delete(backups).where(backups.c.finished_at.is_(None)))
    for table in NUMBERED:
        highest = max(await highest_id(tx, table), before.ids.get(table.name, 0))
        floor = highest if before.is_known else highest + _UNKNOWN_GAP
        await put(tx, id_floors, {"name": table.name, "floor": floor})
