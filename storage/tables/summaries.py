"""Summaries that were posted, what they were made of, and since when they go out by themselves."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

summaries = sa.Table(
    "summaries",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("scope_id", Snowflake, nullable=False, comment="the topic, or the community's id for its own"),
    sa.Column("week", sa.Text, nullable=False, comment="ISO, as 2026-W15"),
    sa.Column("so_far", sa.Boolean, nullable=False, comment="posted by hand before the week was over"),
    sa.Column("channel_id", Snowflake, nullable=False),
    sa.Column("message_id", Snowflake, nullable=False),
    sa.Column("posted_at", Moment, nullable=False),
    sa.Column("wanted", sa.Integer, nullable=False, default=0, comment="refreshes asked for since it was posted"),
    sa.Column("taken", sa.Integer, nullable=False, default=0, comment="of these, begun"),
    sa.UniqueConstraint("community_id", "scope_id", "week"),
)

summary_sources = sa.Table(
    "summary_sources",
    metadata,
    sa.Column("summary_id", OwnId, sa.ForeignKey("summaries.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False, comment="conversation, message, entry, session, member (quoted)"),
    sa.Column("source_id", Snowflake, nullable=False),
    sa.Column("section", sa.Text, nullable=False, comment="where it stands; empty for what an item is made of"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("summary_id", "section", "kind", "source_id"),
)
sa.Index("ix_summary_sources_kind_source_id", summary_sources.c.kind, summary_sources.c.source_id)

summary_schedules = sa.Table(
    "summary_schedules",
    metadata,
    community_key(),
    sa.Column("scope_id", Snowflake, nullable=False, comment="the topic, or the community's id for its own"),
    sa.Column("since", Moment, nullable=False, comment="weeks that ended before this are nobody's to post"),
    sa.Column("timing", sa.Text, nullable=False, comment="day, time and zone, as last seen"),
    sa.Column("timed_at", Moment, nullable=False, comment="when that timing was first seen"),
    sa.PrimaryKeyConstraint("community_id", "scope_id"),
)

topic_summaries = sa.Table(
    "topic_summaries",
    metadata,
    sa.Column("topic_id", Snowflake, sa.ForeignKey("topics.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("goes_out", sa.Boolean, nullable=False, comment="whether its own summary is posted each week"),
)
