"""What must still happen: rows written in the transaction that causes them, claimed by lease, sent once.

Source of the recipe: claim with a lease, send with a nonce made from the dedupe key, then mark.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa

from community.shards import Share
from storage.database import Database, Reading, Writing
from storage.sql import add, of_share
from storage.tables.backups import restores
from storage.tables.base import Moment
from storage.tables.outbox import outbox

LEASE = timedelta(seconds=30)
_FINISH = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("this"))
    .values(
        {name: sa.bindparam(name) for name in ("status", "finished_at", "message_id")}
        | {"claimed_until": None, "looks": None}
    )
)
_RESTORED = sa.select(restores.c.restored_at, restores.c.made_at).order_by(restores.c.restored_at.desc()).limit(1)
_RETRY = (5, 30, 120, 600, 1800, 3600)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that must happen at `due_at` (UTC), once, and is useless after `expires_at`.

    `payload` holds ids and flags only, never words. `dedupe_key` is unique for ever.
    """

    kind: str
    dedupe_key: str
    due_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A due row that this process holds for the length of the lease."""

    id: int
    community_id: int
    kind: str
    dedupe_key: str
    payload: Mapping[str, Any]
    due_at: datetime
    expires_at: datetime | None
    attempts: int
    first_tried_at: datetime
    """By Discord's clock, where that was known."""
    failures: int = 0
    may_be_sent: bool = False
    """Whether it fell due before a backup was restored: it may have been sent since the backup was made."""
    looks: list[str] = field(default_factory=list)
    """Digests of what attempts have sent, heard or not, by which it is known again; whoever sends for it adds to it."""

    @property
    def nonce(self) -> str:
        """The nonce a message sent for this row carries: 20 characters, the same at every attempt."""
        digest = blake2b(self.dedupe_key.encode(), digest_size=15).digest()
        return base64.urlsafe_b64encode(digest).decode()


async def put_due(tx: Writing, community_id: int, due: Due) -> None:
    """Write down what must happen; the same dedupe key twice is once."""
    await put_all_due(tx, community_id, [due])


async def put_all_due(tx: Writing, community_id: int, many: Sequence[Due]) -> None:
    """Write down several such things at once."""
    rows = [
        {
            "community_id": community_id,
            "kind": due.kind,
            "dedupe_key": due.dedupe_key,
            "payload": dict(due.payload),
            "due_at": due.due_at,
            "expires_at": due.expires_at,
            "status": "pending",
            "attempts": 0,
        }
        for due in many
    ]
    await add(tx, outbox, rows, unique=["dedupe_key"])
    tx.outbox_touched = True


async def reschedule(tx: Writing, dedupe_key: str, due_at: datetime, expires_at: datetime | None = None) -> None:
    """Move a row that is still pending."""
    change = sa.update(outbox).where(outbox.c.dedupe_key == dedupe_key, outbox.c.status == "pending")
    await tx.connection.execute(change.values(due_at=due_at, expires_at=expires_at))
    tx.outbox_touched = True


async def cancel(tx: Writing, *dedupe_keys: str) -> None:
    """Take back rows that are still pending; what was sent stays sent."""
    change = sa.update(outbox).where(outbox.c.dedupe_key.in_(dedupe_keys), outbox.c.status == "pending")
    await tx.connection.execute(change.values(status="cancelled"))


async def forget(tx: Writing, *dedupe_keys: str) -> None:
    """Forget rows that were taken back, so that the same may be written down again."""
    gone = outbox.c.dedupe_key.in_(dedupe_keys) & (outbox.c.status == "cancelled")
    await tx.connection.execute(sa.delete(outbox).where(gone))


async def message_of(tx: Reading, dedupe_key: str) -> int | None:
    """Give the id of the message that was sent for a row, or None."""
    query = sa.select(outbox.c.message_id).where(outbox.c.dedupe_key == dedupe_key)
    found: int | None = (await tx.connection.execute(query)).scalar()
    return found


async def may_be_sent_unheard(tx: Reading, dedupe_key: str) -> bool:
    """Say whether a row was tried and is not done: its message may be there, though its id is not known."""
    o = outbox.c
    query = sa.select(o.id).where(o.dedupe_key == dedupe_key, o.status == "pending", o.attempts > 0)
    return (await tx.connection.execute(query)).first() is not None


async def next_due_at(tx: Reading) -> datetime | None:
    """Give the moment of the earliest pending row of this share, or None."""
    mine = of_share(outbox.c.community_id, tx.share)
    query = sa.select(outbox.c.due_at).where(outbox.c.status == "pending", mine).order_by(outbox.c.due_at).limit(1)
    moment: datetime | None = (await tx.connection.execute(query)).scalar()
    return moment


