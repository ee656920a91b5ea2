"""What tests do to a community from outside it: each change is made in its owner's name, and told to all."""

from collections.abc import Callable
from datetime import timedelta
from inspect import isawaitable
from typing import Any, Final

from aiohttp import web

from sandbox.actions.channels import create_channel, delete_channel, edit_channel
from sandbox.actions.guilds import create_guild, delete_guild, edit_guild, id_on_shard
from sandbox.actions.lookup import the_channel, the_guild
from sandbox.actions.members import edit_member, join_guild, kick
from sandbox.actions.overwrites import drop_overwrite, set_overwrite
from sandbox.actions.passing import let_pass, time_json
from sandbox.actions.roles import create_role, delete_role, edit_role
from sandbox.actions.users import create_user
from sandbox.bits import bits
from sandbox.errors import Refused
from sandbox.faults import FaultsError
from sandbox.member.asking import Route, answered, read_id, read_request
from sandbox.member.stream import end_streams
from sandbox.running import SANDBOX, Sandbox
from sandbox.state import Channel, Guild, Json, State
from sandbox.state import channel as kinds
from sandbox.wire.channels import channel_json
from sandbox.wire.guilds import guild_json, role_json
from sandbox.wire.members import member_json

KINDS: Final = {
    "text": kinds.TEXT,
    "voice": kinds.VOICE,
    "category": kinds.CATEGORY,
    "announcement": kinds.ANNOUNCEMENT,
    "stage": kinds.STAGE,
    "forum": kinds.FORUM,
}
NAMED_BITS: Final = ("permissions", "allow", "deny")


class Order:
    """One request of an admin: the sandbox, the JSON body with permissions as Discord writes them, the ids."""

    def __init__(self, app: web.Application, ids: dict[str, int], body: Json) -> None:
        self.app = app
        self.sandbox: Sandbox = app[SANDBOX]
        self.state: State = self.sandbox.state
        self.ids = ids
        self.body = {key: _bits(value) if key in NAMED_BITS else value for key, value in body.items()}

    @property
    def guild(self) -> Guild:
        """Give the server meant."""
        return the_guild(self.state, self.ids["guild"])

    @property
    def owner(self) -> int:
        """Give the owner of the server meant, in whose name all is done."""
        if "guild" in self.ids:
            return self.guild.owner_id
        return the_guild(self.state, self.channel.guild_id or 0).owner_id

    @property
    def channel(self) -> Channel:
        """Give the channel or thread meant."""
        return the_channel(self.state, self.ids["channel"])


def _bits(value: Any) -> str:
    try:
        return str(bits(*value)) if isinstance(value, list) else str(value)
    except KeyError as error:
        raise Refused(400, 50035, f"Unknown permission {error}") from None


def as_admin(handler: Callable[[Order], Any]) -> Route:
    """Make a route of a handler."""

    async def act(request: web.Request) -> Any:
        body, _ = await read_request(request)
        ids = {key: read_id(value) for key, value in request.match_info.items()}
        found = handler(Order(request.app, ids, body))
        return await found if isawaitable(found) else found

    return answered(act)


def guilds(order: Order) -> Any:
    """List every server."""
    return [guild_json(order.state, guild) for guild in order.state.guilds.values()]


def guild(order: Order) -> Any:
    """Give all of a server."""
    state, found = order.state, order.guild
    return {
        "guild": guild_json(state, found),
        "channels": [channel_json(state, one) for one in state.guild_channels(found.id)],
        "threads": [channel_json(state, one) for one in state.all_threads(found.id)],
        "roles": [role_json(role) for role in found.roles.values()],
        "members": [member_json(state, member) for member in state.members_of(found.id)],
    }


def make_guild(order: Order) -> Any:
    """Make a server, with a new owner where none is told; `shard`, [number, count], says which shard hears of it."""
    owner_id, shard = order.body.get("owner_id"), order.body.get("shard")
    owner = int(owner_id) if owner_id else create_user(order.state, "owner", global_name="Owner").id
    guild_id = id_on_shard(order.state, *map(int, shard)) if shard else None
    return guild_json(order.state, create_guild(order.state, owner, order.body["name"], guild_id=guild_id))


