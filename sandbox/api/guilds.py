"""Guilds and roles over HTTP."""

from typing import Any

from sandbox.actions import guilds, lookup, roles
from sandbox.api.call import Call, Handler
from sandbox.bits import BAN_MEMBERS, MANAGE_WEBHOOKS
from sandbox.errors import unknown
from sandbox.permissions import require_in_guild
from sandbox.state import Guild
from sandbox.wire import guild_json, role_json, user_json, webhook_json
from sandbox.wire.guilds import emoji_json

GUILD = "/guilds/{guild_id}"
ROLES = GUILD + "/roles"
ROLE = ROLES + "/{role_id}"


def _guild(call: Call) -> Guild:
    guild_id = call.id("guild_id")
    if call.state.member(guild_id, call.bot.id) is None:
        raise unknown("Guild")
    return lookup.the_guild(call.state, guild_id)


def read(call: Call) -> Any:
    """Give a guild."""
    found = guild_json(call.state, _guild(call))
    if not call.query_flag("with_counts"):
        del found["approximate_member_count"], found["approximate_presence_count"]
    return found


def preview(call: Call) -> Any:
    """Give a guild's preview."""
    found = guild_json(call.state, _guild(call))
    wanted = ("id", "name", "icon", "splash", "discovery_splash", "emojis", "features", "description", "stickers")
    counts = ("approximate_member_count", "approximate_presence_count", "home_header")
    return {name: found[name] for name in (*wanted, *counts)}


def edit(call: Call) -> Any:
    """Change a guild."""
    return guild_json(call.state, guilds.edit_guild(call.state, call.bot.id, call.id("guild_id"), call.body))


def emojis(call: Call) -> Any:
    """List custom emojis."""
    return [emoji_json(one) for one in _guild(call).emojis.values()]


def emoji(call: Call) -> Any:
    """Give a custom emoji."""
    found = _guild(call).emojis.get(call.id("emoji_id"))
    if found is None:
        raise unknown("Emoji")
    return emoji_json(found)


def bans(call: Call) -> Any:
    """List who is kept out."""
    guild = require_in_guild(call.state, call.id("guild_id"), call.bot.id, BAN_MEMBERS)
    known = (call.state.users[one] for one in guild.banned if one in call.state.users)
    return [{"reason": None, "user": user_json(one)} for one in known]


def webhooks(call: Call) -> Any:
    """List a guild's webhooks."""
    guild = require_in_guild(call.state, call.id("guild_id"), call.bot.id, MANAGE_WEBHOOKS)
    return [webhook_json(call.state, one) for one in call.state.webhooks.values() if one.guild_id == guild.id]


def nothing(call: Call) -> Any:
    """List what a sandbox guild never has."""
    _guild(call)
    return []


def list_roles(call: Call) -> Any:
    """List roles."""
    return [role_json(one) for one in _guild(call).roles.values()]


def read_role(call: Call) -> Any:
    """Give a role."""
    return role_json(lookup.the_role(_guild(call), call.id("role_id")))


def create_role(call: Call) -> Any:
    """Make a role."""
    return role_json(roles.create_role(call.state, call.bot.id, call.id("guild_id"), call.body))


def edit_role(call: Call) -> Any:
    """Change a role."""
    place = (call.id("guild_id"), call.id("role_id"))
    return role_json(roles.edit_role(call.state, call.bot.id, *place, call.body))


def delete_role(call: Call) -> None:
    """Delete a role."""
    roles.delete_role(call.state, call.bot.id, call.id("guild_id"), call.id("role_id"))


def move_roles(call: Call) -> Any:
    """Put roles in another order."""
    return [role_json(one) for one in roles.move_roles(call.state, call.bot.id, call.id("guild_id"), call.bodies)]


def role_counts(call: Call) -> Any:
    """Count the members of each role."""
    guild = _guild(call)
    members = list(call.state.members_of(guild.id))
    return {str(one): sum(one in member.roles for member in members) for one in guild.roles if one != guild.id}


ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", GUILD): read,
    ("PATCH", GUILD): edit,
    ("GET", GUILD + "/preview"): preview,
    ("GET", GUILD + "/emojis"): emojis,
    ("GET", GUILD + "/emojis/{emoji_id}"): emoji,
    ("GET", GUILD + "/stickers"): nothing,
    ("GET", GUILD + "/invites"): nothing,
    ("GET", GUILD + "/integrations"): nothing,
    ("GET", GUILD + "/bans"): bans,
    ("GET", GUILD + "/webhooks"): webhooks,
    ("GET", ROLES): list_roles,
    ("POST", ROLES): create_role,
    ("PATCH", ROLES): move_roles,
    ("GET", ROLES + "/member-counts"): role_counts,
    ("GET", ROLE): read_role,
    ("PATCH", ROLE): edit_role,
    ("DELETE", ROLE): delete_role,
}
