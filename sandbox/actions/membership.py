"""Being in a thread: coming in, being brought in, leaving."""

from typing import Final

from sandbox.actions.news import tell_in_channel, tell_message, tell_users
from sandbox.bits import MANAGE_THREADS
from sandbox.permissions import can_view, channel_permissions
from sandbox.state import Channel, Json, Message, State, Thread
from sandbox.state.channel import PRIVATE_THREAD
from sandbox.state.message import RECIPIENT_ADD, RECIPIENT_REMOVE
from sandbox.state.snowflakes import iso_of
from sandbox.wire import channel_json, member_json, thread_member_json

MOST_OF_A_ROLE: Final = 100
"""A role with more members brings nobody in when it is mentioned."""


def enter_thread(state: State, channel: Channel, user_id: int, *, at: str) -> None:
    """Put someone into a thread and tell; nothing happens if they are in it."""
    thread = channel.thread
    if thread is None or user_id in thread.members:
        return
    thread.members[user_id] = at
    state.put(channel)
    if state.users[user_id].bot or channel.type == PRIVATE_THREAD:
        # One who was not in a private thread did not know it; a bot that is added is told of the thread again.
        data = channel_json(state, channel, viewer_id=user_id)
        tell_users(state, "THREAD_CREATE", data, {user_id}, guild_id=channel.guild_id)
    entry = thread_member_json(channel, thread, user_id)
    member = state.member(channel.guild_id or 0, user_id)
    if member is not None:
        entry["member"] = member_json(state, member)
    _tell(state, channel, {"added_members": [entry]})


def leave(state: State, channel: Channel, user_id: int) -> None:
    """Take someone out of a thread and tell, them too; nothing happens if they are not in it."""
    thread = channel.thread
    if thread is None or user_id not in thread.members:
        return
    del thread.members[user_id]
    state.put(channel)
    data = {"removed_member_ids": [str(user_id)]}
    _tell(state, channel, data)
    if channel.type == PRIVATE_THREAD:
        tell_users(state, "THREAD_MEMBERS_UPDATE", _update(channel, data), {user_id}, guild_id=channel.guild_id)


def may_invite(state: State, channel: Channel, thread: Thread, actor_id: int) -> bool:
    """Tell whether someone in a thread may bring others in; a private one may be shut to that."""
    if channel.type != PRIVATE_THREAD or thread.invitable or actor_id == thread.owner_id:
        return True
    return bool(channel_permissions(state, channel, actor_id) & MANAGE_THREADS)


def bring_in_mentioned(state: State, channel: Channel, message: Message) -> list[int]:
    """Put those into a thread whom a message in it mentions, and who see its channel; give who is new."""
    thread, parent = channel.thread, state.channels.get(channel.parent_id or 0)
    if thread is None or parent is None or message.ephemeral_to is not None or message.webhook_name is not None:
        return []
    if not may_invite(state, channel, thread, message.author_id):
        return []
    new = [one for one in _mentioned(state, channel, message) if one not in thread.members]
    new = [one for one in new if one != message.author_id and can_view(state, parent, one)]
    for user_id in new:
        enter_thread(state, channel, user_id, at=iso_of(message.id))
    return new


def _mentioned(state: State, channel: Channel, message: Message) -> list[int]:
    found = list(message.mentions)
    for role_id in message.mention_roles:
        held = [one.user_id for one in state.members_of(channel.guild_id or 0) if role_id in one.roles]
        found += held if len(held) <= MOST_OF_A_ROLE else []
    return list(dict.fromkeys(found))


def say_added(state: State, channel: Channel, actor_id: int, user_id: int) -> None:
    """Say in a thread who brought someone in."""
    _say(state, channel, RECIPIENT_ADD, actor_id, user_id)


def say_removed(state: State, channel: Channel, actor_id: int, user_id: int) -> None:
    """Say in a thread who took someone out."""
    _say(state, channel, RECIPIENT_REMOVE, actor_id, user_id)


def _say(state: State, channel: Channel, kind: int, actor_id: int, user_id: int) -> None:
    message = Message(id=state.new_id(), channel_id=channel.id, author_id=actor_id, mentions=[user_id], type=kind)
    channel.last_message_id = message.id
    if channel.thread is not None:
        message.position = channel.thread.total_message_sent
        channel.thread.total_message_sent += 1
        channel.thread.message_count += 1
    state.put(message)
    state.put(channel)
    tell_message(state, "MESSAGE_CREATE", message)


def _update(channel: Channel, data: Json) -> Json:
    count = len(channel.thread.members) if channel.thread is not None else 0
    return {"id": str(channel.id), "guild_id": str(channel.guild_id), "member_count": count} | data


def _tell(state: State, channel: Channel, data: Json) -> None:
    tell_in_channel(state, "THREAD_MEMBERS_UPDATE", channel, _update(channel, data))