def change_guild(order: Order) -> Any:
    """Change a server."""
    return guild_json(order.state, edit_guild(order.state, order.owner, order.ids["guild"], order.body))


def drop_guild(order: Order) -> None:
    """Delete a server."""
    delete_guild(order.state, order.owner, order.ids["guild"])


def add_member(order: Order) -> Any:
    """Let someone join: an existing user, or a new one of the name told."""
    state, body = order.state, order.body
    if body.get("user_id"):
        user_id = int(body["user_id"])
    else:
        user_id = create_user(
            state, _username(body["name"]), global_name=body["name"], about=body.get("about") or ""
        ).id
    roles = tuple(int(role) for role in body.get("roles") or ())
    return member_json(state, join_guild(state, order.guild.id, user_id, roles=roles, nick=body.get("nick")))


def _username(name: str) -> str:
    return (
        ".".join("".join(letter for letter in name.lower() if letter.isalnum() or letter == " ").split()) or "someone"
    )


def change_member(order: Order) -> Any:
    """Change a member's roles or nick."""
    return member_json(
        order.state, edit_member(order.state, order.owner, order.guild.id, order.ids["user"], order.body)
    )


def drop_member(order: Order) -> None:
    """Take a member out."""
    kick(order.state, order.owner, order.guild.id, order.ids["user"])


def make_role(order: Order) -> Any:
    """Make a role."""
    return role_json(create_role(order.state, order.owner, order.guild.id, order.body))


def change_role(order: Order) -> Any:
    """Change a role."""
    return role_json(edit_role(order.state, order.owner, order.guild.id, order.ids["role"], order.body))


def drop_role(order: Order) -> None:
    """Delete a role."""
    delete_role(order.state, order.owner, order.guild.id, order.ids["role"])


def make_channel(order: Order) -> Any:
    """Make a channel of a kind told by name."""
    body = dict(order.body)
    body["type"] = KINDS[body.pop("kind", "text")]
    if "tags" in body:
        body["available_tags"] = [{"name": tag} for tag in body.pop("tags")]
    return channel_json(order.state, create_channel(order.state, order.owner, order.guild.id, body))


def change_channel(order: Order) -> Any:
    """Change a channel or thread."""
    return channel_json(order.state, edit_channel(order.state, order.owner, order.channel.id, order.body))


def drop_channel(order: Order) -> None:
    """Delete a channel or thread."""
    delete_channel(order.state, order.owner, order.channel.id)


def overwrite(order: Order) -> Any:
    """Set an overwrite."""
    set_overwrite(order.state, order.owner, order.channel.id, order.ids["target"], order.body)
    return channel_json(order.state, order.channel)


def no_overwrite(order: Order) -> None:
    """Take an overwrite away."""
    drop_overwrite(order.state, order.owner, order.channel.id, order.ids["target"])


async def drop_gateways(order: Order) -> None:
    """Cut every bot's connection; without `resumable` their sessions are forgotten, too."""
    gateway = order.sandbox.gateway
    for bot in [user for user in order.state.users.values() if user.bot]:
        if order.body.get("resumable", True):
            await gateway.drop(bot.id)
        else:
            await gateway.invalidate(bot.id)


def follow_faults(order: Order) -> None:
    """Follow a schedule of accidents from its beginning, in place of the one before."""
    try:
        order.sandbox.faults.begin(str(order.body.get("schedule") or ""))
    except FaultsError as error:
        raise Refused(400, 50035, str(error)) from None


def befall(order: Order) -> None:
    """Let an accident befall its next occasions, or the next events of one name."""
    body = order.body
    try:
        order.sandbox.faults.befall(str(body["name"]), times=int(body.get("times") or 1), event=body.get("event"))
    except FaultsError as error:
        raise Refused(400, 50035, str(error)) from None


def befallen(order: Order) -> Any:
    """Count the accidents that happened, by name."""
    return dict(order.sandbox.faults.befallen)


def time(order: Order) -> Any:
    """Tell the time."""
    return time_json(order.state)


def let_time_pass(order: Order) -> Any:
    """Move the time on by as many `seconds`."""
    let_pass(order.state, timedelta(seconds=float(order.body["seconds"])))
    return time_json(order.state)


async def drop_streams(order: Order) -> None:
    """Cut every member's stream of events; pages come back by themselves."""
    await end_streams(order.app)
