"""The index's tables as stores name them; they are made by hand in a migration, apart from the metadata.

A text's number holds, from the top: its place's number, its unit's (a conversation or entry) and its own; so what a
caller may see is a few ranges of numbers, and which conversation a match is of needs no look-up. A channel has a place
for its conversations and one for its entries.
"""

import sqlalchemy as sa

from community.search.ranking import TEXT_BITS, UNIT_BITS
from storage.tables.base import Moment

PLACE_SHIFT = UNIT_BITS + TEXT_BITS
TEXTS_IN_UNIT = 1 << TEXT_BITS

CONVERSATION = "conversation"
ENTRY = "entry"

PLACE_MARK = "§"
"""Begins the lexeme, on PostgreSQL, that says which place a text is in; no word begins so."""
SURFACE_MARK = "·"
"""Begins a word as it was written, where its stem is another; no stem begins so."""

places = sa.table(
    "search_places",
    sa.column("number", sa.Integer),
    sa.column("community_id", sa.BigInteger),
    sa.column("topic_id", sa.BigInteger),
    sa.column("seen_in", sa.BigInteger),
    sa.column("kind", sa.Text),
    sa.column("made", sa.Integer),
    sa.column("units", sa.Integer),
    sa.column("texts", sa.Integer),
    sa.column("words", sa.BigInteger),
    sa.column("title_words", sa.BigInteger),
)
units = sa.table(
    "search_units",
    sa.column("number", sa.BigInteger),
    sa.column("kind", sa.Text),
    sa.column("ref_id", sa.BigInteger),
    sa.column("made", sa.Integer),
    sa.column("last_at", Moment()),
)
texts = sa.table(
    "search_texts",
    sa.column("id", sa.BigInteger),
    sa.column("message_id", sa.BigInteger),
    sa.column("stems", sa.Text),
    sa.column("surfaces", sa.Text),
    sa.column("words", sa.Integer),
)
