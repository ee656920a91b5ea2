"""What comes after a session: what people mean to try, the notes of it, and who objects to those."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    own_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "reflections",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", own_id, nullable=False),
        sa.Column("session_id", own_id, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Text(), nullable=False, comment="what they will try"),
        sa.Column("by_at", sa.DateTime(timezone=True), nullable=True, comment="by when"),
        sa.Column("asks", sa.Boolean(), nullable=False, comment="they want to be asked about it then, once"),
        sa.Column("shared", sa.Text(), nullable=False, comment="no, named or unnamed"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="goes up with each change"),
        sa.Column("outcome", sa.Text(), nullable=True, comment="tried, later or wont; empty while they have not said"),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False, comment="what happened may be told, without their name"),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=True, comment="where it is shared with the group"),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_reflections_community_id_communities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_reflections_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflections")),
        sa.UniqueConstraint("session_id", "member_id", name=op.f("uq_reflections_session_id_member_id")),
    )
    op.create_index("ix_reflections_community_id_member_id", "reflections", ["community_id", "member_id"], unique=False)
    op.create_table(
        "session_notes",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", own_id, nullable=False),
        sa.Column("entry_id", own_id, nullable=False, comment="the know-how that they are the draft of"),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="goes up with each change of the words"),
        sa.Column(
            "waits_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="until when people may object; empty: nobody is asked",
        ),
        sa.Column("channel_id", sa.BigInteger(), nullable=True, comment="where they are shown to those who were there"),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_session_notes_community_id_communities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_notes_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_notes")),
    )
    op.create_index("ix_session_notes_entry_id", "session_notes", ["entry_id"], unique=False)
    op.create_table(
        "objections",
        sa.Column("session_id", own_id, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["session_notes.session_id"],
            name=op.f("fk_objections_session_id_session_notes"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_objections")),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
