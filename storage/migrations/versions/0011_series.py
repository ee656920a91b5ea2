"""Series: sessions that repeat, and answers to all that follow."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    own_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "series",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", own_id, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_in", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("local_start", sa.Text(), nullable=False, comment="the wall time of its first session"),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("planned_by", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False, comment="sketched (not confirmed yet), running or ended"),
        sa.Column("rule", sa.Text(), nullable=False, comment="an RRULE on wall times; COUNT is of those held"),
        sa.Column(
            "holidays", sa.Text(), nullable=False, comment="whose bank holidays are left out, as GB-ENG; or empty"
        ),
        sa.Column(
            "earlier", sa.Integer(), nullable=False, comment="how many were held before, in a series it was split from"
        ),
        sa.Column(
            "total", sa.Integer(), nullable=True, comment="how many there are in all, with those; empty without an end"
        ),
        sa.Column(
            "look_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when there is something to make for it; empty: never",
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_series_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    op.create_index("ix_series_look_at", "series", ["look_at"], unique=False)
    op.create_table(
        "standing_answers",
        sa.Column("series_id", own_id, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False, comment="going, maybe or no: to every one that follows"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_standing_answers_series_id_series"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("series_id", "member_id", name=op.f("pk_standing_answers")),
    )
    op.add_column(
        "rsvps",
        sa.Column(
            "by_series",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="given to all following of a series, not to this one by itself",
        ),
    )
    op.add_column("sessions", sa.Column("series_id", own_id, nullable=True, comment="the series it is one of"))
    op.add_column(
        "sessions",
        sa.Column(
            "original_start",
            sa.Text(),
            nullable=True,
            comment="the wall time that its series gives it, wherever it was moved to",
        ),
    )
    op.add_column(
        "sessions",
        sa.Column("number", sa.Integer(), nullable=True, comment="which of its series it is, counted from 1"),
    )
    op.add_column(
        "sessions",
        sa.Column(
            "changed",
            sa.JSON(),
            nullable=True,
            comment="names of what was changed for this one alone: title, starts, minutes...",
        ),
    )
    op.create_index("ix_sessions_series_id_original_start", "sessions", ["series_id", "original_start"], unique=True)


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
