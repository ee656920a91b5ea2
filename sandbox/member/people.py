"""Whom one may act as, and what a member sees of a server."""

from datetime import timedelta
from typing import Any, Final

from aiohttp import web

from sandbox.actions.lookup import the_guild
from sandbox.bits import VIEW_CHANNEL
from sandbox.member.asking import Asking
from sandbox.permissions import can_view, channel_permissions
from sandbox.running import SANDBOX
from sandbox.state import Channel, Guild, Json, Member, State, User
from sandbox.state.channel import CATEGORY
from sandbox.state.snowflakes import EPOCH, SEQUENCE_BITS
from sandbox.wire.channels import channel_json
from sandbox.wire.events import event_json
from sandbox.wire.guilds import emoji_json, guild_json, role_json
from sandbox.wire.members import member_json
from sandbox.wire.users import user_json
from sandbox.wire.voice import voice_state_json

NEWS: Final = timedelta(days=1)
"""How far back talk counts as unread for someone who comes for the first time."""
FEW: Final = 1000
"""Members up to whom it is looked up who sees a private channel."""


async def people(request: web.Request) -> web.Response:
    """List everyone one may act as, once for each server they are in."""
    state = request.app[SANDBOX].state
    found: list[Json] = []
    for user in state.users.values():
        if user.bot:
            continue
        places = [(guild, state.member(guild.id, user.id)) for guild in state.guilds_of(user.id)]
        found += [_person(user, guild, member) for guild, member in places] or [_person(user, None, None)]
    return web.json_response(found)


def _person(user: User, guild: Guild | None, member: Member | None) -> Json:
    roles = []
    if guild is not None and member is not None:
        held = (guild.roles[one] for one in member.roles if one in guild.roles)
        roles = [role.name for role in sorted(held, key=lambda one: -one.position)]
        if guild.owner_id == user.id:
            roles.insert(0, "Owner")
    return {
        "user": user_json(user),
        "guild_id": None if guild is None else str(guild.id),
        "nick": None if member is None else member.nick,
        "roles": roles,
        "about": user.about,
    }


async def guilds(asking: Asking) -> Any:
    """List the servers of the acting member."""
    state = asking.state
    return [guild_json(state, guild) for guild in state.guilds_of(asking.actor.id)]


async def guild(asking: Asking) -> Any:
    """Give all that the acting member sees of a server."""
    state, viewer = asking.state, asking.actor
    found = the_guild(state, asking.id("guild"), viewer.id)
    channels = seen_channels(state, found, viewer.id)
    threads = [one for one in state.all_threads(found.id) if can_view(state, one, viewer.id)]
    seen = [*channels, *threads]
    events = [one for one in state.events.values() if one.guild_id == found.id]
    return {
        "guild": guild_json(state, found),
        "channels": [channel_json(state, one) | viewers(state, one) for one in channels],
        "threads": [thread_json(state, one, viewer.id) for one in threads],
        "roles": [role_json(role) for role in found.roles.values()],
        "members": [member_json(state, member) for member in state.members_of(found.id)],
        "events": [event_json(state, one) | {"interested": viewer.id in one.interested} for one in events],
        "voices": [voice_state_json(state, voice) for one in channels for voice in state.voices_in(one.id)],
        "emojis": [emoji_json(emoji) for emoji in found.emojis.values()],
        "permissions": {str(one.id): str(channel_permissions(state, one, viewer.id)) for one in seen},
        "unread": unread_marks(state, viewer, found, seen),
    }


def seen_channels(state: State, found: Guild, viewer_id: int) -> list[Channel]:
    """Give the channels a member sees, and the categories that hold one of them."""
    channels = state.guild_channels(found.id)
    seen = [one for one in channels if one.type != CATEGORY and can_view(state, one, viewer_id)]
    used = {one.parent_id for one in seen}
    own = [one for one in channels if one.type == CATEGORY and one.id in used]
    return [*own, *seen]


def viewers(state: State, channel: Channel) -> Json:
    """Give the ids of those who see a private channel, which the page lists; nothing in a very large server."""
    guild_id = channel.guild_id or 0
    shut = any(one.id == guild_id and one.deny & VIEW_CHANNEL for one in channel.overwrites.values())
    members = list(state.members_of(guild_id)) if shut else []
    if not 0 < len(members) <= FEW:
        return {}
    return {"viewer_ids": [str(one.user_id) for one in members if can_view(state, channel, one.user_id)]}


def thread_json(state: State, thread: Channel, viewer_id: int) -> Json:
    """Give a thread with the ids of those in it, which the page shows."""
    assert thread.thread is not None
    found = channel_json(state, thread, viewer_id=viewer_id)
    return found | {"member_ids": [str(one) for one in thread.thread.members]}


def unread_marks(state: State, viewer: User, found: Guild, seen: list[Channel]) -> dict[str, str]:
    """Give the last message read in each place; the first visit counts all but the last day as read."""
    if found.id not in viewer.read:
        viewer.read[found.id] = int((state.now() - NEWS - EPOCH) / timedelta(milliseconds=1)) << SEQUENCE_BITS
        state.put(viewer)
    first = viewer.read[found.id]
    return {str(one.id): str(max(viewer.read.get(one.id, 0), first)) for one in seen}
