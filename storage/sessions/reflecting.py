"""What people will try after sessions, as remembered: shared or not, asked about once, and what came of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from community.screening import mask
from community.sessions import (
    HAPPENED_LIMIT,
    STILL_ASKED,
    TRIES_LIMIT,
    CameOf,
    Reflected,
    Reflection,
    Resolve,
    Session,
    Sharing,
)
from storage import ledger
from storage.database import Reading, Writing
from storage.ledger import Kind
from storage.outbox import Due, cancel, put_due
from storage.sql import fresh_id
from storage.summaries import sources_changed
from storage.tables.after import reflections
from storage.tables.sessions import sessions as sessions_table

ASK, SHARED, UNSHARED = "reflect-ask", "reflect-shared", "reflect-unshared"
"""Kinds of due rows: ask somebody what came of it; what is shared is to be as it is now; a shared line goes."""

RESOLVE, OUTCOME = "resolve", "outcome"
"""What of a reflection is shared, or is not: what they will try; what came of it."""

r = reflections.c


async def reflect(tx: Writing, session: Session, member_id: int, resolve: Resolve, now: datetime) -> Reflection:
    """Write down what somebody will try, in place of what they wrote before; what came of that is forgotten."""
    before = await reflection_of(tx, session.id, member_id, lock=True)
    row: dict[str, Any] = {
        "tries": mask(resolve.tries, TRIES_LIMIT),
        "by_at": resolve.by_at,
        "asks": resolve.asks,
        "shared": resolve.shared.value,
        "version": before.version + 1 if before else 1,
        "outcome": None,
        "happened": "",
        "told": False,
        "made_at": now,
        "answered_at": None,
    }
    if before is None:
        of = {"community_id": session.community_id, "session_id": session.id, "member_id": member_id}
        await tx.connection.execute(sa.insert(reflections).values(row | of | await fresh_id(tx, reflections)))
    else:
        await tx.connection.execute(sa.update(reflections).where(r.id == before.id).values(row))
        await cancel(tx, _ask(before))
        await sources_changed(tx, "reflection", [before.id])
    made = await reflection_of(tx, session.id, member_id)
    assert made is not None
    await _note_sharing(tx, made, before, now)
    if made.resolve.asks and made.resolve.by_at is not None:
        until = made.resolve.by_at + STILL_ASKED
        payload = {"reflection": made.id, "version": made.version}
        await put_due(tx, made.community_id, Due(ASK, _ask(made), made.resolve.by_at, payload, until))
    if made.resolve.shared is not Sharing.NO:
        first = made.message_id is None and (before is None or before.resolve.shared is Sharing.NO)
        payload = {"reflection": made.id, "session": session.id, "first": first}
        await put_due(tx, made.community_id, Due(SHARED, _shared(made), now, payload))
    elif before is not None and before.resolve.shared is not Sharing.NO:
        await _unshare(tx, before, now)
    return made


async def say_what_came(
    tx: Writing, reflection: Reflection, outcome: CameOf, happened: str, now: datetime, *, told: bool
) -> None:
    """Write down what came of it; the last word counts."""
    values = {
        "outcome": outcome.value,
        "happened": mask(happened.strip(), HAPPENED_LIMIT),
        "told": told,
        "answered_at": now,
    }
    await tx.connection.execute(sa.update(reflections).where(r.id == reflection.id).values(values))
    await _note_sharing(tx, replace(reflection, told=told), reflection, now)
    await cancel(tx, _ask(reflection))
    await sources_changed(tx, "reflection", [reflection.id])


async def take_back(tx: Writing, reflection: Reflection, now: datetime) -> None:
    """Forget a reflection, with the line that shares it and what summaries tell of it, for good."""
    await ledger.remember(tx, Kind.REFLECTION, [about_reflection(reflection)], "taken_back", now, now)
    await forget_reflection(tx, reflection, now)


def about_reflection(one: Reflection, *what: str) -> tuple[object, ...]:
    """Give what the ledger knows a member's reflection on a session by, or what of it is shared."""
    return one.community_id, one.session_id, one.member_id, *what


async def _note_sharing(tx: Writing, after: Reflection, before: Reflection | None, now: datetime) -> None:
    """Write into the ledger what is shared no more, and what is again."""
    for what, is_ in _shared_of(after).items():
        about = [about_reflection(after, what)]
        if is_:
            await ledger.undo(tx, Kind.SHARING, about, "given", now)
        elif before is not None and _shared_of(before)[what]:
            await ledger.remember(tx, Kind.SHARING, about, "no", now)


def _shared_of(one: Reflection) -> dict[str, bool]:
    return {RESOLVE: one.resolve.shared is not Sharing.NO, OUTCOME: one.told}


