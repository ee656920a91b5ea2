"""How often acting on a due row failed: the pause before the next try goes by that, not by how often it was begun."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outbox",
        sa.Column(
            "failures",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="attempts that came to an end, and to nothing: not those that a killed process left",
        ),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
