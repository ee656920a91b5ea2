"""Scheduled events."""

from datetime import datetime
from typing import Any, Final

from sandbox.actions.lookup import seen_channel, the_guild
from sandbox.actions.news import tell_in_guild
from sandbox.bits import CREATE_EVENTS, MANAGE_EVENTS
from sandbox.errors import MISSING_PERMISSIONS, TOO_MANY_EVENTS, Form, unknown
from sandbox.permissions import guild_permissions
from sandbox.state import Guild, Json, ScheduledEvent, State
from sandbox.state.event import ACTIVE, CANCELED, COMPLETED, ELSEWHERE, IN_STAGE, IN_VOICE, SCHEDULED
from sandbox.state.snowflakes import iso
from sandbox.wire import event_json

MOST: Final = 100
MOST_NAME: Final = 100
MOST_DESCRIPTION: Final = 1000
MOST_LOCATION: Final = 100
OPEN: Final = frozenset({SCHEDULED, ACTIVE})
NEXT: Final = {SCHEDULED: {ACTIVE, CANCELED, SCHEDULED}, ACTIVE: {COMPLETED, ACTIVE}}


def the_event(state: State, guild_id: int, event_id: int) -> ScheduledEvent:
    """Find an event; raise 10070."""
    event = state.events.get(event_id)
    if event is None or event.guild_id != guild_id:
        raise unknown("Guild Scheduled Event")
    return event


def create_event(state: State, actor_id: int, guild_id: int, body: Json) -> ScheduledEvent:
    """Schedule an event; needs CREATE_EVENTS (or MANAGE_EVENTS). At most 100 may be open (30038)."""
    guild = the_guild(state, guild_id, actor_id)
    if not guild_permissions(state, guild, actor_id) & (CREATE_EVENTS | MANAGE_EVENTS):
        raise MISSING_PERMISSIONS
    _check(state, body, creating=True)
    open_ones = [one for one in state.events.values() if one.guild_id == guild_id and one.status in OPEN]
    if len(open_ones) >= MOST:
        raise TOO_MANY_EVENTS
    event = ScheduledEvent(
        id=state.new_id(), guild_id=guild_id, creator_id=actor_id, name="", start="", entity_type=ELSEWHERE
    )
    _apply(state, actor_id, event, body)
    state.put(event)
    tell_in_guild(state, "GUILD_SCHEDULED_EVENT_CREATE", guild_id, event_json(state, event))
    return event


def _check(state: State, body: Json, *, creating: bool) -> None:
    form = Form()
    if creating:
        for name in ("name", "privacy_level", "scheduled_start_time", "entity_type"):
            if body.get(name) is None:
                form.required((name,))
    if body.get("name") is not None:
        form.length(("name",), body["name"], 1, MOST_NAME)
    if body.get("description") is not None:
        form.length(("description",), body["description"], 0, MOST_DESCRIPTION)
    if body.get("privacy_level") not in {None, 2}:
        form.wrong(("privacy_level",), "BASE_TYPE_CHOICES", "Value must be one of (2).")
    _check_place(form, body)
    _check_times(form, state, body)
    form.check()


def _check_place(form: Form, body: Json) -> None:
    kind = body.get("entity_type")
    if kind not in {None, IN_STAGE, IN_VOICE, ELSEWHERE}:
        form.wrong(("entity_type",), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3).")
    if kind == ELSEWHERE:
        form.length(
            ("entity_metadata", "location"), (body.get("entity_metadata") or {}).get("location"), 1, MOST_LOCATION
        )
        if body.get("scheduled_end_time") is None:
            form.required(("scheduled_end_time",))
    elif kind is not None and body.get("channel_id") is None:
        form.required(("channel_id",))


