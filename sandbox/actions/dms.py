"""Direct messages."""

from sandbox.actions.news import tell_users
from sandbox.errors import CANNOT_DM, unknown
from sandbox.state import Channel, State
from sandbox.state.channel import DM
from sandbox.wire import channel_json


def open_dm(state: State, actor_id: int, user_id: int) -> Channel:
    """Give the direct-message channel of two users, made if there is none; raise 10013, or 50007 for oneself."""
    if user_id not in state.users:
        raise unknown("User")
    if user_id == actor_id:
        raise CANNOT_DM
    known = state.dm_between(actor_id, user_id)
    if known is not None:
        return known
    channel = Channel(id=state.new_id(), type=DM, recipients=[actor_id, user_id])
    state.put(channel)
    tell_users(state, "CHANNEL_CREATE", channel_json(state, channel, viewer_id=actor_id), {actor_id})
    return channel


def dms_of(state: State, user_id: int) -> list[Channel]:
    """Give a user's direct-message channels, the last written in first."""
    found = [one for one in state.channels.values() if user_id in one.recipients]
    return sorted(found, key=lambda one: one.last_message_id or one.id, reverse=True)
