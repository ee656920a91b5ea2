"""Posts that tell of places beside the one they stand in, and of which: they go when others come to read there."""

import sqlalchemy as sa

from storage.tables.base import Snowflake, community_key, metadata

posts = sa.Table(
    "posts",
    metadata,
    community_key(),
    sa.Column("message_id", Snowflake, nullable=False, comment="of a message, or of an event of Discord's"),
    sa.Column("seen_in", Snowflake, nullable=False, comment="a place that it tells of"),
    sa.Column("channel_id", Snowflake, nullable=False, comment="where it stands; 0: all members are shown it"),
    sa.Column("kind", sa.Text, nullable=False, comment="shared, notices, request, summary or event"),
    sa.PrimaryKeyConstraint("message_id", "seen_in"),
)
sa.Index("ix_posts_community_id", posts.c.community_id)
