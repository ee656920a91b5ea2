"""What somebody would change of a session, from when they are shown it until they confirm it."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_sketches",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="of the session, as it was shown"),
        sa.Column(
            "series_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the series it was one of then",
        ),
        sa.Column("series_version", sa.Integer(), nullable=True, comment="of the series, as it was shown"),
        sa.Column(
            "reason", sa.Text(), nullable=True, comment="why it would be called off; empty where it would be changed"
        ),
        sa.Column(
            "changed",
            sa.JSON(),
            nullable=True,
            comment="names of what would be changed; the other columns of a plan are empty",
        ),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("local_start", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("location", sa.Text(), nullable=True),
        sa.Column("host_id", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_change_sketches_community_id_communities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_change_sketches_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_sketches")),
    )
    op.create_index("ix_change_sketches_asked_at", "change_sketches", ["asked_at"], unique=False)
    op.create_index("ix_change_sketches_session_id", "change_sketches", ["session_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
