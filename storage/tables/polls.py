"""Polls of times for a session, and who can make which."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

polls = sa.Table(
    "polls",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("topic_id", Snowflake, nullable=False),
    sa.Column("seen_in", Snowflake, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("location", sa.Text, nullable=False),
    sa.Column("host_id", Snowflake, nullable=False),
    sa.Column("asked_by", Snowflake, nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("status", sa.Text, nullable=False, comment="sketched (not confirmed yet), open, picked or closed"),
    sa.Column("session_id", OwnId, comment="the session that was planned by it"),
    sa.Column("picked", sa.Integer, comment="the number of the time that was picked"),
    sa.Column("channel_id", Snowflake, comment="where its card is"),
    sa.Column("message_id", Snowflake),
)
sa.Index("ix_polls_community_id", polls.c.community_id)

poll_times = sa.Table(
    "poll_times",
    metadata,
    sa.Column("poll_id", OwnId, sa.ForeignKey("polls.id", ondelete="CASCADE"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False, comment="counted from 1, soonest first"),
    sa.Column("starts_at", Moment, nullable=False),
    sa.PrimaryKeyConstraint("poll_id", "number"),
)

poll_votes = sa.Table(
    "poll_votes",
    metadata,
    sa.Column("poll_id", OwnId, sa.ForeignKey("polls.id", ondelete="CASCADE"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False, comment="of the time that the member can make"),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("voted_at", Moment, nullable=False),
    sa.PrimaryKeyConstraint("poll_id", "number", "member_id"),
)
