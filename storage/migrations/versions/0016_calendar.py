"""Calendars: a series' version, which goes up with each change of it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("series", sa.Column("version", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
