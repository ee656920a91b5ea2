"""Notes of sessions, as drafts of know-how: under the Chatham House Rule, who was there may object to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.errors import Refusal
from community.knowhow import Entry
from storage import ledger
from storage.communities import settings_of
from storage.database import Reading, Writing
from storage.ledger import Kind
from storage.outbox import Due, cancel, put_due
from storage.sql import add, put
from storage.tables.after import objections, session_notes
from storage.tables.outbox import outbox

SHOW, HELD, RELEASED, PUBLISH = "notes-show", "notes-held", "notes-released", "notes-publish"
"""Kinds of due rows: what is shown of the notes is to be as they are; their writer is asked to change them, or is told
that nobody objects any more; publish."""

_WAITS = (
    "These notes are under the Chatham House Rule: they publish by themselves when everybody who was there has had "
    "time to object, and while somebody objects they wait to be changed."
)
_NO_CHANGE = (
    "These are notes under the Chatham House Rule, published when everybody who was there had had time to object: they "
    "can't be changed any more. `/knowhow retire` marks them as obsolete."
)

n, o = session_notes.c, objections.c


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of one session. `waits_until`: until when people may object; None where nobody is asked."""

    session_id: int
    community_id: int
    entry_id: int
    written_by: int
    version: int
    waits_until: datetime | None
    channel_id: int | None
    message_id: int | None
    objections: int


async def begin(
    tx: Writing, community_id: int, session_id: int, entry_id: int, by: int, waits_until: datetime | None, now: datetime
) -> None:
    """Write down that an entry's draft is the notes of a session, in place of others that came to nothing."""
    before = await of_session(tx, session_id, lock=True)
    row = {
        "community_id": community_id,
        "session_id": session_id,
        "entry_id": entry_id,
        "written_by": by,
        "version": before.version + 1 if before else 1,
        "waits_until": waits_until,
        "channel_id": None,
        "message_id": None,
    }
    await put(tx, session_notes, row)
    await tx.connection.execute(sa.delete(objections).where(o.session_id == session_id))
    made = await of_session(tx, session_id)
    if made is not None and waits_until is not None:
        await _show_anew(tx, made, before, now)


async def _show_anew(tx: Writing, made: Notes, before: Notes | None, now: datetime) -> None:
    """Show notes to those who were there, in place of what was shown before, and have them published in time."""
    if before is not None:
        await cancel(tx, _publish(before))
    old = {"old_channel": before.channel_id, "old": before.message_id} if before and before.message_id else {}
    payload = {"session": made.session_id, "version": made.version, "first": True, **old}
    await put_due(tx, made.community_id, Due(SHOW, f"notes:{made.session_id}:show:{made.version}", now, payload))
    if made.waits_until is not None:
        due = Due(PUBLISH, _publish(made), made.waits_until, {"session": made.session_id, "version": made.version})
        await put_due(tx, made.community_id, due)


def _publish(notes: Notes) -> str:
    return f"notes:{notes.session_id}:publish:{notes.version}"


async def check_publishes(tx: Reading, entry_id: int, now: datetime) -> None:
    """Raise `Refusal` where people still have time to object to an entry, or one does."""
    found = await of_entry(tx, entry_id)
    if found is not None and found.waits_until is not None and (found.objections or now < found.waits_until):
        raise Refusal(_WAITS)


async def begin_anew(tx: Writing, entry: Entry, now: datetime) -> None:
    """Begin the time to object anew, for an entry whose words are changed; raises `Refusal` once it is published."""
    before = await of_entry(tx, entry.id, lock=True)
    if before is None or before.waits_until is None:
        return
    if not entry.status.is_before_publication:
        raise Refusal(_NO_CHANGE)
    until = now + (await settings_of(tx, entry.community_id)).objection_time
    await begin(tx, before.community_id, before.session_id, entry.id, before.written_by, until, now)


async def follow(tx: Writing, entry: Entry) -> None:
    """Let what is shown of notes follow their entry: published, discarded, taken down."""
    found = await of_entry(tx, entry.id)
    if found is not None and found.waits_until is not None:
        payload = {"session": found.session_id, "version": found.version}
        key = f"notes:{found.session_id}:follow:{entry.version}"
        await put_due(tx, found.community_id, Due(SHOW, key, entry.changed_at, payload))


