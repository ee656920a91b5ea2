"""Backups and restores."""

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backups",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("begun_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False, comment="the process that makes it"),
        sa.Column(
            "finished_at",
            storage.tables.base.Moment(timezone=True),
            nullable=True,
            comment="null while it is made, or if that process ended before it was",
        ),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backups")),
    )
    op.create_table(
        "id_floors",
        sa.Column("name", sa.Text(), nullable=False, comment="a table"),
        sa.Column(
            "floor", sa.BigInteger(), nullable=False, comment="its ids up to this were given, to rows that may be gone"
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_id_floors")),
    )
    op.create_table(
        "restores",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "restored_at",
            storage.tables.base.Moment(timezone=True),
            nullable=False,
            comment="what fell due before this may have been sent already",
        ),
        sa.Column(
            "made_at",
            storage.tables.base.Moment(timezone=True),
            nullable=False,
            comment="when the backup was made that was restored",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restores")),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