async def share_no_more(tx: Writing, reflection: Reflection, what: str, now: datetime) -> bool:
    """Let what is shared of a reflection be its writer's alone; False where it is."""
    if not _shared_of(reflection)[what]:
        return False
    if what == RESOLVE:
        await _unshare(tx, reflection, now)
    alone: dict[str, Any] = {"shared": Sharing.NO.value} if what == RESOLVE else {"told": False}
    await tx.connection.execute(sa.update(reflections).where(r.id == reflection.id).values(alone))
    await sources_changed(tx, "reflection", [reflection.id])
    return True


async def forget_reflection(tx: Writing, reflection: Reflection, now: datetime) -> None:
    """Forget a reflection, and whatever shows it."""
    await cancel(tx, _ask(reflection))
    if reflection.resolve.shared is not Sharing.NO:
        await _unshare(tx, reflection, now)
    await sources_changed(tx, "reflection", [reflection.id])
    await tx.connection.execute(sa.delete(reflections).where(r.id == reflection.id))


async def _unshare(tx: Writing, before: Reflection, now: datetime) -> None:
    if before.message_id is None:
        return  # a line that is on its way is taken back by whoever sends it
    payload = {"channel_id": before.channel_id, "message_id": before.message_id}
    await put_due(tx, before.community_id, Due(UNSHARED, f"{UNSHARED}:{before.message_id}", now, payload))
    change = sa.update(reflections).where(r.id == before.id)
    await tx.connection.execute(change.values(channel_id=None, message_id=None))


async def note_shared(
    tx: Writing, community_id: int, reflection_id: int, channel_id: int, message_id: int, now: datetime
) -> None:
    """Write down where a reflection is shared; where it was taken back meanwhile, the line goes."""
    found = await find_reflection(tx, reflection_id)
    if found is not None and found.resolve.shared is not Sharing.NO:
        change = sa.update(reflections).where(r.id == reflection_id)
        await tx.connection.execute(change.values(channel_id=channel_id, message_id=message_id))
        return
    payload = {"channel_id": channel_id, "message_id": message_id}
    await put_due(tx, community_id, Due(UNSHARED, f"{UNSHARED}:{message_id}", now, payload))


async def find_reflection(tx: Reading, reflection_id: int) -> Reflection | None:
    """Give one, whoever asks: the caller checks whose it is."""
    found = await _reflections(tx, r.id == reflection_id)
    return found[0] if found else None


async def reflection_of(tx: Reading, session_id: int, member_id: int, *, lock: bool = False) -> Reflection | None:
    """Give a member's own, or None. `lock`: nobody else changes it until this transaction ends."""
    found = await _reflections(tx, (r.session_id == session_id) & (r.member_id == member_id), lock=lock)
    return found[0] if found else None


async def all_reflections(tx: Reading) -> list[Reflection]:
    """Give everybody's, of all communities: to look for those that were taken back."""
    return await _reflections(tx, sa.true())


async def reflections_by(tx: Reading, community_id: int, member_id: int, until: datetime) -> list[Reflection]:
    """Give a member's own in a community, made up to a moment."""
    mine = (r.community_id == community_id) & (r.member_id == member_id) & (r.made_at <= until)
    return await _reflections(tx, mine)


async def reflected(tx: Reading, session_id: int) -> Reflected:
    """Count the people who reflected on a session, and what came of it."""
    query = sa.select(r.outcome, sa.func.count()).where(r.session_id == session_id).group_by(r.outcome)
    counts: dict[str | None, int] = {row[0]: row[1] for row in await tx.connection.execute(query)}
    return Reflected(sum(counts.values()), *(counts.get(outcome.value, 0) for outcome in CameOf))


async def told_in(tx: Reading, thread_id: int, limit: int) -> list[Reflection]:
    """Give what came of reflections on the session whose thread this is, where it may be told; the newest first."""
    s = sessions_table.c
    of = sa.select(s.id).where(s.thread_id == thread_id, s.status == "planned")
    told = r.session_id.in_(of) & r.told & r.outcome.is_not(None)
    return (await _reflections(tx, told))[::-1][:limit]


async def _reflections(tx: Reading, where: sa.ColumnElement[bool], *, lock: bool = False) -> list[Reflection]:
    query = sa.select(reflections).where(where).order_by(r.id)
    rows: Sequence[Any] = (await tx.connection.execute(query.with_for_update() if lock else query)).all()
    return [
        Reflection(
            id=row.id,
            community_id=row.community_id,
            session_id=row.session_id,
            member_id=row.member_id,
            resolve=Resolve(row.tries, row.by_at, row.asks, Sharing(row.shared)),
            made_at=row.made_at,
            version=row.version,
            outcome=CameOf(row.outcome) if row.outcome else None,
            happened=row.happened,
            told=row.told,
            channel_id=row.channel_id,
            message_id=row.message_id,
        )
        for row in rows
    ]


def _ask(one: Reflection) -> str:
    return f"reflection:{one.id}:ask:{one.version}"


def _shared(one: Reflection) -> str:
    return f"reflection:{one.id}:shared:{one.version}"
