"""Scheduled events over HTTP."""

from typing import Any

from sandbox.actions import events, lookup
from sandbox.api.call import Call, Handler
from sandbox.state import ScheduledEvent
from sandbox.wire import event_json, member_json, user_json

EVENTS = "/guilds/{guild_id}/scheduled-events"
EVENT = EVENTS + "/{event_id}"


def _found(call: Call) -> ScheduledEvent:
    guild = lookup.the_guild(call.state, call.id("guild_id"), call.bot.id)
    return events.the_event(call.state, guild.id, call.id("event_id"))


def listed(call: Call) -> Any:
    """List a guild's events."""
    guild = lookup.the_guild(call.state, call.id("guild_id"), call.bot.id)
    counted = call.query_flag("with_user_count")
    found = (one for one in call.state.events.values() if one.guild_id == guild.id)
    return [event_json(call.state, one, with_count=counted) for one in found]


def read(call: Call) -> Any:
    """Give an event."""
    return event_json(call.state, _found(call), with_count=call.query_flag("with_user_count"))


def create(call: Call) -> Any:
    """Schedule an event."""
    made = events.create_event(call.state, call.bot.id, call.id("guild_id"), call.body)
    return event_json(call.state, made)


def edit(call: Call) -> Any:
    """Change an event."""
    place = (call.id("guild_id"), call.id("event_id"))
    return event_json(call.state, events.edit_event(call.state, call.bot.id, *place, call.body))


def delete(call: Call) -> None:
    """Delete an event."""
    events.delete_event(call.state, call.bot.id, call.id("guild_id"), call.id("event_id"))


def interested(call: Call) -> Any:
    """List who is interested."""
    event = _found(call)
    after, before = call.query_id("after") or 0, call.query_id("before")
    users = [one for one in sorted(event.interested) if one > after and (before is None or one < before)]
    found = []
    for user_id in users[: call.query_int("limit", 100)]:
        body = {"guild_scheduled_event_id": str(event.id), "user": user_json(call.state.users[user_id])}
        body["user_id"] = str(user_id)
        member = call.state.member(event.guild_id, user_id)
        if call.query_flag("with_member") and member is not None:
            body["member"] = member_json(call.state, member)
        found.append(body)
    return found


ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", EVENTS): listed,
    ("POST", EVENTS): create,
    ("GET", EVENT): read,
    ("PATCH", EVENT): edit,
    ("DELETE", EVENT): delete,
    ("GET", EVENT + "/users"): interested,
}