def _check_times(form: Form, state: State, body: Json) -> None:
    start = _moment(form, body, "scheduled_start_time")
    end = _moment(form, body, "scheduled_end_time")
    if start is not None and start < state.now() and body.get("status") not in {ACTIVE, COMPLETED, CANCELED}:
        sentence = "Cannot schedule event in the past."
        form.wrong(("scheduled_start_time",), "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", sentence)
    if start is not None and end is not None and end <= start:
        sentence = "The end time must be after the start time."
        form.wrong(("scheduled_end_time",), "GUILD_SCHEDULED_EVENT_END_BEFORE_START", sentence)


def _moment(form: Form, body: Json, name: str) -> datetime | None:
    text: Any = body.get(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        form.wrong((name,), "DATE_TIME_TYPE_PARSE", f"Could not parse {text}. Should be ISO8601.")
        return None
    if moment.tzinfo is None:
        form.wrong((name,), "DATE_TIME_TYPE_PARSE", f"{text} has no time zone.")
        return None
    return moment


def _apply(state: State, actor_id: int, event: ScheduledEvent, body: Json) -> None:
    for name in ("name", "description", "entity_type", "status", "recurrence_rule"):
        if name in body and (body[name] is not None or name in {"description", "recurrence_rule"}):
            setattr(event, name, body[name])
    if body.get("scheduled_start_time") is not None:
        event.start = iso(datetime.fromisoformat(body["scheduled_start_time"]))
    if "scheduled_end_time" in body:
        end = body["scheduled_end_time"]
        event.end = iso(datetime.fromisoformat(end)) if end else None
    if body.get("channel_id") is not None:
        event.channel_id = seen_channel(state, actor_id, int(body["channel_id"])).id
        event.location = None
    metadata = body.get("entity_metadata")
    if metadata and metadata.get("location"):
        event.location = metadata["location"]
        event.channel_id = None


def edit_event(state: State, actor_id: int, guild_id: int, event_id: int, body: Json) -> ScheduledEvent:
    """Change an event one made (CREATE_EVENTS) or any (MANAGE_EVENTS); a finished one takes no change."""
    event = _owned(state, actor_id, guild_id, event_id)
    _check(state, body, creating=False)
    status = body.get("status")
    if status is not None and status not in NEXT.get(event.status, set()):
        form = Form()
        sentence = "Invalid Guild Scheduled Event Status Transition"
        form.wrong(("status",), "GUILD_SCHEDULED_EVENT_STATUS_TRANSITION", sentence)
        form.check()
    _apply(state, actor_id, event, body)
    state.put(event)
    tell_in_guild(state, "GUILD_SCHEDULED_EVENT_UPDATE", guild_id, event_json(state, event))
    return event


def _owned(state: State, actor_id: int, guild_id: int, event_id: int) -> ScheduledEvent:
    guild: Guild = the_guild(state, guild_id, actor_id)
    event = the_event(state, guild_id, event_id)
    held = guild_permissions(state, guild, actor_id)
    if not held & MANAGE_EVENTS and not (held & CREATE_EVENTS and event.creator_id == actor_id):
        raise MISSING_PERMISSIONS
    return event


def delete_event(state: State, actor_id: int, guild_id: int, event_id: int) -> None:
    """Delete an event one made, or any with MANAGE_EVENTS."""
    event = _owned(state, actor_id, guild_id, event_id)
    state.drop(event)
    tell_in_guild(state, "GUILD_SCHEDULED_EVENT_DELETE", guild_id, event_json(state, event))


def be_interested(state: State, user_id: int, event_id: int, *, interested: bool) -> None:
    """Note or take back a member's interest in an event."""
    event = state.events.get(event_id)
    if event is None:
        raise unknown("Guild Scheduled Event")
    if (user_id in event.interested) is interested:
        return
    name = "GUILD_SCHEDULED_EVENT_USER_ADD" if interested else "GUILD_SCHEDULED_EVENT_USER_REMOVE"
    event.interested = sorted({*event.interested, user_id} if interested else {*event.interested} - {user_id})
    state.put(event)
    data = {"guild_scheduled_event_id": str(event_id), "user_id": str(user_id)}
    tell_in_guild(state, name, event.guild_id, data)
