"""Coffee: members who joined are put together with people whom they have not met."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    own_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "coffee_guests",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "skips",
            own_id,
            nullable=True,
            comment="the round that they leave out",
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_coffee_guests_community_id_communities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_coffee_guests")),
    )
    op.create_table(
        "coffee_rounds",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", own_id, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="when people are put together"),
        sa.Column("timing", sa.Text(), nullable=False, comment="the settings it was planned by"),
        sa.Column("status", sa.Text(), nullable=False, comment="planned, paired, missed or called off"),
        sa.Column("seed", sa.Text(), nullable=False, comment="what chance goes by: it gives the same pairs each time"),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_coffee_rounds_community_id_communities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coffee_rounds")),
    )
    op.create_index("ix_coffee_rounds_community_id_due_at", "coffee_rounds", ["community_id", "due_at"], unique=False)
    op.create_table(
        "coffee_groups",
        sa.Column("round_id", own_id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="within its round, from 1"),
        sa.Column("opener", sa.Integer(), nullable=False, comment="which question its thread begins with"),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False, comment="a time that is suggested"),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("met", sa.Boolean(), nullable=False, comment="whether anybody in it said so"),
        sa.ForeignKeyConstraint(
            ["round_id"], ["coffee_rounds.id"], name=op.f("fk_coffee_groups_round_id_coffee_rounds"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_coffee_groups")),
    )
    op.create_table(
        "coffee_meetings",
        sa.Column("round_id", own_id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=True, comment="what they said"),
        sa.ForeignKeyConstraint(
            ["round_id", "number"],
            ["coffee_groups.round_id", "coffee_groups.number"],
            name=op.f("fk_coffee_meetings_round_id_number_coffee_groups"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "number", "member_id", name=op.f("pk_coffee_meetings")),
    )
    op.create_index("ix_coffee_meetings_member_id", "coffee_meetings", ["member_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
