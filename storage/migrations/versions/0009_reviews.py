"""Entries taken down wait for a review; the database's files are cleared of what was deleted once a day."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_DOWN = "status = 'taken_down' AND title <> ''"


def upgrade() -> None:
    own_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "scrubs",
        sa.Column("id", own_id, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True, comment="until when a process is at it"),
        sa.Column(
            "done_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="of what was deleted until then, nothing is left in the database's files",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scrubs")),
    )
    op.create_index("ix_scrubs_done_at", "scrubs", ["done_at"], unique=False)
    op.create_table(
        "takedowns",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", own_id, nullable=False),
        sa.Column("was", sa.Text(), nullable=False, comment="its status before"),
        sa.Column("reason", sa.Text(), nullable=False, comment="for those who review it"),
        sa.Column("taken_by", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_takedowns_community_id_communities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_takedowns_entry_id_entries"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_takedowns")),
    )
    # What was taken down before there was a review waits for one from now on.
    by = (
        "SELECT made_by FROM revisions r WHERE r.entry_id = entries.id AND r.change = 'taken down' "
        "ORDER BY r.version DESC LIMIT 1"
    )
    op.execute(
        "INSERT INTO takedowns (community_id, entry_id, was, reason, taken_by, taken_at) "  # noqa: S608 - constants
        "SELECT community_id, id, CASE WHEN published_at IS NULL THEN 'draft' ELSE 'published' END, "
        f"COALESCE(reason, ''), COALESCE(({by}), 0), CURRENT_TIMESTAMP FROM entries WHERE {_DOWN}"
    )
    op.execute(f"UPDATE entries SET reason = NULL WHERE {_DOWN}")  # noqa: S608 - constants
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps no comments
        op.alter_column("entries", "reason", comment="why it was retired; of an emptied one, what emptied it")


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
