"""Sessions as they are run: at which step, and what is to follow from a press."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from community.formats import Step
from community.sessions import FORGOTTEN, OVERDUE, Run, RunStatus, Session, finished
from storage.database import Reading, Writing
from storage.outbox import Due, cancel, put_due
from storage.sessions.attending import all_leave
from storage.sql import add
from storage.tables.sessions import runs

PANEL, STEP, OVER, FORGOT = "run-panel", "run-step", "run-over", "run-forgotten"
"""Kinds of due rows: the panel is to be as the run is, a step to be announced, its time is over, nobody finished."""
AFTER = "run-after"
"""Its kind once it is finished: the thread is to be asked what people will try."""
_STILL_ASKED = timedelta(days=2)


async def start(tx: Writing, session: Session, run: Run) -> bool:
    """Write down that a session is run, with its panel and its first step to come; False if it was begun already."""
    if await run_of(tx, session.id, lock=True) is not None:
        return False
    await add(tx, runs, {"session_id": run.session_id, "community_id": run.community_id, **_values(run)})
    await _follow(tx, run, None)
    ends = max(session.ends_at, run.started_at) + FORGOTTEN
    due = Due(FORGOT, f"run:{session.id}:forgotten", ends, {"session": session.id})
    await put_due(tx, run.community_id, due)
    return True


async def move(tx: Writing, before: Run, after: Run, now: datetime) -> None:
    """Write a press down with all that follows from it; nothing where it changed nothing."""
    if after == before:
        return
    change = sa.update(runs).where(runs.c.session_id == after.session_id)
    await tx.connection.execute(change.values(**_values(after)))
    await cancel(tx, _over(before))
    if not after.is_under_way:
        await all_leave(tx, after.session_id, now)
        await cancel(tx, f"run:{after.session_id}:forgotten")
        due = Due(AFTER, f"run:{after.session_id}:after", now, {"session": after.session_id}, now + _STILL_ASKED)
        await put_due(tx, after.community_id, due)
    await _follow(tx, after, now)


async def end(tx: Writing, session_id: int, now: datetime) -> None:
    """Finish a run that nobody finished."""
    run = await run_of(tx, session_id, lock=True)
    if run is not None and run.is_under_way:
        await move(tx, run, finished(run, now), now)


async def _follow(tx: Writing, run: Run, now: datetime | None) -> None:
    moment, about = now or run.started_at, {"session": run.session_id, "version": run.version}
    rows = [Due(PANEL, f"run:{run.session_id}:panel:{run.version}", moment, about)]
    if run.is_under_way and run.entered == run.version:
        rows.append(Due(STEP, f"run:{run.session_id}:step:{run.at}:{run.version}", moment, about))
    if run.ends_at is not None:
        rows.append(Due(OVER, _over(run), run.ends_at, about, run.ends_at + OVERDUE))
    for due in rows:
        await put_due(tx, run.community_id, due)


def _over(run: Run) -> str:
    return f"run:{run.session_id}:over:{run.version}"


async def show_people(tx: Writing, run: Run, now: datetime) -> None:
    """Have the panel tell how many are there, once for all who come within ten seconds."""
    slot = int(now.timestamp()) // 10
    moment = now + timedelta(seconds=10 - now.timestamp() % 10)
    key = f"run:{run.session_id}:people:{slot}"
    await put_due(tx, run.community_id, Due(PANEL, key, moment, {"session": run.session_id}))


async def note_panel(tx: Writing, session_id: int, channel_id: int, message_id: int, *, moved: bool = False) -> None:
    """Write down where the panel is, unless that is known and it was not moved."""
    unknown = (runs.c.session_id == session_id) & (sa.true() if moved else runs.c.message_id.is_(None))
    await tx.connection.execute(sa.update(runs).where(unknown).values(channel_id=channel_id, message_id=message_id))


async def run_of(tx: Reading, session_id: int, *, lock: bool = False) -> Run | None:
    """Give the run of a session, or None. `lock`: nobody else changes it until this transaction ends."""
    query = sa.select(runs).where(runs.c.session_id == session_id)
    found = await _runs(tx, query.with_for_update() if lock else query)
    return found[0] if found else None


async def is_finished(tx: Reading, session_id: int) -> bool:
    """Say whether a session was run to its end, which may be before it was to begin."""
    run = await run_of(tx, session_id)
    return run is not None and not run.is_under_way


async def under_way(tx: Reading, community_ids: Sequence[int]) -> list[Run]:
    """Give the runs of some communities that are not finished."""
    mine = runs.c.community_id.in_(community_ids) & (runs.c.status != RunStatus.FINISHED.value)
    return await _runs(tx, sa.select(runs).where(mine).order_by(runs.c.session_id))


async def _runs(tx: Reading, query: sa.Select[Any]) -> list[Run]:
    return [
        Run(
            session_id=row.session_id,
            community_id=row.community_id,
            steps=tuple(Step(*step) for step in row.steps),
            at=row.at,
            version=row.version,
            entered=row.entered,
            status=RunStatus(row.status),
            started_at=row.started_at,
            ends_at=row.ends_at,
            left=None if row.left_seconds is None else timedelta(seconds=row.left_seconds),
            finished_at=row.finished_at,
            channel_id=row.channel_id,
            message_id=row.message_id,
        )
        for row in await tx.connection.execute(query)
    ]


def _values(run: Run) -> dict[str, Any]:
    return {
        "steps": [[step.name, step.say, step.minutes] for step in run.steps],
        "at": run.at,
        "version": run.version,
        "entered": run.entered,
        "status": run.status.value,
        "started_at": run.started_at,
        "ends_at": run.ends_at,
        "left_seconds": None if run.left is None else round(run.left.total_seconds()),
        "finished_at": run.finished_at,
    }
