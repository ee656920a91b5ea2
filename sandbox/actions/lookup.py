"""Finding what an action is about, or refusing with Discord's "Unknown ..."."""

from sandbox.bits import VIEW_CHANNEL
from sandbox.errors import MISSING_ACCESS, THREAD_ARCHIVED, WRONG_CHANNEL_KIND, unknown
from sandbox.permissions import require
from sandbox.state import Channel, Guild, Member, Message, Role, State, Thread


def the_channel(state: State, channel_id: int) -> Channel:
    """Find a channel or thread; raise 10003."""
    channel = state.channels.get(channel_id)
    if channel is None:
        raise unknown("Channel")
    return channel


def the_thread(state: State, channel_id: int) -> tuple[Channel, Thread]:
    """Find a thread; raise 10003, or 50024 for a channel that is none."""
    channel = the_channel(state, channel_id)
    if channel.thread is None:
        raise WRONG_CHANNEL_KIND
    return channel, channel.thread


def seen_channel(state: State, actor_id: int, channel_id: int, wanted: int = VIEW_CHANNEL) -> Channel:
    """Find a channel the actor sees and has rights in; raise 10003, 50001 or 50013."""
    channel = the_channel(state, channel_id)
    require(state, channel, actor_id, wanted)
    return channel


def the_message(state: State, channel_id: int, message_id: int) -> Message:
    """Find a message; raise 10008."""
    message = state.message(channel_id, message_id)
    if message is None:
        raise unknown("Message")
    return message


def public_message(state: State, channel_id: int, message_id: int) -> Message:
    """Find a message that is not ephemeral; raise 10008."""
    message = the_message(state, channel_id, message_id)
    if message.ephemeral_to is not None:
        raise unknown("Message")
    return message


def the_guild(state: State, guild_id: int, actor_id: int | None = None) -> Guild:
    """Find a guild; raise 10004, or 50001 if the actor is not in it."""
    guild = state.guilds.get(guild_id)
    if guild is None:
        raise unknown("Guild")
    if actor_id is not None and state.member(guild_id, actor_id) is None:
        raise MISSING_ACCESS
    return guild


def the_member(state: State, guild_id: int, user_id: int) -> Member:
    """Find a member; raise 10013 for no user at all, 10007 for one who is not in the guild."""
    if user_id not in state.users:
        raise unknown("User")
    member = state.member(guild_id, user_id)
    if member is None:
        raise unknown("Member")
    return member


def the_role(guild: Guild, role_id: int) -> Role:
    """Find a role; raise 10011."""
    role = guild.roles.get(role_id)
    if role is None:
        raise unknown("Role")
    return role


def refuse_archived(channel: Channel) -> None:
    """Raise 50083 if this is an archived thread."""
    if channel.thread is not None and channel.thread.archived:
        raise THREAD_ARCHIVED
