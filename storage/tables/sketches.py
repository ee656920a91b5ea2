"""What somebody would change of a session, or call it off for: shown to them, and not confirmed yet."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

change_sketches = sa.Table(
    "change_sketches",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("session_id", OwnId, sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, comment="of the session, as it was shown"),
    sa.Column("series_id", OwnId, comment="the series it was one of then"),
    sa.Column("series_version", sa.Integer, comment="of the series, as it was shown"),
    sa.Column("reason", sa.Text, comment="why it would be called off; empty where it would be changed"),
    sa.Column("changed", sa.JSON, comment="names of what would be changed; the other columns of a plan are empty"),
    sa.Column("title", sa.Text),
    sa.Column("starts_at", Moment),
    sa.Column("local_start", sa.Text),
    sa.Column("zone", sa.Text),
    sa.Column("minutes", sa.Integer),
    sa.Column("location", sa.Text),
    sa.Column("host_id", Snowflake),
    sa.Column("capacity", sa.Integer),
)
sa.Index("ix_change_sketches_session_id", change_sketches.c.session_id)
sa.Index("ix_change_sketches_asked_at", change_sketches.c.asked_at)
