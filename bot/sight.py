"""From discord.py's objects to the plain values that decide sight."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import discord

from community.access import Overwrite, PlaceKind
from community.snapshot import Ground, Person, Role, Spot

_KINDS = {
    discord.ChannelType.text: PlaceKind.TEXT,
    discord.ChannelType.news: PlaceKind.TEXT,
    discord.ChannelType.forum: PlaceKind.FORUM,
    discord.ChannelType.media: PlaceKind.FORUM,
    discord.ChannelType.voice: PlaceKind.VOICE,
    discord.ChannelType.stage_voice: PlaceKind.VOICE,
}
_PRIVATE = discord.ChannelType.private_thread.value


def ground_of(guild: discord.Guild) -> Ground:
    """Give a guild's name and owner."""
    return Ground(guild.id, guild.name, guild.owner_id)


def roles_of(roles: Iterable[discord.Role]) -> tuple[Role, ...]:
    """Give roles and their permission bits."""
    return tuple(Role(role.id, role.name, role.permissions.value) for role in roles)


def channel_spots(channels: Sequence[discord.abc.GuildChannel]) -> tuple[Spot, ...]:
    """Give channels that people can write in, with their overwrites."""
    return tuple(
        Spot(channel.id, _KINDS[channel.type], channel.name, overwrites=_overwrites(channel))
        for channel in channels
        if channel.type in _KINDS
    )


def _overwrites(channel: discord.abc.GuildChannel) -> tuple[Overwrite, ...]:
    # discord.py's own objects take what is both allowed and denied for denied, where Discord allows it.
    told = channel._overwrites  # noqa: SLF001 - the bits as Discord told them; there is no public way to them
    return tuple(Overwrite(one.id, one.allow, one.deny) for one in told)


def thread_spot(thread: discord.Thread) -> Spot:
    """Give a thread."""
    kind = PlaceKind.PRIVATE_THREAD if thread.is_private() else PlaceKind.PUBLIC_THREAD
    return Spot(thread.id, kind, thread.name, thread.parent_id, thread.archived)


def listed_spot(data: Mapping[str, Any]) -> Spot:
    """Give a thread as Discord's lists of threads tell of it."""
    archived = bool(data["thread_metadata"]["archived"])
    kind = PlaceKind.PRIVATE_THREAD if data["type"] == _PRIVATE else PlaceKind.PUBLIC_THREAD
    return Spot(int(data["id"]), kind, str(data.get("name") or ""), int(data["parent_id"]), archived)


def person_of(member: discord.Member) -> Person:
    """Give a member and the roles held beside the everyone role."""
    held = frozenset(role.id for role in member.roles if role.id != member.guild.id)
    return Person(member.id, member.display_name, member.bot, held, member.joined_at)
