"""Conversations and messages of topics, reactions, and how far each place has been read, and read again."""

import sqlalchemy as sa

from storage.tables.base import Moment, Snowflake, community_key, metadata

conversations = sa.Table(
    "conversations",
    metadata,
    community_key(),
    sa.Column(
        "id",
        Snowflake,
        primary_key=True,
        autoincrement=False,
        comment="the thread's id, or its first message's",
    ),
    sa.Column("topic_id", Snowflake, sa.ForeignKey("topics.id", ondelete="CASCADE"), nullable=False),
    sa.Column("place_id", Snowflake, nullable=False, comment="the thread, or the channel for talk outside threads"),
    sa.Column("seen_in", Snowflake, nullable=False, comment="the channel or private thread whose sight decides"),
    sa.Column("is_thread", sa.Boolean, nullable=False),
    sa.Column("title", sa.Text, comment="a thread's name; null for talk outside threads, which has none"),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("last_at", Moment, nullable=False),
)
sa.Index("ix_conversations_place_id_last_at", conversations.c.place_id, conversations.c.last_at)
sa.Index("ix_conversations_topic_id_last_at", conversations.c.topic_id, conversations.c.last_at)

messages = sa.Table(
    "messages",
    metadata,
    community_key(),
    sa.Column("id", Snowflake, primary_key=True, autoincrement=False),
    sa.Column("topic_id", Snowflake, nullable=False),
    sa.Column("place_id", Snowflake, nullable=False),
    sa.Column("seen_in", Snowflake, nullable=False),
    sa.Column("conversation_id", Snowflake, nullable=False),
    sa.Column("author_id", Snowflake, nullable=False),
    sa.Column("by_bot", sa.Boolean, nullable=False, default=False),
    sa.Column("content", sa.Text, nullable=False, comment="empty once deleted"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("edited_at", Moment),
    sa.Column("deleted_at", Moment),
    sa.Column("reply_to", Snowflake),
    sa.Column("attachments", sa.Integer, nullable=False, default=0),
)
sa.Index("ix_messages_place_id_created_at", messages.c.place_id, messages.c.created_at)
sa.Index("ix_messages_conversation_id_id", messages.c.conversation_id, messages.c.id)
sa.Index("ix_messages_topic_id_created_at", messages.c.topic_id, messages.c.created_at)
sa.Index("ix_messages_community_id_author_id", messages.c.community_id, messages.c.author_id)

files = sa.Table(
    "files",
    metadata,
    sa.Column("message_id", Snowflake, nullable=False),
    sa.Column("id", Snowflake, nullable=False),
    sa.Column("name", sa.Text, nullable=False, comment="as its message's author called it"),
    sa.Column("kind", sa.Text, nullable=False, comment="its media type"),
    sa.Column("size", sa.Integer, nullable=False, comment="bytes"),
    sa.PrimaryKeyConstraint("message_id", "id"),
)

reactions = sa.Table(
    "reactions",
    metadata,
    sa.Column("message_id", Snowflake, nullable=False),
    sa.Column("emoji", sa.Text, nullable=False),
    sa.Column(
        "member_id",
        Snowflake,
        nullable=False,
        comment="below zero: somebody whom an export or a history counts without a name",
    ),
    sa.PrimaryKeyConstraint("message_id", "emoji", "member_id"),
)

cursors = sa.Table(
    "cursors",
    metadata,
    sa.Column("place_id", Snowflake, primary_key=True, autoincrement=False),
    sa.Column("last_message_id", Snowflake, nullable=False),
    sa.Column("moved_at", Moment, nullable=False),
)

rounds = sa.Table(
    "rounds",
    metadata,
    sa.Column("community_id", Snowflake, sa.ForeignKey("communities.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("began_at", Moment, nullable=False, comment="of the last look at every kept message"),
    sa.Column("ended_at", Moment, comment="null while it is under way"),
    sa.Column("pages", sa.Integer, nullable=False, comment="how many it was expected to take"),
    sa.Column("looked", sa.Integer, nullable=False, comment="how many it has taken"),
    sa.Column("place_id", Snowflake, nullable=False, comment="places with lower ids are done"),
    sa.Column("message_id", Snowflake, nullable=False, comment="the last message looked at in that place"),
)

backfills = sa.Table(
    "backfills",
    metadata,
    community_key(),
    sa.Column("place_id", Snowflake, primary_key=True, autoincrement=False),
    sa.Column("topic_id", Snowflake, nullable=False),
    sa.Column("read_to", Snowflake, nullable=False, comment="everything up to this message has been read"),
    sa.Column("begun_at", Moment, nullable=False),
    sa.Column("done_at", Moment, comment="when its end was first reached"),
)
sa.Index("ix_backfills_topic_id", backfills.c.topic_id)
