"""Who has which role in a session, and to whom one is offered."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, metadata

session_roles = sa.Table(
    "session_roles",
    metadata,
    sa.Column("session_id", OwnId, sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    sa.Column("role", sa.Text, nullable=False, comment="facilitator, presenter, note-taker, or one of the format's"),
    sa.Column("member_id", Snowflake, comment="who has it"),
    sa.Column("offered_to", Snowflake, comment="who may take it over"),
    sa.Column("offer", Snowflake, comment="what the buttons of that offer carry"),
    sa.Column("changed_at", Moment, nullable=False),
    sa.PrimaryKeyConstraint("session_id", "role"),
)
for _column in ("member_id", "offered_to"):
    sa.Index(f"ix_session_roles_{_column}", session_roles.c[_column])
