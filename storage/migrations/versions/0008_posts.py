"""Posts, and the places that they tell of."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "posts",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False, comment="of a message, or of an event of Discord's"),
        sa.Column("seen_in", sa.BigInteger(), nullable=False, comment="a place that it tells of"),
        sa.Column(
            "channel_id", sa.BigInteger(), nullable=False, comment="where it stands; 0: all members are shown it"
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="shared, notices, request, summary or event"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_posts_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("message_id", "seen_in", name=op.f("pk_posts")),
    )
    op.create_index("ix_posts_community_id", "posts", ["community_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
