"""Sessions are run: at which step they are, and who came; of some, what is said is not kept."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    own_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "attendance",
        sa.Column("session_id", own_id, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "by_voice", sa.Boolean(), nullable=False, comment="seen in the voice channel; else by their own word"
        ),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_attendance_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "member_id", "by_voice", "came_at", name=op.f("pk_attendance")),
    )
    op.create_table(
        "runs",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", own_id, nullable=False),
        sa.Column(
            "steps", sa.JSON(), nullable=False, comment="of the format, fitted to the session: [name, say, minutes]"
        ),
        sa.Column("at", sa.Integer(), nullable=False, comment="which of the steps it is at, from 0"),
        sa.Column("version", sa.Integer(), nullable=False, comment="goes up with each press"),
        sa.Column("entered", sa.Integer(), nullable=False, comment="the version at which its step began"),
        sa.Column("status", sa.Text(), nullable=False, comment="running, paused or finished"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True, comment="when the step's time is over"),
        sa.Column("left_seconds", sa.Integer(), nullable=True, comment="of the step's time, while it is paused"),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=True, comment="where its panel is"),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_runs_community_id_communities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_runs_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_runs")),
    )
    op.create_index("ix_runs_community_id_status", "runs", ["community_id", "status"], unique=False)
    op.add_column("series", sa.Column("chatham_house", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(
        "sessions",
        sa.Column(
            "chatham_house",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="what is said in its thread is not kept",
        ),
    )
    op.create_index("ix_sessions_thread_id", "sessions", ["thread_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
