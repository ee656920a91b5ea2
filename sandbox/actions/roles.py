"""Making, changing and deleting roles."""

from typing import Final

from sandbox.actions.access import with_new_threads
from sandbox.actions.lookup import the_role
from sandbox.actions.news import tell_in_guild
from sandbox.bits import MANAGE_ROLES
from sandbox.errors import INVALID_ROLE, MISSING_PERMISSIONS, Form, Refused
from sandbox.permissions import guild_permissions, require_in_guild, top_position
from sandbox.state import Guild, Json, Role, State
from sandbox.wire import role_json

MOST: Final = 250
MOST_NAME: Final = 100
TOO_MANY: Final = Refused(400, 30005, "Maximum number of guild roles reached (250)")


def create_role(state: State, actor_id: int, guild_id: int, body: Json) -> Role:
    """Make a role, lowest but @everyone; needs MANAGE_ROLES, and holding what it gives."""
    guild = require_in_guild(state, guild_id, actor_id, MANAGE_ROLES)
    if len(guild.roles) >= MOST:
        raise TOO_MANY
    role = Role(id=state.new_id(), name="new role", permissions=guild.everyone.permissions)
    _apply(state, guild, actor_id, role, body)
    above = [other for other in guild.roles.values() if other.id != guild.id]
    for other in above:
        other.position += 1
    guild.roles[role.id] = role
    state.put(guild)
    tell_in_guild(state, "GUILD_ROLE_CREATE", guild_id, {"role": role_json(role)})
    for other in above:
        tell_in_guild(state, "GUILD_ROLE_UPDATE", guild_id, {"role": role_json(other)})
    return role


def edit_role(state: State, actor_id: int, guild_id: int, role_id: int, body: Json) -> Role:
    """Change a role below the actor's own highest."""
    guild = require_in_guild(state, guild_id, actor_id, MANAGE_ROLES)
    role = the_role(guild, role_id)
    refuse_higher(state, guild, actor_id, role)
    with with_new_threads(state, guild_id):
        _apply(state, guild, actor_id, role, body)
        state.put(guild)
        tell_in_guild(state, "GUILD_ROLE_UPDATE", guild_id, {"role": role_json(role)})
    return role


def _apply(state: State, guild: Guild, actor_id: int, role: Role, body: Json) -> None:
    form = Form()
    if body.get("name") is not None:
        form.length(("name",), body["name"], 1, MOST_NAME)
    form.check()
    if body.get("permissions") is not None:
        wanted = int(body["permissions"])
        if (wanted & ~role.permissions) & ~guild_permissions(state, guild, actor_id):
            raise MISSING_PERMISSIONS
        role.permissions = wanted
    colors = body.get("colors") or {}
    if "primary_color" in colors:
        role.color = colors["primary_color"]
    for name in ("name", "color", "hoist", "mentionable", "unicode_emoji"):
        if body.get(name) is not None:
            setattr(role, name, body[name])


def refuse_higher(state: State, guild: Guild, actor_id: int, role: Role) -> None:
    """Raise 50013 unless the role is below the actor's highest."""
    if guild.owner_id == actor_id:
        return
    if role.position >= top_position(guild, state.members[guild.id][actor_id].roles):
        raise MISSING_PERMISSIONS


def delete_role(state: State, actor_id: int, guild_id: int, role_id: int) -> None:
    """Delete a role; members and channels let go of it. @everyone and bots' own roles stay (50028)."""
    guild = require_in_guild(state, guild_id, actor_id, MANAGE_ROLES)
    role = the_role(guild, role_id)
    refuse_higher(state, guild, actor_id, role)
    if role.managed or role_id == guild_id:
        raise INVALID_ROLE
    with with_new_threads(state, guild_id):
        del guild.roles[role_id]
        for member in state.members_of(guild_id):
            if role_id in member.roles:
                member.roles.remove(role_id)
                state.put(member)
        for channel in state.guild_channels(guild_id):
            if channel.overwrites.pop(role_id, None) is not None:
                state.put(channel)
        state.put(guild)
        tell_in_guild(state, "GUILD_ROLE_DELETE", guild_id, {"role_id": str(role_id)})


def move_roles(state: State, actor_id: int, guild_id: int, bodies: list[Json]) -> list[Role]:
    """Change the order of roles below the actor's own highest."""
    guild = require_in_guild(state, guild_id, actor_id, MANAGE_ROLES)
    for body in bodies:
        role = the_role(guild, int(body["id"]))
        refuse_higher(state, guild, actor_id, role)
        if body.get("position") is not None and role.position != body["position"]:
            role.position = body["position"]
            tell_in_guild(state, "GUILD_ROLE_UPDATE", guild_id, {"role": role_json(role)})
    state.put(guild)
    return sorted(guild.roles.values(), key=lambda one: one.position)
