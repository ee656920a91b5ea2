"""By what a message is known again that may have been sent unheard."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outbox",
        sa.Column(
            "looks", sa.JSON(), nullable=True, comment="digests of what may have been sent unheard, while it is pending"
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
