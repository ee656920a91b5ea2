"""Members over HTTP."""

from typing import Any

from sandbox.actions import lookup, members
from sandbox.api.call import Call, Handler
from sandbox.bits import BAN_MEMBERS
from sandbox.errors import unknown
from sandbox.permissions import require_in_guild
from sandbox.wire import member_json, user_json

GUILD = "/guilds/{guild_id}"
MEMBERS = GUILD + "/members"
MEMBER = MEMBERS + "/{user_id}"
BAN = GUILD + "/bans/{user_id}"
ROLE = MEMBER + "/roles/{role_id}"


def listed(call: Call) -> Any:
    """List members by rising id."""
    guild = lookup.the_guild(call.state, call.id("guild_id"), call.bot.id)
    after = call.query_id("after") or 0
    found = sorted((one for one in call.state.members_of(guild.id) if one.user_id > after), key=lambda m: m.user_id)
    return [member_json(call.state, one) for one in found[: call.query_int("limit", 1)]]


def search(call: Call) -> Any:
    """Find members whose name starts so."""
    guild = lookup.the_guild(call.state, call.id("guild_id"), call.bot.id)
    start = call.request.query.get("query", "").lower()
    found = [
        one
        for one in call.state.members_of(guild.id)
        if (one.nick or call.state.users[one.user_id].shown_name).lower().startswith(start)
    ]
    return [member_json(call.state, one) for one in found[: call.query_int("limit", 1)]]


def read(call: Call) -> Any:
    """Give a member."""
    lookup.the_guild(call.state, call.id("guild_id"), call.bot.id)
    return member_json(call.state, lookup.the_member(call.state, call.id("guild_id"), call.id("user_id")))


def edit(call: Call) -> Any:
    """Change a member."""
    place = (call.id("guild_id"), call.id("user_id"))
    return member_json(call.state, members.edit_member(call.state, call.bot.id, *place, call.body))


def kick(call: Call) -> None:
    """Throw a member out."""
    members.kick(call.state, call.bot.id, call.id("guild_id"), call.id("user_id"))


def give_role(call: Call) -> None:
    """Give a role."""
    place = (call.id("guild_id"), call.id("user_id"), call.id("role_id"))
    members.give_role(call.state, call.bot.id, *place)


def take_role(call: Call) -> None:
    """Take a role away."""
    place = (call.id("guild_id"), call.id("user_id"), call.id("role_id"))
    members.take_role(call.state, call.bot.id, *place)


def ban(call: Call) -> None:
    """Keep a user out."""
    members.ban(call.state, call.bot.id, call.id("guild_id"), call.id("user_id"))


def unban(call: Call) -> None:
    """Let a user in again."""
    members.unban(call.state, call.bot.id, call.id("guild_id"), call.id("user_id"))


def read_ban(call: Call) -> Any:
    """Tell whether a user is kept out."""
    guild = require_in_guild(call.state, call.id("guild_id"), call.bot.id, BAN_MEMBERS)
    user = call.state.users.get(call.id("user_id"))
    if user is None or user.id not in guild.banned:
        raise unknown("Ban")
    return {"reason": None, "user": user_json(user)}


ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", MEMBERS): listed,
    ("GET", MEMBERS + "/search"): search,
    ("GET", MEMBER): read,
    ("PATCH", MEMBER): edit,
    ("DELETE", MEMBER): kick,
    ("PUT", ROLE): give_role,
    ("DELETE", ROLE): take_role,
    ("GET", BAN): read_ban,
    ("PUT", BAN): ban,
    ("DELETE", BAN): unban,
}
