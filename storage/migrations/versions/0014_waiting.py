"""Capacity: how many may come to a session, who waits for a place, and who is offered one."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column(
            "rsvps",
            "answer",
            existing_type=sa.Text(),
            existing_nullable=False,
            comment="going, maybe, no, or waiting for a place",
        )
    op.add_column(
        "sessions",
        sa.Column("capacity", sa.Integer(), nullable=True, comment="how many may come besides the host; empty: all"),
    )
    op.add_column(
        "sessions",
        sa.Column(
            "counted",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="the last number given to somebody who waits, or to an offer",
        ),
    )
    op.add_column(
        "series",
        sa.Column(
            "capacity", sa.Integer(), nullable=True, comment="how many may come to each, besides the host; empty: all"
        ),
    )
    op.add_column(
        "rsvps",
        sa.Column("number", sa.Integer(), nullable=True, comment="of somebody who waits: lower ones are before them"),
    )
    op.add_column(
        "rsvps",
        sa.Column(
            "offer", sa.Integer(), nullable=True, comment="the number of the offer, while a place is offered to them"
        ),
    )
    op.add_column("rsvps", sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
