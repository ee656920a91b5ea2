"""Direct messages, scheduled events and voice channels, as a member meets them."""

from typing import Any

from sandbox.actions.dms import dms_of, open_dm
from sandbox.actions.events import be_interested, delete_event, edit_event
from sandbox.actions.lookup import the_guild
from sandbox.actions.voice import join_voice, leave_voice
from sandbox.member.asking import Asking, user_json_of
from sandbox.state import Channel, Json
from sandbox.wire.channels import channel_json
from sandbox.wire.events import event_json


async def dms(asking: Asking) -> Any:
    """List the acting member's direct messages, the newest first, each with its last message and read mark."""
    found = [_dm(asking, channel) for channel in dms_of(asking.state, asking.actor.id)]
    return sorted(found, key=lambda one: -int(one["last_message_id"] or 0))


async def open_one(asking: Asking) -> Any:
    """Open the direct-message channel with someone."""
    return _dm(asking, open_dm(asking.state, asking.actor.id, int(asking.body["user_id"])))


def _dm(asking: Asking, channel: Channel) -> Json:
    found = channel_json(asking.state, channel, viewer_id=asking.actor.id)
    last = next(asking.state.timeline(channel.id).newest_first(), None)
    return found | {
        "last_message": None if last is None else asking.message_json(last),
        "last_read_id": str(asking.actor.read.get(channel.id, 0)),
    }


async def be_there(asking: Asking) -> None:
    """Say that one is interested in an event."""
    _interest(asking, interested=True)


async def not_be_there(asking: Asking) -> None:
    """Say that one is not interested any more."""
    _interest(asking, interested=False)


def _interest(asking: Asking, *, interested: bool) -> None:
    the_guild(asking.state, asking.id("guild"), asking.actor.id)
    be_interested(asking.state, asking.actor.id, asking.id("event"), interested=interested)


async def change_event(asking: Asking) -> Any:
    """Change an event, as one may who made it or may manage events."""
    guild, event = asking.id("guild"), asking.id("event")
    return event_json(asking.state, edit_event(asking.state, asking.actor.id, guild, event, dict(asking.body)))


async def drop_event(asking: Asking) -> None:
    """Delete an event."""
    delete_event(asking.state, asking.actor.id, asking.id("guild"), asking.id("event"))


async def interested(asking: Asking) -> Any:
    """List those interested in an event."""
    the_guild(asking.state, asking.id("guild"), asking.actor.id)
    event = asking.state.events[asking.id("event")]
    return [user_json_of(asking, user_id) for user_id in event.interested]


async def join_a_voice(asking: Asking) -> None:
    """Come into a voice channel."""
    join_voice(asking.state, asking.actor.id, asking.id("channel"))


async def hang_up(asking: Asking) -> None:
    """Leave the voice channel one is in."""
    leave_voice(asking.state, asking.actor.id)
