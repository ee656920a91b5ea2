"""What a member's rights mean for what comes after sessions: reflections, notes, objections to them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database import Writing
from storage.rights.declared import Declared, Who
from storage.rights.steps import Done
from storage.sessions import reflections_by, take_back
from storage.sql import add
from storage.tables.after import objections, reflections, session_notes

_WHY = "To bring what was learnt in sessions back to the community"


def reflections_of(who: Who) -> sa.Select[Any]:
    """Select what they wrote that they will try, and what came of it."""
    r = reflections.c
    columns = (r.session_id, r.tries, r.by_at, r.asks, r.shared, r.made_at, r.outcome, r.happened, r.told)
    mine = (r.community_id == who.community_id) & (r.member_id == who.member_id) & (r.made_at <= who.until)
    return sa.select(*columns, r.answered_at).where(mine).order_by(r.id)


def notes_of(who: Who) -> sa.Select[Any]:
    """Select of which sessions they wrote the notes; the words are given as the entry's."""
    n = session_notes.c
    mine = (n.community_id == who.community_id) & (n.written_by == who.member_id)
    return sa.select(n.session_id, n.entry_id, n.waits_until).where(mine).order_by(n.session_id)


def objections_of(who: Who) -> sa.Select[Any]:
    """Select to which notes they object."""
    n, o = session_notes.c, objections.c
    mine = (n.community_id == who.community_id) & (o.member_id == who.member_id) & (o.objected_at <= who.until)
    of = objections.join(session_notes, n.session_id == o.session_id)
    return sa.select(o.session_id, o.objected_at).select_from(of).where(mine).order_by(o.session_id)


async def erase_reflections(tx: Writing, who: Who, now: datetime) -> Done:
    """Take their reflections back wherever they were shared; they wrote no notes and objected to none."""
    mine = await reflections_by(tx, who.community_id, who.member_id, who.until)
    for reflection in mine:
        await take_back(tx, reflection, now)
    n, o = session_notes.c, objections.c
    here = sa.select(n.session_id).where(n.community_id == who.community_id)
    theirs = (o.member_id == who.member_id) & (o.objected_at <= who.until) & o.session_id.in_(here)
    held = list((await tx.connection.execute(sa.select(o.session_id, o.objected_at).where(theirs))).all())
    # Notes that somebody objected to stay held until they are changed, by nobody now.
    nobody = [{"session_id": row.session_id, "member_id": 0, "objected_at": row.objected_at} for row in held]
    await add(tx, objections, nobody)
    await tx.connection.execute(sa.delete(objections).where(theirs))
    wrote = (n.community_id == who.community_id) & (n.written_by == who.member_id)
    notes = await tx.connection.execute(sa.update(session_notes).where(wrote).values(written_by=0))
    return Done({"reflections": len(mine), "objections": len(held), "notes": notes.rowcount})


TABLES: tuple[Declared, ...] = (
    Declared(
        table="reflections",
        why=_WHY,
        members=("member_id",),
        words=("tries", "happened"),
        facts=("community_id", "id", "session_id", "shared", "outcome", "channel_id", "message_id"),
        mine=reflections_of,
        erased_by=("reflections",),
    ),
    Declared(
        table="session_notes",
        why=_WHY,
        members=("written_by",),
        facts=("community_id", "session_id", "entry_id", "channel_id", "message_id"),
        mine=notes_of,
        erased_by=("reflections",),
        stays="That a session has notes, by nobody: their words are erased as the entry's.",
    ),
    Declared(
        table="objections",
        why="To hold notes that somebody who was there objects to; nobody is told who",
        members=("member_id",),
        facts=("session_id",),
        mine=objections_of,
        erased_by=("reflections",),
        stays="That somebody objects to notes, by nobody, until they are changed.",
    ),
)
"""What every table of what comes after sessions says."""