async def claim(
    tx: Writing, now: datetime, who: str, limit: int = 20, *, discords_now: datetime | None = None
) -> list[Claimed]:
    """Claim up to `limit` due rows of this share for `who` and give them in the order they fell due.

    `discords_now`: the moment by Discord's clock, where that is known: what was sent is looked for from then on.
    """
    given = {"now": now, "until": now + LEASE, "who": who, "limit": limit, "tried": discords_now or now}
    taken = await tx.connection.execute(_claim(tx.share), given)
    rows = [_with_looks(Claimed(*told), looks) for *told, looks in taken]
    restored = (await tx.connection.execute(_RESTORED)).first() if rows else None
    if restored is not None:
        rows = [_after_restore(row, restored.made_at) if row.due_at <= restored.restored_at else row for row in rows]
    return sorted(rows, key=lambda row: (row.due_at, row.id))


def _with_looks(row: Claimed, looks: list[str] | None) -> Claimed:
    return replace(row, looks=looks) if looks else row


@cache
def _claim(share: Share) -> sa.Executable:
    """Make the statement that claims: it is one for each share, as making it takes longer than carrying it out."""
    o = outbox.c
    now = sa.bindparam("now", type_=Moment())
    mine = (o.status == "pending") & (o.due_at <= now) & of_share(o.community_id, share)
    free = mine & sa.or_(o.claimed_until.is_(None), o.claimed_until <= now)
    first = sa.select(o.id).where(free).order_by(o.due_at, o.id).limit(sa.bindparam("limit", type_=sa.Integer()))
    # PostgreSQL may ask twice for what stands within another statement, and would lock more than the limit.
    due = first.with_for_update(skip_locked=True).cte("due").prefix_with("MATERIALIZED")
    taken = sa.update(outbox).where(o.id.in_(sa.select(due.c.id)))
    values = {
        "claimed_until": sa.bindparam("until", type_=Moment()),
        "claimed_by": sa.bindparam("who", type_=sa.Text()),
        "attempts": o.attempts + 1,
        "first_tried_at": sa.func.coalesce(o.first_tried_at, sa.bindparam("tried", type_=Moment())),
    }
    told = (o.id, o.community_id, o.kind, o.dedupe_key, o.payload, o.due_at, o.expires_at, o.attempts)
    return taken.values(values).returning(*told, o.first_tried_at, o.failures, o.looks)


async def free_claims(tx: Writing, share: Share, now: datetime) -> None:
    """Let go of what another process had claimed of a share that has just changed hands; a long pause stays."""
    theirs = (outbox.c.claimed_until > now) & (outbox.c.claimed_until <= now + LEASE)
    change = sa.update(outbox).where(outbox.c.status == "pending", theirs, of_share(outbox.c.community_id, share))
    await tx.connection.execute(change.values(claimed_until=None))


def _after_restore(row: Claimed, made_at: datetime) -> Claimed:
    """Have it looked for from when it can first have been sent since the backup was made."""
    return replace(row, may_be_sent=True, first_tried_at=min(row.first_tried_at, max(row.due_at, made_at)))


async def finish(database: Database, row: Claimed, status: str, now: datetime, message_id: int | None = None) -> None:
    """Mark a row sent, missed or failed, in a transaction by itself: whoever claimed it has acted on it."""
    await database.change(_FINISH, _finished(row, status, now, message_id))


async def mark_sent(tx: Writing, row: Claimed, now: datetime, message_id: int) -> None:
    """Mark a row sent in the transaction that notes what was sent for it: what is noted is not acted on again."""
    await tx.connection.execute(_FINISH, _finished(row, "sent", now, message_id))


def _finished(row: Claimed, status: str, now: datetime, message_id: int | None) -> dict[str, Any]:
    return {"this": row.id, "status": status, "finished_at": now, "message_id": message_id}


async def sent_for_others(tx: Reading, row: Claimed) -> set[int]:
    """Give the ids of the messages that were sent for other rows of its kind: none of them is this row's."""
    o = outbox.c
    others = (o.community_id == row.community_id) & (o.kind == row.kind) & (o.id != row.id) & (o.status == "sent")
    query = sa.select(o.message_id).where(others, o.message_id.is_not(None))
    return set((await tx.connection.execute(query)).scalars())


async def put_off(tx: Writing, row: Claimed, until: datetime) -> None:
    """Let a row be due again at another moment."""
    change = sa.update(outbox).where(outbox.c.id == row.id)
    await tx.connection.execute(change.values(due_at=until, claimed_until=None, looks=row.looks or None))


async def let_wait(tx: Writing, row: Claimed, now: datetime) -> None:
    """Look at a row again soon that waits for another: that is no failure, and must not outlast what it waits for."""
    change = sa.update(outbox).where(outbox.c.id == row.id)
    await tx.connection.execute(change.values(claimed_until=now + LEASE, looks=row.looks or None))


async def put_back(tx: Writing, row: Claimed, now: datetime) -> None:
    """Try a row again later, after a pause that grows with its failures (a kill of the process is none)."""
    pause = timedelta(seconds=_RETRY[min(row.failures, len(_RETRY) - 1)])
    change = sa.update(outbox).where(outbox.c.id == row.id)
    values = {"claimed_until": now + pause, "failures": outbox.c.failures + 1, "looks": row.looks or None}
    await tx.connection.execute(change.values(values))
