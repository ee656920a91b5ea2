"""Files of messages, and copies of those that go with quotes."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Moment, OwnId

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as its message's author called it"),
        sa.Column("kind", sa.Text(), nullable=False, comment="its media type"),
        sa.Column("size", sa.Integer(), nullable=False, comment="bytes"),
        sa.PrimaryKeyConstraint("message_id", "id", name=op.f("pk_files")),
    )
    op.create_table(
        "quote_files",
        sa.Column("quote_id", OwnId, nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), comment="null where it was not copied"),
        sa.Column("why_not", sa.Text(), comment="gone, not reachable, or not what it says"),
        sa.Column("copied_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quotes.id"], name=op.f("fk_quote_files_quote_id_quotes"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quote_id", "file_id", name=op.f("pk_quote_files")),
    )


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
