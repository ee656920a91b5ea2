"""Where the cards of entries stand in Discord."""

from dataclasses import dataclass

import sqlalchemy as sa

from storage.database import Reading, Writing
from storage.sql import add
from storage.tables.knowhow import cards, entries


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
    await add(tx, cards, row, unique=["message_id"])


async def drop_card(tx: Writing, message_id: int) -> None:
    """Forget a card that is gone."""
    await tx.connection.execute(sa.delete(cards).where(cards.c.message_id == message_id))


async def cards_of(tx: Reading, entry_id: int) -> list[CardRow]:
    """Give the cards of an entry, oldest first."""
    query = sa.select(*_COLUMNS).where(cards.c.entry_id == entry_id).order_by(cards.c.id)
    return [CardRow(*row) for row in await tx.connection.execute(query)]


async def consent_card(tx: Reading, place_id: int) -> list[CardRow]:
    """Give the cards that ask for consent in a thread: one, but for the moment in which a new one takes its place."""
    query = (
        sa.select(*_COLUMNS)
        .join(entries, entries.c.id == cards.c.entry_id)
        .where(entries.c.place_id == place_id, cards.c.kind == "consent")
        .order_by(cards.c.id)
    )
    return [CardRow(*row) for row in await tx.connection.execute(query)]
