"""Being in a thread."""

from sandbox.actions.news import tell_in_channel, tell_users
from sandbox.state import Channel, Json, State
from sandbox.state.channel import PRIVATE_THREAD
from sandbox.wire import channel_json, member_json, thread_member_json


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


def _update(channel: Channel, data: Json) -> Json:
    count = len(channel.thread.members) if channel.thread is not None else 0
    return {"id": str(channel.id), "guild_id": str(channel.guild_id), "member_count": count} | data


def _tell(state: State, channel: Channel, data: Json) -> None:
    tell_in_channel(state, "THREAD_MEMBERS_UPDATE", channel, _update(channel, data))
