"""Sessions that repeat, and what members said to all that follow."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

series = sa.Table(
    "series",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("topic_id", Snowflake, nullable=False),
    sa.Column("seen_in", Snowflake, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("local_start", sa.Text, nullable=False, comment="the wall time of its first session"),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("location", sa.Text, nullable=False, default=""),
    sa.Column("capacity", sa.Integer, comment="how many may come to each, besides the host; empty: all"),
    sa.Column("host_id", Snowflake, nullable=False),
    sa.Column("chatham_house", sa.Boolean, nullable=False, default=False, server_default=sa.false()),
    sa.Column("planned_by", Snowflake, nullable=False),
    sa.Column("planned_at", Moment, nullable=False),
    sa.Column("status", sa.Text, nullable=False, comment="sketched (not confirmed yet), running or ended"),
    sa.Column("rule", sa.Text, nullable=False, comment="an RRULE on wall times; COUNT is of those held"),
    sa.Column("holidays", sa.Text, nullable=False, comment="whose bank holidays are left out, as GB-ENG; or empty"),
    sa.Column(
        "earlier", sa.Integer, nullable=False, comment="how many were held before, in a series it was split from"
    ),
    sa.Column("total", sa.Integer, comment="how many there are in all, with those; empty without an end"),
    sa.Column("version", sa.Integer, nullable=False, default=1, server_default="1"),
    sa.Column("look_at", Moment, comment="when there is something to make for it; empty: never"),
)
sa.Index("ix_series_look_at", series.c.look_at)

standing_answers = sa.Table(
    "standing_answers",
    metadata,
    sa.Column("series_id", OwnId, sa.ForeignKey("series.id", ondelete="CASCADE"), nullable=False),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("answer", sa.Text, nullable=False, comment="going, maybe or no: to every one that follows"),
    sa.Column("answered_at", Moment, nullable=False),
    sa.PrimaryKeyConstraint("series_id", "member_id"),
)
