"""Entries of the archive, their quotes, consents, revisions and cards."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

entries = sa.Table(
    "entries",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("topic_id", Snowflake, nullable=False),
    sa.Column("place_id", Snowflake, nullable=False, comment="the thread it was captured from"),
    sa.Column("seen_in", Snowflake, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("did", sa.Text, nullable=False, comment="What we did"),
    sa.Column("context", sa.Text, nullable=False, default="", comment="Where and with whom"),
    sa.Column("outcome", sa.Text, nullable=False, default="", comment="What happened"),
    sa.Column("limits", sa.Text, nullable=False, default="", comment="Where it may not work"),
    sa.Column("status", sa.Text, nullable=False, comment="draft, awaiting, published, review, retired, taken_down"),
    sa.Column("captured_by", Snowflake, nullable=False),
    sa.Column("captured_at", Moment, nullable=False),
    sa.Column("asked_at", Moment, comment="when the people quoted were asked"),
    sa.Column("waits_until", Moment),
    sa.Column("publishes_itself", sa.Boolean, nullable=False, default=True),
    sa.Column("published_at", Moment),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Column("reason", sa.Text, comment="why it was retired; of an emptied one, what emptied it"),
)
sa.Index("ix_entries_community_id_status", entries.c.community_id, entries.c.status)
sa.Index("ix_entries_place_id", entries.c.place_id)

takedowns = sa.Table(
    "takedowns",
    metadata,
    community_key(),
    sa.Column("entry_id", OwnId, sa.ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("was", sa.Text, nullable=False, comment="its status before"),
    sa.Column("reason", sa.Text, nullable=False, comment="for those who review it"),
    sa.Column("taken_by", Snowflake, nullable=False),
    sa.Column("taken_at", Moment, nullable=False),
)
"""Entries that were taken down and wait for their review: then the row goes, with the text or without."""

entry_tags = sa.Table(
    "entry_tags",
    metadata,
    sa.Column("entry_id", OwnId, sa.ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    sa.Column("tag", sa.Text, nullable=False),
    sa.PrimaryKeyConstraint("entry_id", "tag"),
)

quotes = sa.Table(
    "quotes",
    metadata,
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("entry_id", OwnId, sa.ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    sa.Column("message_id", Snowflake, nullable=False),
    sa.Column("author_id", Snowflake, nullable=False),
    sa.Column("words", sa.Text, nullable=False, comment="empty once the message is deleted"),
    sa.Column("words_hash", sa.Text, nullable=False, comment="of message, author and words; empty with the words"),
    sa.Column("answer", sa.Text, comment="named, unnamed, left_out; null while unanswered"),
    sa.Column("answered_hash", sa.Text, comment="the words_hash that the answer was given for"),
    sa.Column("answered_at", Moment),
    sa.Column("asked_at", Moment),
    sa.Column("position", sa.Integer, nullable=False),
    sa.UniqueConstraint("entry_id", "message_id"),
)
sa.Index("ix_quotes_message_id", quotes.c.message_id)
sa.Index("ix_quotes_author_id", quotes.c.author_id)

quote_files = sa.Table(
    "quote_files",
    metadata,
    sa.Column("quote_id", OwnId, sa.ForeignKey("quotes.id", ondelete="CASCADE"), nullable=False),
    sa.Column("file_id", Snowflake, nullable=False),
    sa.Column("content", sa.LargeBinary, comment="null where it was not copied"),
    sa.Column("why_not", sa.Text, comment="gone, not reachable, or not what it says"),
    sa.Column("copied_at", Moment, nullable=False),
    sa.PrimaryKeyConstraint("quote_id", "file_id"),
)

consents = sa.Table(
    "consents",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("quote_id", OwnId, sa.ForeignKey("quotes.id", ondelete="SET NULL"), comment="null once it was unchosen"),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("words_hash", sa.Text, nullable=False),
    sa.Column("answered_at", Moment, nullable=False),
)
sa.Index("ix_consents_quote_id", consents.c.quote_id)
sa.Index("ix_consents_member_id_words_hash", consents.c.member_id, consents.c.words_hash)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("entry_id", OwnId, sa.ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("made_by", Snowflake, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column(
        "change",
        sa.Text,
        nullable=False,
        comment="what was done, in one word: captured, edited, published...",
    ),
    sa.Column("fields", sa.JSON, nullable=False, comment="the capturer's own words by field"),
    sa.Column("quote_ids", sa.JSON, nullable=False, comment="refers to quotes, never copies them"),
    sa.PrimaryKeyConstraint("entry_id", "version"),
)

cards = sa.Table(
    "cards",
    metadata,
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("entry_id", OwnId, sa.ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False, comment="consent, thread, notices or shared"),
    sa.Column("channel_id", Snowflake, nullable=False),
    sa.Column("message_id", Snowflake, nullable=False),
    sa.UniqueConstraint("entry_id", "message_id"),
)
