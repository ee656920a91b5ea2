"""What must still happen, and the keys of writes already made."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

outbox = sa.Table(
    "outbox",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("dedupe_key", sa.Text, nullable=False, unique=True),
    sa.Column("payload", sa.JSON, nullable=False, comment="ids only, never words"),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("expires_at", Moment),
    sa.Column(
        "status",
        sa.Text,
        nullable=False,
        default="pending",
        comment="pending, sent, missed, cancelled, failed",
    ),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column(
        "failures",
        sa.Integer,
        nullable=False,
        server_default="0",
        comment="attempts that came to an end, and to nothing: not those that a killed process left",
    ),
    sa.Column(
        "looks", sa.JSON(none_as_null=True), comment="digests of what may have been sent unheard, while it is pending"
    ),
    sa.Column("first_tried_at", Moment),
    sa.Column("claimed_until", Moment),
    sa.Column("claimed_by", sa.Text),
    sa.Column("message_id", Snowflake),
    sa.Column("finished_at", Moment),
)
sa.Index(
    "ix_outbox_pending",
    outbox.c.due_at,
    outbox.c.id,
    sqlite_where=outbox.c.status == "pending",
    postgresql_where=outbox.c.status == "pending",
)

write_keys = sa.Table(
    "write_keys",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("result", sa.JSON),
    sa.Column("written_at", Moment, nullable=False),
)
sa.Index("ix_write_keys_written_at", write_keys.c.written_at)
