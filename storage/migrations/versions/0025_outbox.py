"""The index of what is due in the order in which it is claimed: of many due at once, no more than those are read."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pending = sa.text("status = 'pending'")
    op.drop_index("ix_outbox_pending", "outbox")
    op.create_index("ix_outbox_pending", "outbox", ["due_at", "id"], sqlite_where=pending, postgresql_where=pending)


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
