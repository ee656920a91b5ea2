"""Who may do what where, by Discord's own rules."""

from datetime import datetime

from sandbox.bits import (
    ADMINISTRATOR,
    ALL,
    CHANNEL_WIDE,
    IN_DM,
    MANAGE_THREADS,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    VIEW_CHANNEL,
    WHEN_SILENT,
    WHEN_TIMED_OUT,
)
from sandbox.errors import MISSING_ACCESS, MISSING_PERMISSIONS, unknown
from sandbox.state import Channel, Guild, State
from sandbox.state.channel import PRIVATE_THREAD


def guild_permissions(state: State, guild: Guild, user_id: int) -> int:
    """Give what a member may do in a guild by roles alone; nothing for those who are not in it."""
    member = state.member(guild.id, user_id)
    if member is None:
        return 0
    if guild.owner_id == user_id:
        return ALL
    found = guild.everyone.permissions
    for role_id in member.roles:
        role = guild.roles.get(role_id)
        if role is not None:
            found |= role.permissions
    if found & ADMINISTRATOR:
        return ALL
    return found & WHEN_TIMED_OUT if _timed_out(state, member.timeout_until) else found


def _timed_out(state: State, until: str | None) -> bool:
    return until is not None and datetime.fromisoformat(until) > state.now()


def channel_permissions(state: State, channel: Channel, user_id: int) -> int:
    """Give what a user may do in a channel or thread, with overwrites and implied refusals.

    A private thread gives nothing to those who are neither in it nor may manage threads.
    """
    if channel.guild_id is None:
        return IN_DM if user_id in channel.recipients else 0
    guild = state.guilds[channel.guild_id]
    place = channel
    if channel.is_thread:
        parent = state.channels.get(channel.parent_id or 0)
        if parent is None:
            return 0
        place = parent
    base = guild_permissions(state, guild, user_id)
    if base & ADMINISTRATOR:
        return ALL
    if state.member(guild.id, user_id) is None:
        return 0
    found = _overwritten(state, place, guild, user_id, base)
    found = _implied(found, speak=SEND_MESSAGES_IN_THREADS if channel.is_thread else SEND_MESSAGES)
    return 0 if _shut_out(channel, user_id, found) else found


def _overwritten(state: State, place: Channel, guild: Guild, user_id: int, base: int) -> int:
    member = state.members[guild.id][user_id]
    everyone = place.overwrites.get(guild.id)
    if everyone is not None:
        base = base & ~everyone.deny | everyone.allow
    allow = deny = 0
    for role_id in member.roles:
        overwrite = place.overwrites.get(role_id)
        if overwrite is not None:
            allow |= overwrite.allow
            deny |= overwrite.deny
    base = base & ~deny | allow
    own = place.overwrites.get(user_id)
    if own is not None:
        base = base & ~own.deny | own.allow
    return base & WHEN_TIMED_OUT if _timed_out(state, member.timeout_until) else base


def _implied(found: int, *, speak: int) -> int:
    if not found & speak:
        found &= ~WHEN_SILENT
    if not found & VIEW_CHANNEL:
        found &= ~CHANNEL_WIDE
    return found


def _shut_out(channel: Channel, user_id: int, found: int) -> bool:
    if channel.type != PRIVATE_THREAD or channel.thread is None:
        return False
    return user_id not in channel.thread.members and not found & MANAGE_THREADS


def can_view(state: State, channel: Channel, user_id: int) -> bool:
    """Tell whether a user sees a channel, thread or direct message."""
    return bool(channel_permissions(state, channel, user_id) & VIEW_CHANNEL)


def require(state: State, channel: Channel, user_id: int, wanted: int) -> int:
    """Give a user's permissions in a channel; raise 50001 if it is out of sight, 50013 if any is missing."""
    found = channel_permissions(state, channel, user_id)
    if not found & VIEW_CHANNEL:
        raise MISSING_ACCESS
    if wanted & ~found:
        raise MISSING_PERMISSIONS
    return found


def require_in_guild(state: State, guild_id: int, user_id: int, wanted: int) -> Guild:
    """Give a guild; raise 10004 if there is none, 50001 for strangers, 50013 if any is missing."""
    guild = state.guilds.get(guild_id)
    if guild is None:
        raise unknown("Guild")
    if state.member(guild_id, user_id) is None:
        raise MISSING_ACCESS
    if wanted & ~guild_permissions(state, guild, user_id):
        raise MISSING_PERMISSIONS
    return guild


def top_position(guild: Guild, roles: list[int]) -> int:
    """Give the position of the highest of a member's roles; 0 with none."""
    return max((guild.roles[one].position for one in roles if one in guild.roles), default=0)
