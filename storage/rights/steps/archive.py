"""Erasing what a member wrote into the archive: the entries they captured, and their words in others'."""

from datetime import datetime

import sqlalchemy as sa

from storage.database import Writing
from storage.knowhow import find
from storage.knowhow.spread import change
from storage.knowhow.takedowns import empty_entry
from storage.rights.authored import FIELDS, Authored, authored
from storage.rights.declared import Who
from storage.rights.steps import Done
from storage.tables.knowhow import entries, revisions, takedowns

_AT_ONCE = 50


async def erase_entries(tx: Writing, who: Who, now: datetime) -> Done:
    """Empty the entries that the member captured: they leave every way out, and their cards are deleted."""
    e = entries.c
    mine = (e.community_id == who.community_id) & (e.captured_by == who.member_id) & (e.captured_at <= who.until)
    ids = list((await tx.connection.execute(sa.select(e.id).where(mine).order_by(e.id).limit(_AT_ONCE))).scalars())
    for entry_id in ids:
        await empty_entry(tx, entry_id, "erased", now)
        nobody = sa.update(entries).where(e.id == entry_id).values(captured_by=0)
        await tx.connection.execute(nobody)
    return Done({"entries": len(ids)}, more=len(ids) == _AT_ONCE)


async def erase_revisions(tx: Writing, who: Who, now: datetime) -> Done:
    """Take the member's edits out of others' entries: each field goes back to what others last wrote there."""
    r, e = revisions.c, entries.c
    theirs = (r.made_by == who.member_id) & (r.made_at <= who.until) & (e.community_id == who.community_id)
    query = sa.select(r.entry_id).distinct().join(entries, e.id == r.entry_id).where(theirs)
    ids = sorted((await tx.connection.execute(query)).scalars())
    t = takedowns.c
    gave = (t.community_id == who.community_id) & (t.taken_by == who.member_id) & (t.taken_at <= who.until)
    await tx.connection.execute(sa.update(takedowns).where(gave).values(reason="", taken_by=0))
    steps = 0
    for entry_id, wrote in (await authored(tx, who, ids)).items():
        steps += await _erase_steps(tx, who, entry_id, wrote)
        entry = await find(tx, entry_id)
        assert entry is not None
        back = {name: wrote.others[name] for name in FIELDS if wrote.is_theirs(name, getattr(entry.fields, name))} | (
            {"reason": None} if wrote.gave_reason else {}
        )
        if back:
            await change(tx, entry_id, now, **back)
    return Done({"edits": steps})


async def _erase_steps(tx: Writing, who: Who, entry_id: int, wrote: Authored) -> int:
    """Blank the member's words in each step of a history, those that carried them on too; give how many were theirs."""
    r = revisions.c
    steps = 0
    rows = (await tx.connection.execute(sa.select(revisions).where(r.entry_id == entry_id))).all()
    for row in rows:
        fields = {name: "" if wrote.is_theirs(name, text) else text for name, text in row.fields.items()}
        is_theirs = row.made_by == who.member_id and row.made_at <= who.until
        steps += is_theirs
        if fields == row.fields and not is_theirs:
            continue
        alter = sa.update(revisions).where(r.entry_id == entry_id, r.version == row.version)
        await tx.connection.execute(alter.values(fields=fields, made_by=0 if is_theirs else row.made_by))
    return steps
