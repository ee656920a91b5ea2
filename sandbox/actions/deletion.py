"""Deleting messages, one or many."""

from datetime import timedelta
from typing import Final

from sandbox.actions.lookup import public_message, refuse_archived, seen_channel, the_channel, the_message
from sandbox.actions.news import place_of, tell_in_channel, tell_users
from sandbox.bits import MANAGE_MESSAGES, VIEW_CHANNEL
from sandbox.errors import BULK_DELETE_COUNT, MISSING_PERMISSIONS, NOT_IN_DM, SYSTEM_MESSAGE, TOO_OLD_TO_DELETE
from sandbox.permissions import channel_permissions
from sandbox.state import Channel, Json, Message, State
from sandbox.state.message import LASTING
from sandbox.state.snowflakes import time_of

BULK_AGE: Final = timedelta(days=14)
MOST_IN_BULK: Final = 100
FEWEST_IN_BULK: Final = 2


def delete_message(state: State, actor_id: int, channel_id: int, message_id: int, *, by_origin: bool = False) -> None:
    """Delete a message: one's own, another's with MANAGE_MESSAGES, or any by its origin."""
    channel = the_channel(state, channel_id)
    if not by_origin:
        seen_channel(state, actor_id, channel_id)
        refuse_archived(channel)
        message = public_message(state, channel_id, message_id)
        if message.author_id != actor_id:
            if channel.guild_id is None:
                raise NOT_IN_DM
            if not channel_permissions(state, channel, actor_id) & MANAGE_MESSAGES:
                raise MISSING_PERMISSIONS
        if message.type in LASTING:
            raise SYSTEM_MESSAGE
    message = the_message(state, channel_id, message_id)
    _remove(state, channel, message)
    data = {"id": str(message.id)} | place_of(channel)
    _tell_gone(state, channel, message, data)


def _tell_gone(state: State, channel: Channel, message: Message, data: Json) -> None:
    """Tell of a deletion; of an ephemeral message's to its reader alone."""
    if message.ephemeral_to is None:
        tell_in_channel(state, "MESSAGE_DELETE", channel, data)
        return
    tell_users(state, "MESSAGE_DELETE", data, {message.ephemeral_to}, guild_id=channel.guild_id)


def _remove(state: State, channel: Channel, message: Message) -> None:
    state.drop(message)
    for attachment in message.attachments:
        file = state.files.get(int(attachment["id"]))
        if file is not None:
            state.drop(file)
    if channel.thread is not None and message.ephemeral_to is None and message.id != channel.id:
        channel.thread.message_count = max(0, channel.thread.message_count - 1)
        state.put(channel)


def bulk_delete(state: State, actor_id: int, channel_id: int, message_ids: list[int]) -> None:
    """Delete 2 to 100 messages under 14 days old at once; ids of none are passed over."""
    channel = the_channel(state, channel_id)
    if channel.guild_id is None:
        raise NOT_IN_DM
    seen_channel(state, actor_id, channel_id, VIEW_CHANNEL | MANAGE_MESSAGES)
    if not FEWEST_IN_BULK <= len(message_ids) <= MOST_IN_BULK:
        raise BULK_DELETE_COUNT
    oldest = state.now() - BULK_AGE
    if any(time_of(one) < oldest for one in message_ids):
        raise TOO_OLD_TO_DELETE
    gone = [
        message
        for one in dict.fromkeys(message_ids)
        if (message := state.message(channel_id, one)) is not None and message.ephemeral_to is None
    ]
    for message in gone:
        _remove(state, channel, message)
    if gone:
        data = {"ids": [str(message.id) for message in gone]} | place_of(channel)
        tell_in_channel(state, "MESSAGE_DELETE_BULK", channel, data)
