"""Taking an entry out of sight at once, and what its review makes of it: its text is erased, or it is put back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from community.knowhow import BOUNDS, Entry, Status, is_settled
from community.screening import mask
from storage import ledger, scrubs
from storage.communities import settings_of
from storage.database import Reading, Writing
from storage.knowhow.answering import forget_answers
from storage.knowhow.changes import PLACES, POST, publish_key
from storage.knowhow.entries import find, left_behind, load_entries, quotes_of
from storage.knowhow.spread import change, revise
from storage.ledger import Kind
from storage.outbox import Due, cancel, forget, put_due
from storage.sql import add, of_share
from storage.tables.knowhow import entries, entry_tags, quotes, revisions, takedowns

RESTORED, ERASED = "restored", "erased"
"""What the ledger says of an entry after its review."""


@dataclass(frozen=True, slots=True)
class Takedown:
    """An entry that waits for its review; without one it is erased by itself from `ends_at` on."""

    entry: Entry
    was: Status
    reason: str
    taken_at: datetime
    ends_at: datetime


def about(entry: Entry) -> tuple[object, ...]:
    """Give what the ledger knows an entry by: its id alone might be another's after an older backup was restored."""
    return entry.community_id, entry.id, entry.captured_at.isoformat()


async def takedown(tx: Writing, entry: Entry, reason: str, by: int, at: datetime) -> Entry:
    """Take an entry out of sight at once: cards, index and summaries go with it. Its text waits for the review."""
    taken = await hide(tx, entry, at, reason=mask(reason), by=by)
    await ledger.remember(tx, Kind.ENTRY, [about(taken)], Status.TAKEN_DOWN.value, at)
    await revise(tx, taken, "taken down", by, at)
    return taken


async def hide(tx: Writing, entry: Entry, at: datetime, reason: str = "", by: int = 0) -> Entry:
    """Take an entry out of sight and have it wait for its review, without a word in ledger or history."""
    row = {"community_id": entry.community_id, "entry_id": entry.id, "was": entry.status.value}
    await add(tx, takedowns, {**row, "reason": reason, "taken_by": by, "taken_at": at})
    hidden = await change(tx, entry.id, at, status=Status.TAKEN_DOWN.value)
    await _cancel(tx, entry)
    return hidden


async def _cancel(tx: Writing, entry: Entry) -> None:
    await cancel(tx, publish_key(entry), *(f"{POST}:{entry.id}:{where}" for where in PLACES))


async def change_reason(tx: Writing, entry_id: int, reason: str) -> None:
    """Put other words in place of the reason for which an entry was taken down."""
    alter = sa.update(takedowns).where(takedowns.c.entry_id == entry_id)
    await tx.connection.execute(alter.values(reason=mask(reason)))


async def to_review(
    tx: Reading,
    community_id: int,
    member_id: int,
    sees: Iterable[int],
    *,
    topic_id: int | None = None,
    entry_id: int | None = None,
) -> list[Takedown]:
    """Give what waits for its review in places that the person sees, oldest first; who of them may, the caller asks."""
    e = entries.c
    readable = e.seen_in.in_(list(sees)) | await left_behind(tx, community_id, member_id)
    query = sa.select(takedowns.c.entry_id).join(entries, e.id == takedowns.c.entry_id)
    query = query.where(takedowns.c.community_id == community_id, readable)
    if topic_id is not None:
        query = query.where(e.topic_id == topic_id)
    if entry_id is not None:
        query = query.where(e.id == entry_id)
    return await _load(tx, takedowns.c.entry_id.in_(query))


async def waiting(tx: Reading, entry_id: int) -> Takedown | None:
    """Give an entry that waits for its review, whoever asks: for work that nobody sees."""
    found = await _load(tx, takedowns.c.entry_id == entry_id)
    return found[0] if found else None


async def unreviewed(tx: Reading, now: datetime) -> list[Takedown]:
    """Give what nobody has reviewed in time, of this share of the communities."""
    there = await _load(tx, of_share(takedowns.c.community_id, tx.share))
    return [one for one in there if one.ends_at <= now]


async def _load(tx: Reading, where: sa.ColumnElement[bool]) -> list[Takedown]:
    t = takedowns.c
    rows = (await tx.connection.execute(sa.select(takedowns).where(where).order_by(t.taken_at, t.entry_id))).all()
    of_these = sa.select(entries).where(entries.c.id.in_([row.entry_id for row in rows]))
    by_id = {entry.id: entry for entry in await load_entries(tx, of_these)}
    days = {id_: (await settings_of(tx, id_))["review_days"] for id_ in {row.community_id for row in rows}}
    return [
        Takedown(
            by_id[row.entry_id],
            Status(row.was),
            row.reason,
            row.taken_at,
            row.taken_at + timedelta(days=days[row.community_id]),
        )
        for row in rows
    ]


async def put_back(tx: Writing, taken: Takedown, by: int, at: datetime) -> Entry:
    """Give an entry back as it was, its cards posted anew; one that was asking for consent becomes a draft again."""
    entry = taken.entry
    await ledger.remember(tx, Kind.ENTRY, [about(entry)], RESTORED, at)
    entry = await show(tx, taken, at)
    await revise(tx, entry, "put back", by, at)
    return entry


async def show(tx: Writing, taken: Takedown, at: datetime) -> Entry:
    """Give an entry back without a word in ledger or history."""
    entry, was, more = taken.entry, taken.was, dict[str, Any]()
    await tx.connection.execute(sa.delete(takedowns).where(takedowns.c.entry_id == entry.id))
    if was is Status.AWAITING:
        # Its question is gone from the thread: who has not answered is asked again once its capturer asks.
        was, more = Status.DRAFT, {"asked_at": None, "waits_until": None}
        open_ = [quote.id for quote in await quotes_of(tx, entry.id) if not is_settled(quote)]
        await tx.connection.execute(sa.update(quotes).where(quotes.c.id.in_(open_)).values(asked_at=None))
        await forget(tx, publish_key(entry))
    entry = await change(tx, entry.id, at, status=was.value, **more)
    for where in PLACES if entry.is_public and entry.published_at else ():
        # A key of its own: what was posted under the first one is gone.
        key = f"{POST}:{entry.id}:{where}:{entry.version}"
        await put_due(tx, entry.community_id, Due(POST, key, at, {"entry_id": entry.id, "where": where}))
    return entry


async def erase_text(tx: Writing, entry: Entry, at: datetime) -> None:
    """Erase what an entry that was taken down says, for good, and have the database's files cleared of it."""
    await ledger.remember(tx, Kind.ENTRY, [about(entry)], ERASED, at)
    await empty_entry(tx, entry.id, "erased after review", at)
    await scrubs.ask(tx, at)


async def empty_entry(tx: Writing, entry_id: int, why: str, now: datetime) -> None:
    """Empty an entry's texts, history, tags and quotes, and take it out of sight; `why` is all that it says then.

    Of the answers that were given for its quotes it stays that they were given.
    """
    await forget_answers(tx, entry_id)
    for table in (quotes, revisions, entry_tags, takedowns):
        await tx.connection.execute(sa.delete(table).where(table.c.entry_id == entry_id))
    entry = await find(tx, entry_id)
    assert entry is not None
    await _cancel(tx, entry)
    blank: dict[str, Any] = dict.fromkeys(BOUNDS, "")
    await change(tx, entry_id, now, status=Status.TAKEN_DOWN.value, reason=why, **blank)
