"""Who called a session off, and when: the reason is that person's words."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sessions",
        sa.Column(
            "called_off_by",
            sa.BigInteger(),
            nullable=True,
            comment="whose words the reason is; empty: nobody's, or not known",
        ),
    )
    op.add_column("sessions", sa.Column("called_off_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
