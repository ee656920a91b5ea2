"""Polls of times for a session, and who can make which."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    own_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "polls",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", own_id, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_in", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False, comment="sketched (not confirmed yet), open, picked or closed"),
        sa.Column("session_id", own_id, nullable=True, comment="the session that was planned by it"),
        sa.Column("picked", sa.Integer(), nullable=True, comment="the number of the time that was picked"),
        sa.Column("channel_id", sa.BigInteger(), nullable=True, comment="where its card is"),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_polls_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
    )
    op.create_index("ix_polls_community_id", "polls", ["community_id"], unique=False)
    op.create_table(
        "poll_times",
        sa.Column("poll_id", own_id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="counted from 1, soonest first"),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["polls.id"], name=op.f("fk_poll_times_poll_id_polls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("poll_id", "number", name=op.f("pk_poll_times")),
    )
    op.create_table(
        "poll_votes",
        sa.Column("poll_id", own_id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="of the time that the member can make"),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["polls.id"], name=op.f("fk_poll_votes_poll_id_polls"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("poll_id", "number", "member_id", name=op.f("pk_poll_votes")),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
