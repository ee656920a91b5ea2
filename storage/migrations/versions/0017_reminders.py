"""Reminders: by which setting a session's are timed, and who wants them by direct message."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    own_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column(
        "sessions",
        sa.Column(
            "reminded",
            sa.Text(),
            server_default="1440, 15",
            nullable=False,
            comment="by which setting its reminders are timed",
        ),
    )
    op.create_table(
        "direct_reminders",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", own_id, nullable=False),
        sa.Column("session_id", own_id, nullable=True),
        sa.Column("series_id", own_id, nullable=True, comment="where they are asked for about all of a series"),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_direct_reminders_community_id_communities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_direct_reminders_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_direct_reminders_series_id_series"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_direct_reminders")),
    )
    op.create_index(
        "ix_direct_reminders_session_id_member_id", "direct_reminders", ["session_id", "member_id"], unique=True
    )
    op.create_index(
        "ix_direct_reminders_series_id_member_id", "direct_reminders", ["series_id", "member_id"], unique=True
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
