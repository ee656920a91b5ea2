"""Peer-learning sessions and who said they would come."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

sessions = sa.Table(
    "sessions",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("topic_id", Snowflake, nullable=False),
    sa.Column("seen_in", Snowflake, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("starts_at", Moment, nullable=False),
    sa.Column("local_start", sa.Text, nullable=False, comment="the wall time, as 2026-12-03T14:00"),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("location", sa.Text, nullable=False, default="", comment="a voice channel's mention or a link"),
    sa.Column("host_id", Snowflake, nullable=False),
    sa.Column("planned_by", Snowflake, nullable=False),
    sa.Column("planned_at", Moment, nullable=False),
    sa.Column(
        "status",
        sa.Text,
        nullable=False,
        default="planned",
        comment="sketched (not confirmed yet), planned or cancelled",
    ),
    sa.Column("reason", sa.Text),
    sa.Column("channel_id", Snowflake, comment="where its card is"),
    sa.Column("message_id", Snowflake),
    sa.Column("thread_id", Snowflake),
    sa.Column("event_id", Snowflake, comment="the Discord event that mirrors it"),
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Column("series_id", OwnId, comment="the series it is one of"),
    sa.Column("original_start", sa.Text, comment="the wall time that its series gives it, wherever it was moved to"),
    sa.Column("number", sa.Integer, comment="which of its series it is, counted from 1"),
    sa.Column("changed", sa.JSON, comment="names of what was changed for this one alone: title, starts, minutes..."),
)
sa.Index("ix_sessions_community_id_starts_at", sessions.c.community_id, sessions.c.starts_at)
sa.Index("ix_sessions_series_id_original_start", sessions.c.series_id, sessions.c.original_start, unique=True)

rsvps = sa.Table(
    "rsvps",
    metadata,
    sa.Column("session_id", OwnId, sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("answer", sa.Text, nullable=False, comment="going, maybe or no"),
    sa.Column("answered_at", Moment, nullable=False),
    sa.Column(
        "by_series",
        sa.Boolean,
        nullable=False,
        default=False,
        server_default=sa.false(),
        comment="given to all following of a series, not to this one by itself",
    ),
    sa.PrimaryKeyConstraint("session_id", "member_id"),
)
