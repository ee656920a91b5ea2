"""Peer-learning sessions, who said they would come, how they are run and who came."""

import sqlalchemy as sa

from storage.tables.base import Moment, OwnId, Snowflake, community_key, metadata

sessions = sa.Table(
    "sessions",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("topic_id", Snowflake, nullable=False),
    sa.Column("seen_in", Snowflake, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("starts_at", Moment, nullable=False),
    sa.Column("local_start", sa.Text, nullable=False, comment="the wall time, as 2026-12-03T14:00"),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("location", sa.Text, nullable=False, default="", comment="a voice channel's mention or a link"),
    sa.Column("host_id", Snowflake, nullable=False),
    sa.Column("planned_by", Snowflake, nullable=False),
    sa.Column("planned_at", Moment, nullable=False),
    sa.Column(
        "status",
        sa.Text,
        nullable=False,
        default="planned",
        comment="sketched (not confirmed yet), planned or cancelled",
    ),
    sa.Column("reason", sa.Text),
    sa.Column("called_off_by", Snowflake, comment="whose words the reason is; empty: nobody's, or not known"),
    sa.Column("called_off_at", Moment),
    sa.Column("channel_id", Snowflake, comment="where its card is"),
    sa.Column("message_id", Snowflake),
    sa.Column("thread_id", Snowflake),
    sa.Column("event_id", Snowflake, comment="the Discord event that mirrors it"),
    sa.Column(
        "events_lost",
        sa.Integer,
        nullable=False,
        default=0,
        server_default="0",
        comment="how often somebody deleted its Discord event",
    ),
    sa.Column("version", sa.Integer, nullable=False, default=1),
    sa.Column(
        "reminded",
        sa.Text,
        nullable=False,
        default="1440, 15",
        server_default="1440, 15",
        comment="by which setting its reminders are timed",
    ),
    sa.Column("capacity", sa.Integer, comment="how many may come besides the host; empty: all"),
    sa.Column(
        "counted",
        sa.Integer,
        nullable=False,
        default=0,
        server_default="0",
        comment="the last number given to somebody who waits, or to an offer",
    ),
    sa.Column("series_id", OwnId, comment="the series it is one of"),
    sa.Column("original_start", sa.Text, comment="the wall time that its series gives it, wherever it was moved to"),
    sa.Column("number", sa.Integer, comment="which of its series it is, counted from 1"),
    sa.Column("changed", sa.JSON, comment="names of what was changed for this one alone: title, starts, minutes..."),
    sa.Column(
        "chatham_house",
        sa.Boolean,
        nullable=False,
        default=False,
        server_default=sa.false(),
        comment="what is said in its thread is not kept",
    ),
)
sa.Index("ix_sessions_thread_id", sessions.c.thread_id)
sa.Index("ix_sessions_community_id_starts_at", sessions.c.community_id, sessions.c.starts_at)
sa.Index("ix_sessions_series_id_original_start", sessions.c.series_id, sessions.c.original_start, unique=True)
_sketched = sessions.c.status == "sketched"
sa.Index("ix_sessions_sketched", sessions.c.planned_at, sqlite_where=_sketched, postgresql_where=_sketched)

rsvps = sa.Table(
    "rsvps",
    metadata,
    sa.Column("session_id", OwnId, sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("answer", sa.Text, nullable=False, comment="going, maybe, no, or waiting for a place"),
    sa.Column("answered_at", Moment, nullable=False),
    sa.Column(
        "by_series",
        sa.Boolean,
        nullable=False,
        default=False,
        server_default=sa.false(),
        comment="given to all following of a series, not to this one by itself",
    ),
    sa.Column("number", sa.Integer, comment="of somebody who waits: lower ones are before them"),
    sa.Column("offer", sa.Integer, comment="the number of the offer, while a place is offered to them"),
    sa.Column("offered_until", Moment),
    sa.PrimaryKeyConstraint("session_id", "member_id"),
)
sa.Index("ix_rsvps_member_id_session_id", rsvps.c.member_id, rsvps.c.session_id)
_waits = rsvps.c.answer == "waiting"
sa.Index("ix_rsvps_waiting", rsvps.c.session_id, sqlite_where=_waits, postgresql_where=_waits)

runs = sa.Table(
    "runs",
    metadata,
    community_key(),
    sa.Column("session_id", OwnId, sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    sa.Column("steps", sa.JSON, nullable=False, comment="of the format, fitted to the session: [name, say, minutes]"),
    sa.Column("at", sa.Integer, nullable=False, comment="which of the steps it is at, from 0"),
    sa.Column("version", sa.Integer, nullable=False, comment="goes up with each press"),
    sa.Column("entered", sa.Integer, nullable=False, comment="the version at which its step began"),
    sa.Column("status", sa.Text, nullable=False, comment="running, paused or finished"),
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("ends_at", Moment, comment="when the step's time is over"),
    sa.Column("left_seconds", sa.Integer, comment="of the step's time, while it is paused"),
    sa.Column("finished_at", Moment),
    sa.Column("channel_id", Snowflake, comment="where its panel is"),
    sa.Column("message_id", Snowflake),
    sa.PrimaryKeyConstraint("session_id"),
)
sa.Index("ix_runs_community_id_status", runs.c.community_id, runs.c.status)

attendance = sa.Table(
    "attendance",
    metadata,
    sa.Column("session_id", OwnId, sa.ForeignKey("sessions.id", ondelete="CASCADE"), nullable=False),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("by_voice", sa.Boolean, nullable=False, comment="seen in the voice channel; else by their own word"),
    sa.Column("came_at", Moment, nullable=False),
    sa.Column("left_at", Moment),
    sa.PrimaryKeyConstraint("session_id", "member_id", "by_voice", "came_at"),
)

direct_reminders = sa.Table(
    "direct_reminders",
    metadata,
    community_key(),
    sa.Column("id", OwnId, primary_key=True),
    sa.Column("session_id", OwnId, sa.ForeignKey("sessions.id", ondelete="CASCADE")),
    sa.Column(
        "series_id",
        OwnId,
        sa.ForeignKey("series.id", ondelete="CASCADE"),
        comment="where they are asked for about all of a series",
    ),
    sa.Column("member_id", Snowflake, nullable=False),
    sa.Column("asked_at", Moment, nullable=False),
)
for _column in ("session_id", "series_id"):
    _of, _member = direct_reminders.c[_column], direct_reminders.c.member_id
    sa.Index(f"ix_direct_reminders_{_column}_member_id", _of, _member, unique=True)


def run_to_its_end() -> sa.ColumnElement[bool]:
    """Tell of a row of `sessions` that it was run and finished, which may be before it was to begin."""
    return sa.exists().where(runs.c.session_id == sessions.c.id, runs.c.status == "finished")
