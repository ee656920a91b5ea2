"""Erasing a member: a job in the database, done step by step, so that a crash half-way ends nothing.

The ledger knows of it from the first transaction on: from then on nothing of what is to be erased comes in again,
whenever the rest is done. Each turn of a step is one transaction, which notes how far it came.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage import ledger, scrubs
from storage.database import INGEST, Database, Reading, Writing
from storage.ledger import Kind
from storage.rights.after import erase_reflections
from storage.rights.coffee import erase_coffee
from storage.rights.declared import Who
from storage.rights.polls import erase_polls
from storage.rights.profiles import erase_profile
from storage.rights.roles import erase_roles
from storage.rights.runs import erase_attendance
from storage.rights.sketches import erase_sketches
from storage.rights.steps import Step
from storage.rights.steps.archive import erase_entries, erase_revisions
from storage.rights.steps.talk import erase_messages, erase_quotes, erase_reactions
from storage.rights.steps.tending import (
    erase_person,
    erase_proposals,
    erase_sessions,
    erase_topics,
    erase_traces,
    scrub_index,
)
from storage.rights.tables import WITH_WORDS
from storage.tables.ledger import erasures

log = logging.getLogger(__name__)

STEPS: Mapping[str, Step] = {
    "messages": erase_messages,
    "quotes": erase_quotes,
    "entries": erase_entries,
    "revisions": erase_revisions,
    "reactions": erase_reactions,
    "attendance": erase_attendance,
    "reflections": erase_reflections,
    "sketches": erase_sketches,
    "sessions": erase_sessions,
    "polls": erase_polls,
    "roles": erase_roles,
    "proposals": erase_proposals,
    "topics": erase_topics,
    "profile": erase_profile,
    "coffee": erase_coffee,
    "person": erase_person,
    "traces": erase_traces,
    "scrub": scrub_index,
}
"""What is done, in this order. After it come `files` (nothing is left in the database's files) and `done`."""

_NAMES = (*STEPS, "files", "done")


@dataclass(frozen=True, slots=True)
class Erasure:
    """How far an erasure is: how much was erased, by kind, and whether all of it is done, files included."""

    id: int
    step: str
    counts: Mapping[str, int]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.step == "done"

    @property
    def is_erased(self) -> bool:
        """Whether the database holds nothing any more; its files may still hold old pages."""
        return self.step in {"files", "done"}


async def begin(tx: Writing, who: Who, now: datetime, *, keep_nothing: bool = False) -> int:
    """Write an erasure down, in the ledger too, and give its id; `run` does the rest.

    `keep_nothing`: from now on nothing that they write is kept either. One under way for the same member goes on.
    """
    about = [(who.community_id, who.member_id)]
    await ledger.remember(tx, Kind.MEMBER, about, "erased", now, who.until)
    if keep_nothing:
        await ledger.remember(tx, Kind.KEEPING, about, "nothing", now)
    return await write_down(tx, who, now)


async def write_down(tx: Writing, who: Who, now: datetime) -> int:
    """Write an erasure down that the ledger knows of already, and give its id."""
    values = {"until": who.until, "step": _NAMES[0]}
    e = erasures.c
    there = sa.select(e.id).where(e.community_id == who.community_id, e.member_id == who.member_id)
    id_: int | None = (await tx.connection.execute(there)).scalar()
    if id_ is not None:
        await tx.connection.execute(sa.update(erasures).where(e.id == id_).values(values))
        return id_
    row = {**values, "community_id": who.community_id, "member_id": who.member_id, "asked_at": now, "counts": {}}
    made = await tx.connection.execute(sa.insert(erasures).values(row).returning(e.id))
    id_ = made.scalar_one()
    assert id_ is not None
    return id_


async def keep_again(tx: Writing, who: Who, now: datetime) -> None:
    """Take back that nothing is to be kept of a member: what they write from now on is kept as anybody's."""
    await ledger.undo(tx, Kind.KEEPING, [(who.community_id, who.member_id)], "again", now)


async def find(tx: Reading, erasure_id: int) -> Erasure | None:
    """Give an erasure, or None."""
    e = erasures.c
    row = (await tx.connection.execute(sa.select(e.id, e.step, e.counts).where(e.id == erasure_id))).first()
    return Erasure(row.id, row.step, dict(row.counts)) if row else None


async def unfinished(tx: Reading) -> list[int]:
    """Give the ids of the erasures that are not done, oldest first."""
    query = sa.select(erasures.c.id).where(erasures.c.step != "done").order_by(erasures.c.id)
    return list((await tx.connection.execute(query)).scalars())


async def run(database: Database, erasure_id: int, now: datetime) -> Erasure:
    """Do what is left of an erasure; several may do so at once. Ends early where readers hold the database's files.

    Call it again then (the bot does, at each wake-up): `is_done` says whether it is over.
    """
    while True:
        # Behind what members do: an erasure of a hundred thousand messages must not keep anybody waiting.
        await database.write(None, lambda tx: turn(tx, erasure_id, now), rank=INGEST)
        async with database.read() as tx:
            erasure = await find(tx, erasure_id)
        if erasure is None or erasure.is_done:
            break
        if erasure.step == "files":
            if not await database.scrub(WITH_WORDS):
                log.warning("the database's files are in use; an erasure is finished at the next wake-up")
                break
            await database.write(None, lambda tx: _end(tx, erasure_id, now), rank=INGEST)
    if erasure is None:
        raise LookupError("there is no such erasure")
    return erasure


async def run_all(database: Database, now: datetime) -> int:
    """Do what is left of every erasure; gives how many are done now that were not before."""
    async with database.read() as tx:
        ids = await unfinished(tx)
    return sum([(await run(database, id_, now)).is_done for id_ in ids])


async def turn(tx: Writing, erasure_id: int, now: datetime) -> None:
    """Do one turn of the step that an erasure is at, if it is one of the database's."""
    e = erasures.c
    row = (await tx.connection.execute(sa.select(erasures).where(e.id == erasure_id))).first()
    step = STEPS.get(row.step) if row else None
    if row is None or step is None:
        return
    done = await step(tx, Who(row.community_id, row.member_id, row.until), now)
    counts = dict(row.counts)
    for kind, number in done.counts.items():
        counts[kind] = counts.get(kind, 0) + number
    at = row.step if done.more else _NAMES[_NAMES.index(row.step) + 1]
    await tx.connection.execute(sa.update(erasures).where(e.id == erasure_id).values(step=at, counts=counts))


async def _end(tx: Writing, erasure_id: int, now: datetime) -> None:
    change = sa.update(erasures).where(erasures.c.id == erasure_id, erasures.c.step == "files")
    await tx.connection.execute(change.values(step="done", member_id=None, done_at=now))
    await scrubs.note(tx, now)
