"""Whom an event may reach."""

from typing import Final

from sandbox.bus import Event
from sandbox.permissions import can_view
from sandbox.state import State

OF_CHANNELS: Final = frozenset({"CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE"})


def reaches(state: State, event: Event, user_id: int) -> bool:
    """Tell whether a user may be told of an event: named, or in the guild and seeing the channel."""
    if event.users is not None:
        return user_id in event.users
    if event.guild_id is not None and state.member(event.guild_id, user_id) is None:
        return False
    if event.channel_id is None:
        return True
    channel = state.channels.get(event.channel_id)
    return channel is not None and can_view(state, channel, user_id)


def reaches_bot(state: State, event: Event, user_id: int) -> bool:
    """Tell whether a bot is told of an event: as people are, and of all channels of its guilds, seen or not."""
    if event.name in OF_CHANNELS and event.users is None and event.guild_id is not None:
        return state.member(event.guild_id, user_id) is not None
    return reaches(state, event, user_id)
