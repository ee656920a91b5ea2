"""Summaries that were posted, and what they were made of."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

summaries = sa.Table(
    "summaries",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("topic_id", Snowflake, comment="null: the community's own"),
    sa.Column("week", sa.Text, nullable=False, comment="ISO, as 2026-W15"),
    sa.Column("channel_id", Snowflake, nullable=False),
    sa.Column("message_ids", sa.JSON, nullable=False),
    sa.Column("posted_at", Moment, nullable=False),
)
sa.Index("ix_summaries_community_id_week", summaries.c.community_id, summaries.c.week)

summary_sources = sa.Table(
    "summary_sources",
    metadata,
    sa.Column("summary_id", OwnId, sa.ForeignKey("summaries.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False, comment="conversation, message (quoted from), entry, session, member"),
    sa.Column("source_id", Snowflake, nullable=False),
    sa.PrimaryKeyConstraint("summary_id", "kind", "source_id"),
)
sa.Index("ix_summary_sources_kind_source_id", summary_sources.c.kind, summary_sources.c.source_id)
