"""Where the cards of entries stand in Discord."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from community.knowhow import Entry, Status
from storage import access, topics
from storage.communities import settings_of
from storage.database import Reading, Writing
from storage.knowhow.entries import load_entries, public
from storage.sql import add
from storage.tables.access import places
from storage.tables.knowhow import cards, entries, quotes


@dataclass(frozen=True, slots=True)
class CardRow:
    """One posted card; `kind` is consent, thread, notices or shared."""

    entry_id: int
    kind: str
    channel_id: int
    message_id: int


_COLUMNS = (cards.c.entry_id, cards.c.kind, cards.c.channel_id, cards.c.message_id)


async def add_card(tx: Writing, card: CardRow) -> None:
    """Remember where a card was posted; the same message twice is once."""
    row = {
        "entry_id": card.entry_id,
        "kind": card.kind,
        "channel_id": card.channel_id,
        "message_id": card.message_id,
    }
    await add(tx, cards, row, unique=["entry_id", "message_id"])


async def drop_card(tx: Writing, message_id: int) -> None:
    """Forget a card that is gone."""
    await tx.connection.execute(sa.delete(cards).where(cards.c.message_id == message_id))


async def cards_of(tx: Reading, entry_id: int) -> list[CardRow]:
    """Give the cards of an entry, oldest first."""
    query = sa.select(*_COLUMNS).where(cards.c.entry_id == entry_id).order_by(cards.c.id)
    return [CardRow(*row) for row in await tx.connection.execute(query)]


async def consent_cards(tx: Reading, place_id: int) -> list[CardRow]:
    """Give the cards that ask for consent in a thread: one, but for the moment in which a new one takes its place."""
    query = (
        sa.select(*_COLUMNS)
        .join(entries, entries.c.id == cards.c.entry_id)
        .where(entries.c.place_id == place_id, cards.c.kind == "consent")
        .order_by(cards.c.id)
    )
    return [CardRow(*row) for row in await tx.connection.execute(query)]


async def asking_in(tx: Reading, place_id: int) -> list[Entry]:
    """Give the entries of a thread that await answers, oldest first."""
    here = (entries.c.place_id == place_id) & (entries.c.status == Status.AWAITING.value)
    return await load_entries(tx, sa.select(entries).where(here).order_by(entries.c.id))


async def published_in(tx: Reading, place_id: int) -> bool:
    """Say whether an entry of a thread is published."""
    query = sa.select(entries.c.id).where(entries.c.place_id == place_id, public()).limit(1)
    return (await tx.connection.execute(query)).first() is not None


async def asked_of(tx: Reading, entry_ids: Sequence[int]) -> list[int]:
    """Give the ids of those who were asked for these entries, whether they answered or not."""
    query = sa.select(quotes.c.author_id).where(
        quotes.c.entry_id.in_(list(entry_ids)), quotes.c.asked_at.is_not(None), quotes.c.words != ""
    )
    return list((await tx.connection.execute(query.distinct().order_by(quotes.c.author_id))).scalars())


async def notices_for(tx: Reading, entry: Entry, now: datetime) -> int | None:
    """Give the place where an entry's card goes besides its thread; None if not all who read there see its source."""
    topic = await topics.find(tx, entry.topic_id)
    kind = (await tx.connection.execute(sa.select(places.c.kind).where(places.c.id == entry.topic_id))).scalar()
    place_id = topic.notices_id if topic else None
    if place_id is None and kind == "text":
        place_id = entry.topic_id
    if place_id is None:
        place_id = (await settings_of(tx, entry.community_id))["notices_channel"]
    seen_in = await access.seen_in_of(tx, place_id) if place_id else None
    if place_id is None or seen_in is None or place_id == entry.place_id:
        return None
    if seen_in == entry.seen_in:
        return place_id
    shared = await access.seen_by_audience(tx, entry.community_id, seen_in, now)
    return place_id if entry.seen_in in shared else None
