"""What happens to an entry once it is drafted: asking, editing, publishing, retiring."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from community.knowhow import Entry, Fields, Status, is_settled, tidy_fields
from community.screening import mask
from storage import notes
from storage.database import Writing
from storage.knowhow.answering import settle
from storage.knowhow.drafts import columns_of, masked
from storage.knowhow.entries import find, quotes_of
from storage.knowhow.spread import change, revise
from storage.outbox import Due, cancel, put_due
from storage.tables.knowhow import quotes

ASK, PUBLISH, POST = "consent-card", "entry-publish", "entry-post"
"""Kinds of due rows: post the card that asks; publish at the waiting time's end; post a card of an entry."""

PLACES = ("thread", "notices")
"""Where an entry's cards are posted."""


async def ask(tx: Writing, entry: Entry, by: int, at: datetime, waiting_time: timedelta) -> int:
    """Have the people quoted asked, and give for how many quotes there is something to ask.

    Answers known beforehand (standing, or for the same words) apply without asking.
    """
    await settle(tx, entry.community_id, await quotes_of(tx, entry.id), at)
    waits_until = at + waiting_time
    entry = await change(tx, entry.id, at, status=Status.AWAITING.value, asked_at=at, waits_until=waits_until)
    await revise(tx, entry, "asked", by, at)
    key = publish_key(entry)
    await put_due(tx, entry.community_id, Due(PUBLISH, key, waits_until, {"entry_id": entry.id}))
    return await ask_again(tx, entry, at)


async def ask_again(tx: Writing, entry: Entry, at: datetime) -> int:
    """Have those asked who never were about what is now quoted of them; give how many quotes wait for an answer."""
    waiting = [quote for quote in await quotes_of(tx, entry.id) if not is_settled(quote)]
    # Whoever was asked about the same words elsewhere, and still may answer, is not asked twice.
    elsewhere = sa.select(quotes.c.words_hash).where(quotes.c.entry_id != entry.id, quotes.c.asked_at.is_not(None))
    fresh = quotes.c.id.in_([quote.id for quote in waiting]) & quotes.c.asked_at.is_(None)
    query = sa.select(quotes.c.id).where(fresh, quotes.c.words_hash.not_in(elsewhere))
    ids = list((await tx.connection.execute(query)).scalars())
    if ids:
        await tx.connection.execute(sa.update(quotes).where(quotes.c.id.in_(ids)).values(asked_at=at))
        payload = {"entry_id": entry.id, "quote_ids": ids}
        await put_due(tx, entry.community_id, Due(ASK, f"{ASK}:{entry.id}:{entry.version}", at, payload))
    return len(waiting)


def publish_key(entry: Entry) -> str:
    """Give the dedupe key of the row that publishes an entry by itself."""
    return f"{PUBLISH}:{entry.id}"


async def publish(tx: Writing, entry: Entry, by: int | None, at: datetime) -> Entry:
    """Publish an entry with what was agreed; `by` None: by itself. Its cards are posted through the outbox."""
    await notes.check_publishes(tx, entry.id, at)
    await settle(tx, entry.community_id, await quotes_of(tx, entry.id), at)
    entry = await change(tx, entry.id, at, status=Status.PUBLISHED.value, published_at=at)
    await revise(tx, entry, "published" if by is not None else "published by itself", by or entry.captured_by, at)
    await cancel(tx, publish_key(entry))
    for where in PLACES:
        payload = {"entry_id": entry.id, "where": where}
        await put_due(tx, entry.community_id, Due(POST, f"{POST}:{entry.id}:{where}", at, payload))
    return entry


async def publish_when_due(tx: Writing, entry_id: int, at: datetime) -> bool:
    """Publish an entry whose waiting time is over, unless it says not to; gives whether it did."""
    entry = await find(tx, entry_id)
    if entry is None or entry.status is not Status.AWAITING or not entry.publishes_itself:
        return False
    if entry.waits_until is None or at < entry.waits_until:
        return False
    await publish(tx, entry, None, at)
    return True


async def edit(tx: Writing, entry: Entry, fields: Fields, by: int, at: datetime) -> Entry:
    """Change what the capturer wrote; a new step of its history. Raises `Refusal` for what is missing."""
    fields = masked(tidy_fields(fields))
    await notes.begin_anew(tx, entry, at)
    entry = await change(tx, entry.id, at, **columns_of(fields))
    await revise(tx, entry, "edited", by, at)
    return entry


async def retire(tx: Writing, entry: Entry, reason: str, by: int, at: datetime) -> Entry:
    """Mark an entry as obsolete; it stays to be found, and says so. One that was never published is simply put away."""
    entry = await change(tx, entry.id, at, status=Status.RETIRED.value, reason=mask(reason))
    await revise(tx, entry, "retired", by, at)
    await cancel(tx, publish_key(entry))
    return entry
