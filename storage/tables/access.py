"""The mirror of what decides sight in Discord: roles, places, overwrites, members of private threads."""

import sqlalchemy as sa

from storage.tables.base import Snowflake, community_key, metadata

roles = sa.Table(
    "roles",
    metadata,
    community_key(),
    sa.Column("id", Snowflake, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("permissions", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("community_id", "id"),
)

member_roles = sa.Table(
    "member_roles",
    metadata,
    community_key(),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("role_id", Snowflake, nullable=False),
    sa.PrimaryKeyConstraint("community_id", "member_id", "role_id"),
)

places = sa.Table(
    "places",
    metadata,
    community_key(),
    sa.Column("id", Snowflake, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("parent_id", Snowflake),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("archived", sa.Boolean, nullable=False, default=False),
    sa.Column("gone", sa.Boolean, nullable=False, default=False),
)
sa.Index("ix_places_community_id_kind", places.c.community_id, places.c.kind)
sa.Index("ix_places_parent_id", places.c.parent_id)

overwrites = sa.Table(
    "overwrites",
    metadata,
    sa.Column("place_id", Snowflake, sa.ForeignKey("places.id", ondelete="CASCADE"), nullable=False),
    sa.Column("target_id", Snowflake, nullable=False),
    sa.Column("allow", sa.BigInteger, nullable=False),
    sa.Column("deny", sa.BigInteger, nullable=False),
    sa.PrimaryKeyConstraint("place_id", "target_id"),
)

thread_members = sa.Table(
    "thread_members",
    metadata,
    sa.Column("place_id", Snowflake, sa.ForeignKey("places.id", ondelete="CASCADE"), nullable=False),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.PrimaryKeyConstraint("place_id", "member_id"),
)
