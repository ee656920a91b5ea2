"""Scheduled events as JSON."""

from sandbox.state import Json, ScheduledEvent, State
from sandbox.wire.ids import text_or_none
from sandbox.wire.users import known_user_json


def event_json(state: State, event: ScheduledEvent, *, with_count: bool = True) -> Json:
    """Give a scheduled event."""
    found: Json = {
        "id": str(event.id),
        "guild_id": str(event.guild_id),
        "name": event.name,
        "description": event.description,
        "channel_id": text_or_none(event.channel_id),
        "creator_id": str(event.creator_id),
        "creator": known_user_json(state, event.creator_id),
        "image": None,
        "scheduled_start_time": event.start,
        "scheduled_end_time": event.end,
        "status": event.status,
        "entity_type": event.entity_type,
        "entity_id": None,
        "entity_metadata": None if event.location is None else {"location": event.location},
        "recurrence_rule": event.recurrence_rule,
        "privacy_level": 2,
        "guild_scheduled_event_exceptions": [],
    }
    if with_count:
        found["user_count"] = len(event.interested)
    return found
