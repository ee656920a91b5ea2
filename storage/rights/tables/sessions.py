"""Sessions and series, and who answered what."""

from storage.rights.declared import Declared
from storage.rights.mine import direct_reminders_of, rsvps_of, series_of, sessions_of, standing_answers_of

TABLES: tuple[Declared, ...] = (
    Declared(
        table="sessions",
        why="To run sessions",
        members=("host_id", "planned_by", "called_off_by"),
        words=("title", "location", "reason"),
        facts=(
            *("community_id", "id", "topic_id", "seen_in", "format", "local_start", "zone", "status"),
            *("channel_id", "message_id", "thread_id", "event_id"),
            *("series_id", "original_start", "changed", "reminded"),
        ),
        mine=sessions_of,
        erased_by=("sessions",),
        stays="The session itself, by nobody, named by its format: others may have said that they come.",
    ),
    Declared(
        table="rsvps",
        why="To run sessions",
        members=("member_id",),
        facts=("session_id", "answer"),
        mine=rsvps_of,
        erased_by=("sessions",),
    ),
    Declared(
        table="direct_reminders",
        why="To remind you by direct message, as you asked",
        members=("member_id",),
        facts=("community_id", "id", "session_id", "series_id"),
        mine=direct_reminders_of,
        erased_by=("sessions",),
    ),
    Declared(
        table="series",
        why="To run sessions",
        members=("host_id", "planned_by"),
        words=("title", "location"),
        facts=(
            *("community_id", "id", "topic_id", "seen_in", "format", "local_start", "zone", "status"),
            *("rule", "holidays"),
        ),
        mine=series_of,
        erased_by=("sessions",),
        stays="The series itself, by nobody, named by its format: others may have said that they come.",
    ),
    Declared(
        table="standing_answers",
        why="To run sessions",
        members=("member_id",),
        facts=("series_id", "answer"),
        mine=standing_answers_of,
        erased_by=("sessions",),
    ),
)
