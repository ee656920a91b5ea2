"""Coffee: who joined, the rounds, who was put together in each and whether they met."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

coffee_guests = sa.Table(
    "coffee_guests",
    metadata,
    community_key(),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("joined_at", Moment, nullable=False),
    sa.Column("skips", OwnId, comment="the round that they leave out"),
    sa.PrimaryKeyConstraint("community_id", "member_id"),
)

coffee_rounds = sa.Table(
    "coffee_rounds",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("due_at", Moment, nullable=False, comment="when people are put together"),
    sa.Column("timing", sa.Text, nullable=False, comment="the settings it was planned by"),
    sa.Column("status", sa.Text, nullable=False, comment="planned, paired, missed or called off"),
    sa.Column("seed", sa.Text, nullable=False, comment="what chance goes by: it gives the same pairs each time"),
    sa.Column("people", sa.Integer, nullable=False, default=0),
    sa.Column("groups", sa.Integer, nullable=False, default=0),
)
sa.Index("ix_coffee_rounds_community_id_due_at", coffee_rounds.c.community_id, coffee_rounds.c.due_at)
_planned = coffee_rounds.c.status == "planned"
sa.Index(
    "ix_coffee_rounds_planned",
    coffee_rounds.c.community_id,
    unique=True,
    sqlite_where=_planned,
    postgresql_where=_planned,
)

coffee_groups = sa.Table(
    "coffee_groups",
    metadata,
    sa.Column("round_id", OwnId, sa.ForeignKey("coffee_rounds.id", ondelete="CASCADE"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False, comment="within its round, from 1"),
    sa.Column("opener", sa.Integer, nullable=False, comment="which question its thread begins with"),
    sa.Column("first_at", Moment, nullable=False, comment="a time that is suggested"),
    sa.Column("second_at", Moment, nullable=False),
    sa.Column("channel_id", Snowflake),
    sa.Column("thread_id", Snowflake),
    sa.Column("message_id", Snowflake),
    sa.Column("met", sa.Boolean, nullable=False, default=False, comment="whether anybody in it said so"),
    sa.PrimaryKeyConstraint("round_id", "number"),
)

coffee_meetings = sa.Table(
    "coffee_meetings",
    metadata,
    sa.Column("round_id", OwnId, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("met", sa.Boolean, comment="what they said"),
    sa.ForeignKeyConstraint(
        ["round_id", "number"], ["coffee_groups.round_id", "coffee_groups.number"], ondelete="CASCADE"
    ),
    sa.PrimaryKeyConstraint("round_id", "number", "member_id"),
)
sa.Index("ix_coffee_meetings_member_id", coffee_meetings.c.member_id)
