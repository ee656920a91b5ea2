"""Making, changing and deleting guilds."""

from datetime import timedelta
from typing import Final

from sandbox.actions.lookup import the_guild
from sandbox.actions.news import tell_users
from sandbox.bits import DEFAULT_EVERYONE, MANAGE_GUILD
from sandbox.bus import Event
from sandbox.errors import MISSING_PERMISSIONS, invalid
from sandbox.permissions import require_in_guild
from sandbox.state import Guild, Json, Member, Role, State
from sandbox.state.snowflakes import SEQUENCE_BITS, iso, time_of
from sandbox.wire import guild_create_json, guild_json

MOST_NAME: Final = 100
FEWEST_NAME: Final = 2
OTHER_MACHINE: Final = 1 << 17
"""Marks an id as made by another machine than made the ids of the same millisecond."""
KEPT: Final = (
    "description",
    "icon",
    "preferred_locale",
    "verification_level",
    "default_message_notifications",
    "explicit_content_filter",
    "afk_timeout",
    "features",
)


def create_guild(state: State, owner_id: int, name: str, *, guild_id: int | None = None) -> Guild:
    """Make a guild with @everyone and its owner in it, and no channel yet."""
    guild = Guild(id=guild_id or state.new_id(), name=name, owner_id=owner_id)
    guild.roles[guild.id] = Role(id=guild.id, name="@everyone", permissions=DEFAULT_EVERYONE, position=0)
    state.put(guild)
    joined = iso(time_of(guild.id))
    state.put(Member(guild_id=guild.id, user_id=owner_id, joined_at=joined))
    return guild


def id_on_shard(state: State, number: int, count: int) -> int:
    """Make an id, of a few milliseconds ago, of a guild that is told to one shard of so many."""
    now = state.now()
    for back in range(count):
        found = state.new_id(now - timedelta(milliseconds=back)) | OTHER_MACHINE
        if (found >> SEQUENCE_BITS) % count == number:
            return found
    raise invalid(("shard",), "BASE_TYPE_CHOICES", f"There is no shard {number} of {count}.")


def edit_guild(state: State, actor_id: int, guild_id: int, body: Json) -> Guild:
    """Change a guild's settings; needs MANAGE_GUILD."""
    guild = require_in_guild(state, guild_id, actor_id, MANAGE_GUILD)
    name = body.get("name")
    if name is not None:
        if not FEWEST_NAME <= len(name) <= MOST_NAME:
            sentence = f"Must be between {FEWEST_NAME} and {MOST_NAME} in length."
            raise invalid(("name",), "BASE_TYPE_BAD_LENGTH", sentence)
        guild.name = name
    if "description" in body:
        guild.description = body["description"]
    if "system_channel_id" in body:
        found = body["system_channel_id"]
        guild.system_channel_id = int(found) if found is not None else None
    for setting in KEPT:
        if setting in body and body[setting] is not None and not hasattr(guild, setting):
            guild.extra[setting] = body[setting]
    state.put(guild)
    state.publish(Event("GUILD_UPDATE", guild_json(state, guild), guild_id=guild_id))
    return guild


def delete_guild(state: State, actor_id: int, guild_id: int) -> None:
    """Delete a guild and all in it; its owner alone may."""
    guild = the_guild(state, guild_id, actor_id)
    if guild.owner_id != actor_id:
        raise MISSING_PERMISSIONS
    people = set(state.members.get(guild_id, {}))
    for channel in state.all_threads(guild_id):
        state.drop(channel)
    for channel in state.guild_channels(guild_id):
        state.drop(channel)
    for member in tuple(state.members_of(guild_id)):
        state.drop(member)
    for table in (state.events, state.webhooks, state.commands):
        for record in [one for one in table.values() if one.guild_id == guild_id]:
            state.drop(record)
    state.drop(guild)
    tell_users(state, "GUILD_DELETE", {"id": str(guild_id)}, people, guild_id=guild_id)


def tell_of_guild(state: State, guild_id: int, user_id: int) -> None:
    """Send a guild in full to one who has just come in."""
    data = guild_create_json(state, state.guilds[guild_id], user_id)
    del data["unavailable"]
    tell_users(state, "GUILD_CREATE", data, {user_id}, guild_id=guild_id)
