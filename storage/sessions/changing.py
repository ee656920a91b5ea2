"""Sessions as they are changed and called off: one alone, or with all that follow in its series."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from community.holidays import holiday_on
from community.sessions import (
    NEAR,
    Part,
    Plan,
    Series,
    Session,
    Split,
    changes,
    ended,
    placed,
    split,
    taking,
)
from storage.database import Writing
from storage.outbox import Due, put_due
from storage.sessions.announcing import mirror_by, show_by
from storage.sessions.making import make_coming
from storage.sessions.planned import call_off, of_series, show_again
from storage.sessions.reminding import copy_wishes, remind
from storage.sessions.rows import LOCAL, row_of
from storage.sessions.series import add_series, change_series, find_series, series_row
from storage.sessions.standing import move_standing
from storage.sessions.waiting import change_places
from storage.summaries import sources_changed
from storage.tables.sessions import sessions

TOLD = "session-told"
"""The kind of a due row that tells those who said that they come, or may, what was changed."""


async def change_one(tx: Writing, session: Session, after: Plan, now: datetime) -> None:
    """Change one session alone: its reminders move, its card, thread and event follow, and who comes is told once."""
    names = changes(session.plan, after)
    own = (session.part.changed if session.part else frozenset()) | names
    await _write(tx, session, after, own, now)
    await _tell(tx, session, names, now, following=False)
    if session.part is not None:
        await change_series(tx, session.part.series_id, look_at=now)


async def change_following(tx: Writing, session: Session, after: Plan, now: datetime) -> int:
    """Change a session of a series and all that follow it: the series is split before it. Gives how many are made.

    Sessions keep their ids, cards, threads and answers; what was changed or called off for one alone stays so. One that
    would come to be on a bank holiday which the series skips is called off. Raises `Refusal` where a pattern can't be
    moved so.
    """
    assert session.part is not None, "a session of a series"
    found = await find_series(tx, session.part.series_id)
    assert found is not None, "a series is never removed while it has sessions"
    names = changes(session.plan, after)
    following = await _following(tx, session)
    cut = split_at(found, session, after, max(part.original for _, part in following))
    later = await _cut(tx, found, cut, taking(found.plan, names, after))
    numbers = _numbers(later, cut)
    await _move_to(tx, later.id, following)
    for one, part in following:
        original = cut.dates[part.original]
        number = numbers.get(original, part.number)
        placing = {"original_start": original.strftime(LOCAL), "number": number}
        await tx.connection.execute(sa.update(sessions).where(sessions.c.id == one.id).values(placing))
        if one.status != "planned" or one.ends_at <= now:
            continue
        is_first = one.id == session.id
        kept = part.changed - names if is_first else part.changed
        of = _at(later.plan, original)
        wanted = taking(one.plan, names if is_first else names - kept, after if is_first else of)
        moved = replace(one, part=replace(part, series_id=later.id, original=original, number=number))
        holiday = None if is_first or "starts" in kept else holiday_on(later.repeats.holidays, original.date())
        if holiday and "starts" in names:
            await call_off(tx, moved, f"{holiday} is a bank holiday.", now, by=None)
        else:
            await _write(tx, moved, wanted, kept, now)
    await _tell(tx, session, names, now, following=True)
    for id_ in {found.id, later.id}:
        await make_coming(tx, id_, now)
    return sum(one.status == "planned" for one, _ in following)


def split_at(found: Series, session: Session, after: Plan, until: datetime) -> Split:
    """Cut a series before one of its sessions, which is to be `after`, with dates matched up to `until`."""
    assert session.part is not None, "a session of a series"
    is_moved = "starts" in changes(session.plan, after)
    to = after.local_start if is_moved else session.part.original
    return split(found, session.part.number, session.part.original, to, until)


async def call_off_following(tx: Writing, session: Session, reason: str, now: datetime, *, by: int) -> int:
    """Call off a session of a series and all that follow it: the series ends before it. Gives how many there were.

    One message tells all who meant to come to any of them.
    """
    assert session.part is not None, "a session of a series"
    found = await find_series(tx, session.part.series_id)
    assert found is not None, "a series is never removed while it has sessions"
    await change_series(tx, found.id, rule=ended(found, session.part.original).rule, look_at=now)
    number = 0
    for one, _ in await _following(tx, session):
        if one.status == "planned" and one.ends_at > now:
            number += 1
            is_first = one.id == session.id
            await call_off(tx, one, reason, now, by=by, following=is_first, quietly=not is_first)
    return number


async def _following(tx: Writing, session: Session) -> list[tuple[Session, Part]]:
    """Give a session and those after it in its series, by the wall times that the series gives them."""
    assert session.part is not None, "a session of a series"
    there = [(one, one.part) for one in await of_series(tx, session.part.series_id) if one.part is not None]
    following = [(one, part) for one, part in there if part.original >= session.part.original]
    return sorted(following, key=lambda pair: pair[1].original)


async def _cut(tx: Writing, found: Series, cut: Split, plan: Plan) -> Series:
    """Write the later part down, as a series of its own unless it is all there is; give it."""
    plan = replace(plan, local_start=cut.first, starts_at=placed(cut.first, ZoneInfo(plan.zone)).starts_at)
    if cut.earlier is None:
        await change_series(tx, found.id, **series_row(plan, cut.later))
        return replace(found, plan=plan, repeats=cut.later)
    await change_series(tx, found.id, rule=cut.earlier.rule)
    later = replace(found, plan=plan, repeats=cut.later, earlier=cut.before)
    later = replace(later, id=await add_series(tx, later))
    await move_standing(tx, found.id, later.id)
    await copy_wishes(tx, found.id, later.id)
    return later


async def _move_to(tx: Writing, series_id: int, following: Collection[tuple[Session, Part]]) -> None:
    """Put sessions into a series under times that none has: one may take the time that another leaves."""
    ids = [one.id for one, _ in following]
    change = sa.update(sessions).where(sessions.c.id.in_(ids))
    aside = sa.literal("moved ").concat(sessions.c.original_start)
    await tx.connection.execute(change.values(series_id=series_id, original_start=aside))


def _numbers(later: Series, cut: Split) -> Mapping[datetime, int]:
    last = max(cut.dates.values())
    numbers: dict[datetime, int] = {}
    for occurrence in later.occurrences():
        if occurrence.at.original > last:
            break
        numbers[occurrence.at.original] = occurrence.number
    return numbers


def _at(plan: Plan, original: datetime) -> Plan:
    found = placed(original, ZoneInfo(plan.zone))
    return replace(plan, starts_at=found.starts_at, local_start=found.local)


async def _write(tx: Writing, session: Session, after: Plan, own: Collection[str], now: datetime) -> None:
    """Write a session's new plan down, and let reminders, card, thread and event follow."""
    names = changes(session.plan, after)
    if not names and session.part is not None and session.part.changed == set(own):
        return
    version = session.version + 1
    row = {**row_of(after), "version": version, "changed": sorted(own)}
    await tx.connection.execute(sa.update(sessions).where(sessions.c.id == session.id).values(row))
    if "starts" in names:
        await remind(tx, session.community_id, session.id, version, after.starts_at, now)
        await mirror_by(tx, session.id, after.starts_at, now)
        if session.part is not None and session.message_id is None:
            await show_by(tx, session.id, max(now, after.starts_at - NEAR))
    if names:
        await change_places(tx, session.id, now)
        await show_again(tx, [session.id], now)
        await sources_changed(tx, "session", [session.id])


async def _tell(tx: Writing, session: Session, names: Collection[str], now: datetime, *, following: bool) -> None:
    if set(names) == {"capacity"}:
        return  # whoever it concerns is asked, and the card says it
    payload = {
        "session": session.id,
        "changed": sorted(names),
        "was": session.plan.starts_at.isoformat(),
        "following": following,
    }
    key = f"session:{session.id}:told:{session.version + 1}"
    await put_due(tx, session.community_id, Due(TOLD, key, now, payload))
