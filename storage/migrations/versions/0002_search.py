"""The search index: full text is each database's own."""

import sqlite3
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.tables.base import Moment, OwnId

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    _places_and_units()
    _texts(postgres=postgres)
    if postgres:
        op.create_index("ix_search_texts_lexemes", "search_texts", ["lexemes"], postgresql_using="gin")
        return
    op.execute(
        "CREATE VIRTUAL TABLE search_words USING fts5("
        "stems, surfaces, content='search_texts', content_rowid='id', tokenize='ascii', detail='none')"
    )
    # Rows deleted in place, rather than at the next merge; older versions of SQLite lack it, or have it wrong.
    if sqlite3.sqlite_version_info >= (3, 45):
        op.execute("INSERT INTO search_words(search_words, rank) VALUES ('secure-delete', 1)")


def _places_and_units() -> None:
    op.create_table(
        "search_places",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("topic_id", sa.BigInteger, nullable=False),
        sa.Column("seen_in", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("made", sa.Integer, nullable=False),
        sa.Column("units", sa.Integer, nullable=False),
        sa.Column("texts", sa.Integer, nullable=False),
        sa.Column("words", sa.BigInteger, nullable=False),
        sa.Column("title_words", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("community_id", "seen_in", "topic_id", "kind"),
    )
    op.create_table(
        "search_units",
        sa.Column("number", OwnId, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("ref_id", sa.BigInteger, nullable=False),
        sa.Column("made", sa.Integer, nullable=False),
        sa.Column("last_at", Moment, nullable=False),
    )
    op.create_index("ix_search_units_kind_ref_id", "search_units", ["kind", "ref_id"])


def _texts(*, postgres: bool) -> None:
    columns: list[sa.Column[Any]] = [
        sa.Column("id", OwnId, primary_key=True, autoincrement=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("stems", sa.Text, nullable=False),
        sa.Column("surfaces", sa.Text, nullable=False),
        sa.Column("words", sa.Integer, nullable=False),
    ]
    if postgres:
        from sqlalchemy.dialects.postgresql import TSVECTOR  # noqa: PLC0415 - of this database alone

        columns.append(sa.Column("lexemes", TSVECTOR, nullable=False))
    op.create_table("search_texts", *columns)
    op.create_index("ix_search_texts_message_id", "search_texts", ["message_id"])


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
