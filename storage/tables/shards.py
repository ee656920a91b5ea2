"""Processes that share the communities among them. Nothing here is about a member."""

import sqlalchemy as sa

from storage.tables.base import Moment, metadata

processes = sa.Table(
    "processes",
    metadata,
    sa.Column("name", sa.Text, primary_key=True, comment="made anew at each start"),
    sa.Column("until", Moment, nullable=False, comment="the end of its lease, by the database's own clock"),
    sa.Column("divides_into", sa.Integer, nullable=False, comment="how many shards it was told there are"),
)

shards = sa.Table(
    "shards",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("held_by", sa.Text, comment="a process; the shard is free if that one's lease is over"),
    sa.Column("term", sa.Integer, nullable=False, default=0, comment="counts the times it was taken"),
    sa.Column("leaving", sa.Boolean, nullable=False, default=False),
)

identifies = sa.Table(
    "identifies",
    metadata,
    sa.Column("bucket", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False, comment="when a session was last opened with Discord"),
)
