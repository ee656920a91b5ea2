"""Communities, their settings and their members."""

import sqlalchemy as sa

from storage.tables.base import Moment, Snowflake, community_key, metadata

communities = sa.Table(
    "communities",
    metadata,
    sa.Column("id", Snowflake, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("owner_id", Snowflake),
    sa.Column("imported", sa.Boolean, nullable=False, default=False),
    sa.Column("mirrored_at", Moment),
    sa.Column("present", sa.Boolean, nullable=False, default=True),
)

settings = sa.Table(
    "settings",
    metadata,
    community_key(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("value", sa.JSON, nullable=False),
    sa.PrimaryKeyConstraint("community_id", "name"),
)

members = sa.Table(
    "members",
    metadata,
    community_key(),
    sa.Column("id", Snowflake, nullable=False),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("is_bot", sa.Boolean, nullable=False, default=False),
    sa.Column("present", sa.Boolean, nullable=False, default=True),
    sa.Column("standing_answer", sa.Text, nullable=False, default="ask", server_default="ask"),
    sa.PrimaryKeyConstraint("community_id", "id"),
)
sa.Index(
    "ix_members_gone",
    members.c.community_id,
    members.c.id,
    sqlite_where=~members.c.present,
    postgresql_where=~members.c.present,
)
