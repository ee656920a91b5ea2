"""The first schema."""

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "communities",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("mirrored_at", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_communities")),
    )
    op.create_table(
        "cursors",
        sa.Column("place_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_message_id", sa.BigInteger(), nullable=False),
        sa.Column("moved_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_cursors")),
    )
    op.create_table(
        "reactions",
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("emoji", sa.Text(), nullable=False),
        sa.Column(
            "member_id",
            sa.BigInteger(),
            nullable=False,
            comment="below zero: somebody whom an export or a history counts without a name",
        ),
        sa.PrimaryKeyConstraint("message_id", "emoji", "member_id", name=op.f("pk_reactions")),
    )
    op.create_table(
        "write_keys",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("written_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_write_keys")),
    )
    op.create_index("ix_write_keys_written_at", "write_keys", ["written_at"], unique=False)
    op.create_table(
        "entries",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=False, comment="the thread it was captured from"),
        sa.Column("seen_in", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False, comment="What we did"),
        sa.Column("context", sa.Text(), nullable=False, comment="Where and with whom"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="What happened"),
        sa.Column("limits", sa.Text(), nullable=False, comment="Where it may not work"),
        sa.Column(
            "status", sa.Text(), nullable=False, comment="draft, awaiting, published, review, retired, taken_down"
        ),
        sa.Column("captured_by", sa.BigInteger(), nullable=False),
        sa.Column("captured_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column(
            "asked_at",
            storage.tables.base.Moment(timezone=True),
            nullable=True,
            comment="when the people quoted were asked",
        ),
        sa.Column("waits_until", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("publishes_itself", sa.Boolean(), nullable=False),
        sa.Column("published_at", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("changed_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True, comment="why it was retired or taken down"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_entries_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
    )
    op.create_index("ix_entries_community_id_status", "entries", ["community_id", "status"], unique=False)
    op.create_index("ix_entries_place_id", "entries", ["place_id"], unique=False)
    op.create_table(
        "member_roles",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("role_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_member_roles_community_id_communities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", "role_id", name=op.f("pk_member_roles")),
    )
    op.create_table(
        "members",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("standing_answer", sa.Text(), server_default="ask", nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_members_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_members")),
    )
    op.create_table(
        "messages",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_in", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("by_bot", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="empty once deleted"),
        sa.Column("created_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("edited_at", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("deleted_at", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_messages_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index("ix_messages_community_id_author_id", "messages", ["community_id", "author_id"], unique=False)
    op.create_index("ix_messages_conversation_id_id", "messages", ["conversation_id", "id"], unique=False)
    op.create_index("ix_messages_place_id_created_at", "messages", ["place_id", "created_at"], unique=False)
    op.create_index("ix_messages_topic_id_created_at", "messages", ["topic_id", "created_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False, comment="ids only, never words"),
        sa.Column("due_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("status", sa.Text(), nullable=False, comment="pending, sent, missed, cancelled, failed"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("claimed_until", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_outbox_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
    )
    op.create_index(
        "ix_outbox_pending",
        "outbox",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_table(
        "places",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_places_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
    )
    op.create_index("ix_places_community_id_kind", "places", ["community_id", "kind"], unique=False)
    op.create_index("ix_places_parent_id", "places", ["parent_id"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False, comment="where its card is"),
        sa.Column("seen_in", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False, comment="open, asked (stewards were) or done"),
        sa.Column("topic_id", sa.BigInteger(), nullable=True, comment="what was opened for it"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_proposals_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index("ix_proposals_community_id_status", "proposals", ["community_id", "status"], unique=False)
    op.create_table(
        "roles",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("permissions", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_roles_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_roles")),
    )
    op.create_table(
        "sessions",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("seen_in", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("starts_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("local_start", sa.Text(), nullable=False, comment="the wall time, as 2026-12-03T14:00"),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False, comment="a voice channel's mention or a link"),
        sa.Column("host_id", sa.BigInteger(), nullable=False),
        sa.Column("planned_by", sa.BigInteger(), nullable=False),
        sa.Column("planned_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("status", sa.Text(), nullable=False, comment="sketched (not confirmed yet), planned or cancelled"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=True, comment="where its card is"),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("thread_id", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True, comment="the Discord event that mirrors it"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_sessions_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_community_id_starts_at", "sessions", ["community_id", "starts_at"], unique=False)
    op.create_table(
        "settings",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_settings_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "name", name=op.f("pk_settings")),
    )
    op.create_table(
        "summaries",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scope_id", sa.BigInteger(), nullable=False, comment="the topic, or the community's id for its own"),
        sa.Column("week", sa.Text(), nullable=False, comment="ISO, as 2026-W15"),
        sa.Column("so_far", sa.Boolean(), nullable=False, comment="posted by hand before the week was over"),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("posted_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False, comment="refreshes asked for since it was posted"),
        sa.Column("taken", sa.Integer(), nullable=False, comment="of these, begun"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_summaries_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summaries")),
        sa.UniqueConstraint("community_id", "scope_id", "week", name=op.f("uq_summaries_community_id_scope_id_week")),
    )
    op.create_table(
        "summary_schedules",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("scope_id", sa.BigInteger(), nullable=False, comment="the topic, or the community's id for its own"),
        sa.Column(
            "since",
            storage.tables.base.Moment(timezone=True),
            nullable=False,
            comment="weeks that ended before this are nobody's to post",
        ),
        sa.Column("timing", sa.Text(), nullable=False, comment="day, time and zone, as last seen"),
        sa.Column(
            "timed_at",
            storage.tables.base.Moment(timezone=True),
            nullable=False,
            comment="when that timing was first seen",
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_summary_schedules_community_id_communities"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("community_id", "scope_id", name=op.f("pk_summary_schedules")),
    )
    op.create_table(
        "topics",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False, comment="the channel's id"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False, comment="open, closed or gone (with its channel)"),
        sa.Column("opened_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.Column(
            "notices_id",
            sa.BigInteger(),
            nullable=True,
            comment="where its notices go: a forum has no messages of its own",
        ),
        sa.Column("notice_message_id", sa.BigInteger(), nullable=True, comment="the public notice of what is kept"),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_topics_community_id_communities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
    )
    op.create_index("ix_topics_community_id_status", "topics", ["community_id", "status"], unique=False)
    op.create_table(
        "cards",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="consent, thread, notices or shared"),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_cards_entry_id_entries"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint("entry_id", "message_id", name=op.f("uq_cards_entry_id_message_id")),
    )
    op.create_table(
        "conversations",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "id",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="the thread's id, or its first message's",
        ),
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "place_id", sa.BigInteger(), nullable=False, comment="the thread, or the channel for talk outside threads"
        ),
        sa.Column(
            "seen_in", sa.BigInteger(), nullable=False, comment="the channel or private thread whose sight decides"
        ),
        sa.Column("is_thread", sa.Boolean(), nullable=False),
        sa.Column(
            "title", sa.Text(), nullable=True, comment="a thread's name; null for talk outside threads, which has none"
        ),
        sa.Column("started_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("last_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["communities.id"],
            name=op.f("fk_conversations_community_id_communities"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_conversations_topic_id_topics"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index("ix_conversations_place_id_last_at", "conversations", ["place_id", "last_at"], unique=False)
    op.create_index("ix_conversations_topic_id_last_at", "conversations", ["topic_id", "last_at"], unique=False)
    op.create_table(
        "entry_tags",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_entry_tags_entry_id_entries"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "tag", name=op.f("pk_entry_tags")),
    )
    op.create_table(
        "overwrites",
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("allow", sa.BigInteger(), nullable=False),
        sa.Column("deny", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_overwrites_place_id_places"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("place_id", "target_id", name=op.f("pk_overwrites")),
    )
    op.create_table(
        "proposal_supports",
        sa.Column("proposal_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["proposals.id"],
            name=op.f("fk_proposal_supports_proposal_id_proposals"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("proposal_id", "member_id", name=op.f("pk_proposal_supports")),
    )
    op.create_table(
        "quotes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False, comment="empty once the message is deleted"),
        sa.Column(
            "words_hash", sa.Text(), nullable=False, comment="of message, author and words; empty with the words"
        ),
        sa.Column("answer", sa.Text(), nullable=True, comment="named, unnamed, left_out; null while unanswered"),
        sa.Column("answered_hash", sa.Text(), nullable=True, comment="the words_hash that the answer was given for"),
        sa.Column("answered_at", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("asked_at", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_quotes_entry_id_entries"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotes")),
        sa.UniqueConstraint("entry_id", "message_id", name=op.f("uq_quotes_entry_id_message_id")),
    )
    op.create_index("ix_quotes_author_id", "quotes", ["author_id"], unique=False)
    op.create_index("ix_quotes_message_id", "quotes", ["message_id"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column(
            "change", sa.Text(), nullable=False, comment="what was done, in one word: captured, edited, published..."
        ),
        sa.Column("fields", sa.JSON(), nullable=False, comment="the capturer's own words by field"),
        sa.Column("quote_ids", sa.JSON(), nullable=False, comment="refers to quotes, never copies them"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_revisions_entry_id_entries"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "version", name=op.f("pk_revisions")),
    )
    op.create_table(
        "rsvps",
        sa.Column("session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False, comment="going, maybe or no"),
        sa.Column("answered_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_rsvps_session_id_sessions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "member_id", name=op.f("pk_rsvps")),
    )
    op.create_table(
        "rule_acceptances",
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("accepted_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_rule_acceptances_topic_id_topics"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_id", "version", "member_id", name=op.f("pk_rule_acceptances")),
    )
    op.create_table(
        "rules",
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_rules_topic_id_topics"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("topic_id", "version", name=op.f("pk_rules")),
    )
    op.create_table(
        "summary_sources",
        sa.Column("summary_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="conversation, message, entry, session, member (quoted)"),
        sa.Column("source_id", sa.BigInteger(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False, comment="where it stands; empty for what an item is made of"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["summaries.id"], name=op.f("fk_summary_sources_summary_id_summaries"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("summary_id", "section", "kind", "source_id", name=op.f("pk_summary_sources")),
    )
    op.create_index("ix_summary_sources_kind_source_id", "summary_sources", ["kind", "source_id"], unique=False)
    op.create_table(
        "thread_members",
        sa.Column("place_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_thread_members_place_id_places"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("place_id", "member_id", name=op.f("pk_thread_members")),
    )
    op.create_table(
        "topic_stewards",
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_topic_stewards_topic_id_topics"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_id", "member_id", name=op.f("pk_topic_stewards")),
    )
    op.create_table(
        "topic_summaries",
        sa.Column("topic_id", sa.BigInteger(), nullable=False),
        sa.Column("goes_out", sa.Boolean(), nullable=False, comment="whether its own summary is posted each week"),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topics.id"], name=op.f("fk_topic_summaries_topic_id_topics"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_id", name=op.f("pk_topic_summaries")),
    )
    op.create_table(
        "consents",
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "quote_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="null once it was unchosen",
        ),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("words_hash", sa.Text(), nullable=False),
        sa.Column("answered_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_consents_community_id_communities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["quote_id"], ["quotes.id"], name=op.f("fk_consents_quote_id_quotes"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_member_id_words_hash", "consents", ["member_id", "words_hash"], unique=False)
    op.create_index("ix_consents_quote_id", "consents", ["quote_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Restore a backup instead.")
