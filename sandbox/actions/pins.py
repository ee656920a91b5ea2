"""Pinned messages."""

from sandbox.actions.lookup import public_message, refuse_archived, seen_channel
from sandbox.actions.messages import Origin, create_message
from sandbox.actions.news import place_of, tell_in_channel, tell_message
from sandbox.bits import MANAGE_MESSAGES, PIN_MESSAGES, READ_MESSAGE_HISTORY, VIEW_CHANNEL
from sandbox.errors import MISSING_PERMISSIONS, TOO_MANY_PINS
from sandbox.permissions import channel_permissions
from sandbox.state import Channel, Message, State
from sandbox.state.message import PINS_ADD
from sandbox.state.snowflakes import iso

MOST = 250


def pin_message(state: State, actor_id: int, channel_id: int, message_id: int) -> None:
    """Pin a message; a system message says so. Pinning again changes nothing."""
    channel, message = _pinnable(state, actor_id, channel_id, message_id)
    if message.pinned_at is not None:
        return
    if len(pins_of(state, channel_id)) >= MOST:
        raise TOO_MANY_PINS
    message.pinned_at = channel.last_pin_timestamp = iso(state.now())
    _tell(state, channel, message)
    reference = {"type": 0, "message_id": str(message_id)} | place_of(channel)
    create_message(state, actor_id, channel_id, {}, origin=Origin(type=PINS_ADD, reference=reference))


def unpin_message(state: State, actor_id: int, channel_id: int, message_id: int) -> None:
    """Unpin a message."""
    channel, message = _pinnable(state, actor_id, channel_id, message_id)
    if message.pinned_at is not None:
        message.pinned_at = None
        _tell(state, channel, message)


def _pinnable(state: State, actor_id: int, channel_id: int, message_id: int) -> tuple[Channel, Message]:
    channel = seen_channel(state, actor_id, channel_id)
    if channel.guild_id is not None:
        held = channel_permissions(state, channel, actor_id)
        if not held & (PIN_MESSAGES | MANAGE_MESSAGES):
            raise MISSING_PERMISSIONS
    refuse_archived(channel)
    return channel, public_message(state, channel_id, message_id)


def _tell(state: State, channel: Channel, message: Message) -> None:
    state.put(message)
    state.put(channel)
    tell_message(state, "MESSAGE_UPDATE", message)
    data = place_of(channel) | {"last_pin_timestamp": channel.last_pin_timestamp}
    tell_in_channel(state, "CHANNEL_PINS_UPDATE", channel, data)


def pins_of(state: State, channel_id: int) -> list[Message]:
    """Give a channel's pinned messages, the last pinned first."""
    found = [message for message in state.timeline(channel_id) if message.pinned_at is not None]
    return sorted(found, key=lambda one: one.pinned_at or "", reverse=True)


def pinned(state: State, actor_id: int, channel_id: int) -> list[Message]:
    """Give the pinned messages the actor may read, the last pinned first."""
    seen_channel(state, actor_id, channel_id, VIEW_CHANNEL | READ_MESSAGE_HISTORY)
    return pins_of(state, channel_id)
