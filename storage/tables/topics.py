"""Topics, their stewards, ground rules and who accepted them, and proposals."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

topics = sa.Table(
    "topics",
    metadata,
    community_key(),
    sa.Column("id", Snowflake, primary_key=True, autoincrement=False, comment="the channel's id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False, default=""),
    sa.Column("status", sa.Text, nullable=False, default="open", comment="open, closed or gone (with its channel)"),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("opened_by", Snowflake),
    sa.Column("closed_at", Moment),
    sa.Column("closed_reason", sa.Text),
    sa.Column("notices_id", Snowflake, comment="where its notices go: a forum has no messages of its own"),
    sa.Column("notice_message_id", Snowflake, comment="the public notice of what is kept"),
)
sa.Index("ix_topics_community_id_status", topics.c.community_id, topics.c.status)

topic_stewards = sa.Table(
    "topic_stewards",
    metadata,
    sa.Column("topic_id", Snowflake, sa.ForeignKey("topics.id", ondelete="CASCADE"), nullable=False),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.PrimaryKeyConstraint("topic_id", "member_id"),
)

rules = sa.Table(
    "rules",
    metadata,
    sa.Column("topic_id", Snowflake, sa.ForeignKey("topics.id", ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("written_at", Moment, nullable=False),
    sa.Column("written_by", Snowflake, nullable=False),
    sa.PrimaryKeyConstraint("topic_id", "version"),
)

rule_acceptances = sa.Table(
    "rule_acceptances",
    metadata,
    sa.Column("topic_id", Snowflake, sa.ForeignKey("topics.id", ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("accepted_at", Moment, nullable=False),
    sa.PrimaryKeyConstraint("topic_id", "version", "member_id"),
)

proposals = sa.Table(
    "proposals",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("proposed_by", Snowflake, nullable=False),
    sa.Column("proposed_at", Moment, nullable=False),
    sa.Column("channel_id", Snowflake, nullable=False, comment="where its card is"),
    sa.Column("seen_in", Snowflake, nullable=False),
    sa.Column("message_id", Snowflake),
    sa.Column("status", sa.Text, nullable=False, default="open", comment="open, asked (stewards were) or done"),
    sa.Column("topic_id", Snowflake, comment="what was opened for it"),
)

sa.Index("ix_proposals_community_id_status", proposals.c.community_id, proposals.c.status)

proposal_supports = sa.Table(
    "proposal_supports",
    metadata,
    sa.Column("proposal_id", OwnId, sa.ForeignKey("proposals.id", ondelete="CASCADE"), nullable=False),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.PrimaryKeyConstraint("proposal_id", "member_id"),
)
