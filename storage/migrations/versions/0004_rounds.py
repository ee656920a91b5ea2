"""Looking again at every kept message, in rounds; and reading the history of a live community."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "backfills",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("read_to", sa.BigInteger(), nullable=False, comment="everything up to this message has been read"),
        sa.Column("begun_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True, comment="when its end was first reached"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_backfills_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_backfills")),
    )
    op.create_index("ix_backfills_topic_id", "backfills", ["topic_id"], unique=False)
    op.create_table(
        "rounds",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("began_at", Moment(), nullable=False, comment="of the last look at every kept message"),
        sa.Column("ended_at", Moment(), nullable=True, comment="null while it is under way"),
        sa.Column("pages", sa.Integer(), nullable=False, comment="how many it was expected to take"),
        sa.Column("looked", sa.Integer(), nullable=False, comment="how many it has taken"),
        sa.Column("place_id", sa.BigInteger(), nullable=False, comment="places with lower ids are done"),
        sa.Column("message_id", sa.BigInteger(), nullable=False, comment="the last message looked at in that place"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_rounds_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_rounds")),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
