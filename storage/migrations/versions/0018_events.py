"""Discord's events: how often somebody deleted that of a session."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sessions",
        sa.Column(
            "events_lost",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="how often somebody deleted its Discord event",
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
