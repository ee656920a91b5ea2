"""The ledger of erasures and withdrawals, and the erasures under way."""

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger",
        sa.Column("mark", sa.Text(), nullable=False, comment="a keyed hash of the kind and what it is about"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="member, keeping, message, thread, quote, standing, entry, key"
        ),
        sa.Column("value", sa.Text(), nullable=False, comment="what holds now; the latest line about a mark wins"),
        sa.Column(
            "until",
            storage.tables.base.Moment(timezone=True),
            nullable=True,
            comment="what was said up to then does not come back",
        ),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False, comment="when that was written"),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_ledger")),
    )
    op.create_index("ix_ledger_kind", "ledger", ["kind"], unique=False)
    op.create_table(
        "erasures",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True, comment="who is being erased; null once that is done"),
        sa.Column(
            "until",
            storage.tables.base.Moment(timezone=True),
            nullable=False,
            comment="what is of a later moment stays",
        ),
        sa.Column("asked_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("step", sa.Text(), nullable=False, comment="what is to be done next; done at the end"),
        sa.Column("counts", sa.JSON(), nullable=False, comment="how much was erased so far, by kind"),
        sa.Column("done_at", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_erasures_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index("ix_erasures_step", "erasures", ["step"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
