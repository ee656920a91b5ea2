"""What comes after a session: what people mean to try, the notes of it, and who objects to those."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

reflections = sa.Table(
    "reflections",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("session_id", OwnId, sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("tries", sa.Text, nullable=False, comment="what they will try"),
    sa.Column("by_at", Moment, comment="by when"),
    sa.Column("asks", sa.Boolean, nullable=False, comment="they want to be asked about it then, once"),
    sa.Column("shared", sa.Text, nullable=False, comment="no, named or unnamed"),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, comment="goes up with each change"),
    sa.Column("outcome", sa.Text, comment="tried, later or wont; empty while they have not said"),
    sa.Column("happened", sa.Text, nullable=False),
    sa.Column("told", sa.Boolean, nullable=False, comment="what happened may be told, without their name"),
    sa.Column("answered_at", Moment),
    sa.Column("channel_id", Snowflake, comment="where it is shared with the group"),
    sa.Column("message_id", Snowflake),
    sa.UniqueConstraint("session_id", "member_id"),
)
sa.Index("ix_reflections_community_id_member_id", reflections.c.community_id, reflections.c.member_id)

session_notes = sa.Table(
    "session_notes",
    metadata,
    community_key(),
    sa.Column("session_id", OwnId, sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("entry_id", OwnId, nullable=False, comment="the know-how that they are the draft of"),
    sa.Column("written_by", Snowflake, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, comment="goes up with each change of the words"),
    sa.Column("waits_until", Moment, comment="until when people may object; empty: nobody is asked"),
    sa.Column("channel_id", Snowflake, comment="where they are shown to those who were there"),
    sa.Column("message_id", Snowflake),
)
sa.Index("ix_session_notes_entry_id", session_notes.c.entry_id)

objections = sa.Table(
    "objections",
    metadata,
    sa.Column("session_id", OwnId, sa.ForeignKey("session_notes.session_id", ondelete="CASCADE"), nullable=False),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("objected_at", Moment, nullable=False),
    sa.PrimaryKeyConstraint("session_id", "member_id"),
)
