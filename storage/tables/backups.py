"""Backups that were made by themselves, and restores: what must be known of them afterwards. No member's data."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, metadata

backups = sa.Table(
    "backups",
    metadata,
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("begun_at", Moment, nullable=False),
    sa.Column("begun_by", sa.Text, nullable=False, comment="the process that makes it"),
    sa.Column("finished_at", Moment, comment="null while it is made, or if that process ended before it was"),
    sa.Column("bytes", sa.BigInteger),
)

restores = sa.Table(
    "restores",
    metadata,
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("restored_at", Moment, nullable=False, comment="what fell due before this may have been sent already"),
    sa.Column("made_at", Moment, nullable=False, comment="when the backup was made that was restored"),
)

id_floors = sa.Table(
    "id_floors",
    metadata,
    sa.Column("name", sa.Text, primary_key=True, comment="a table"),
    sa.Column(
        "floor", sa.BigInteger, nullable=False, comment="its ids up to this were given, to rows that may be gone"
    ),
)