async def object_to(tx: Writing, notes: Notes, member_id: int, because: str, now: datetime) -> bool:
    """Write an objection down, once a member. Whoever wrote the notes is asked once to change them.

    `because` tells this objection from others; say False where the member objects already.
    """
    mine = sa.select(o.member_id).where(o.session_id == notes.session_id, o.member_id == member_id)
    if (await tx.connection.execute(mine)).first() is not None:
        return False
    await add(tx, objections, {"session_id": notes.session_id, "member_id": member_id, "objected_at": now})
    await ledger.remember(tx, Kind.OBJECTION, [about_objection(notes, member_id)], "stands", now)
    await _tell(tx, notes, because, now, None if notes.objections else HELD)
    return True


async def take_objection_back(tx: Writing, notes: Notes, member_id: int, because: str, now: datetime) -> bool:
    """Forget a member's objection; say False where there is none. Without any other the notes publish in time again."""
    mine = (o.session_id == notes.session_id) & (o.member_id == member_id)
    if not (await tx.connection.execute(sa.delete(objections).where(mine))).rowcount:
        return False
    await ledger.undo(tx, Kind.OBJECTION, [about_objection(notes, member_id)], "given", now)
    await _tell(tx, notes, because, now, RELEASED if notes.objections == 1 else None)
    return True


def about_objection(notes: Notes, member_id: int) -> tuple[object, ...]:
    """Give what the ledger knows a member's objection by: whichever version of the notes it was made to."""
    return notes.community_id, notes.session_id, member_id


async def _tell(tx: Writing, notes: Notes, because: str, now: datetime, kind: str | None) -> None:
    """Have what is shown of notes corrected, and their writer told; `because` tells this time from others."""
    about: dict[str, Any] = {"session": notes.session_id, "version": notes.version}
    for one in filter(None, (kind, SHOW)):
        key = f"{_about(notes, one)}:{because}"
        await put_due(tx, notes.community_id, Due(one, key, now, about))


def _about(notes: Notes, kind: str) -> str:
    return f"notes:{notes.session_id}:{kind}:{notes.version}"


async def was_asked(tx: Reading, notes: Notes) -> bool:
    """Say whether the writer of notes was asked to change them as they are."""
    asked = outbox.c.dedupe_key.startswith(f"{_about(notes, HELD)}:", autoescape=True)
    query = sa.select(outbox.c.id).where(asked, outbox.c.message_id.is_not(None)).limit(1)
    return (await tx.connection.execute(query)).first() is not None


async def note_shown(tx: Writing, notes: Notes, channel_id: int, message_id: int) -> None:
    """Write down where notes are shown."""
    change = sa.update(session_notes).where(n.session_id == notes.session_id, n.version == notes.version)
    await tx.connection.execute(change.values(channel_id=channel_id, message_id=message_id))


async def of_session(tx: Reading, session_id: int, *, lock: bool = False) -> Notes | None:
    """Give the notes of a session, or None. `lock`: nobody else changes them until this transaction ends."""
    return await _one(tx, n.session_id == session_id, lock=lock)


async def of_entry(tx: Reading, entry_id: int, *, lock: bool = False) -> Notes | None:
    """Give the notes that an entry is, or None."""
    return await _one(tx, n.entry_id == entry_id, lock=lock)


async def waiting(tx: Reading) -> list[Notes]:
    """Give all notes that people were asked about, of all communities, published or not."""
    asked = (await tx.connection.execute(sa.select(n.session_id).where(n.waits_until.is_not(None)))).scalars().all()
    return [found for session_id in asked if (found := await of_session(tx, session_id, lock=True)) is not None]


async def _one(tx: Reading, where: sa.ColumnElement[bool], *, lock: bool) -> Notes | None:
    query = sa.select(session_notes).where(where)
    row: Any = (await tx.connection.execute(query.with_for_update() if lock else query)).first()
    if row is None:
        return None
    counted = sa.select(sa.func.count()).where(o.session_id == row.session_id)
    against = (await tx.connection.execute(counted)).scalar_one()
    return Notes(
        row.session_id,
        row.community_id,
        row.entry_id,
        row.written_by,
        row.version,
        row.waits_until,
        row.channel_id,
        row.message_id,
        against,
    )
