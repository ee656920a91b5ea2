"""When the database's files are cleared of what was deleted: at once where that was asked for, else once a day.

Deleting rows leaves copies of words in the gaps of a file's pages, and in PostgreSQL's dead rows, until all is written
anew (`Database.scrub`). One process at a time does that: it claims what is asked for.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from storage.database import Reading, Writing
from storage.tables.communities import settings
from storage.tables.knowhow import entries
from storage.tables.ledger import ledger, scrubs
from storage.tables.messages import messages

_LEASE = timedelta(minutes=30)
"""How long one may take; after this another process takes it up."""
_APART = timedelta(hours=12)
_LATEST = timedelta(days=1)
_NEVER = datetime(2015, 1, 1, tzinfo=UTC)


async def ask(tx: Writing, at: datetime) -> None:
    """Have the files cleared soon."""
    await tx.connection.execute(sa.insert(scrubs).values(asked_at=at))


async def ask_when_due(tx: Writing, now: datetime, hour: int) -> None:
    """Have the files cleared if something was deleted or changed since, in the hour (UTC) meant for it.

    Where the bot does not run at that hour, a day after the change.
    """
    last = await last_done(tx) or _NEVER
    if await asked(tx) or now - last < _APART:
        return
    since = await _changed_since(tx, last)
    if since is not None and (now.astimezone(UTC).hour == hour or now - since >= _LATEST):
        await ask(tx, now)


async def asked(tx: Reading) -> bool:
    """Say whether the files are to be cleared."""
    there = sa.select(scrubs.c.id).where(scrubs.c.done_at.is_(None)).limit(1)
    return (await tx.connection.execute(there)).first() is not None


async def last_done(tx: Reading) -> datetime | None:
    """Give up to when nothing of what was deleted is left, or None."""
    moment: datetime | None = (await tx.connection.execute(sa.select(sa.func.max(scrubs.c.done_at)))).scalar()
    return moment


async def claim(tx: Writing, now: datetime) -> list[int]:
    """Take up what is asked for, unless another process is at it; gives which, none where there is nothing to do."""
    s = scrubs.c
    at_it = sa.select(s.id).where(s.done_at.is_(None), s.claimed_until > now).limit(1)
    if (await tx.connection.execute(at_it)).first() is not None:
        return []
    ids = list((await tx.connection.execute(sa.select(s.id).where(s.done_at.is_(None)))).scalars())
    await tx.connection.execute(sa.update(scrubs).where(s.id.in_(ids)).values(claimed_until=now + _LEASE))
    return ids


async def let_go(tx: Writing, ids: list[int]) -> None:
    """Leave for later what could not be done now."""
    await tx.connection.execute(sa.update(scrubs).where(scrubs.c.id.in_(ids)).values(claimed_until=None))


async def finish(tx: Writing, ids: list[int], at: datetime) -> None:
    """Note that nothing is left of what was deleted until `at`."""
    s = scrubs.c
    await tx.connection.execute(sa.delete(scrubs).where(s.done_at.is_not(None)))
    await tx.connection.execute(sa.update(scrubs).where(s.id.in_(ids)).values(done_at=at, claimed_until=None))


async def note(tx: Writing, at: datetime) -> None:
    """Note that the files were cleared by whoever had more to erase."""
    await tx.connection.execute(sa.delete(scrubs).where(scrubs.c.done_at.is_not(None)))
    await tx.connection.execute(sa.insert(scrubs).values(asked_at=at, done_at=at))


async def _changed_since(tx: Reading, last: datetime) -> datetime | None:
    """Give when the first thing was deleted, edited or taken back after `last`, or None."""
    moments = [
        (await tx.connection.execute(sa.select(sa.func.min(column)).where(column > last))).scalar()
        for column in (ledger.c.at, messages.c.edited_at, messages.c.deleted_at, entries.c.changed_at)
    ]
    # What is let go of because its days are over leaves no trace that could be asked.
    keeps = sa.select(settings.c.value).where(settings.c.name == "keep_days")
    if any((await tx.connection.execute(keeps)).scalars()):
        moments.append(last)
    return min((moment for moment in moments if moment is not None), default=None)
