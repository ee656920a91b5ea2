"""Who has which role in a session."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_roles",
        sa.Column("session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role", sa.Text(), nullable=False, comment="facilitator, presenter, note-taker, or one of the format's"
        ),
        sa.Column("member_id", sa.BigInteger(), nullable=True, comment="who has it"),
        sa.Column("offered_to", sa.BigInteger(), nullable=True, comment="who may take it over"),
        sa.Column("offer", sa.BigInteger(), nullable=True, comment="what the buttons of that offer carry"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_roles_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "role", name=op.f("pk_session_roles")),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
