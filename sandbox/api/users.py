"""Users, applications and direct messages over HTTP."""

from typing import Any

from sandbox.actions import dms, members, users
from sandbox.api.call import Call, Handler
from sandbox.errors import missing, unknown
from sandbox.wire import application_json, channel_json, member_json, user_json
from sandbox.wire.users import own_user_json

GUILDS_A_SHARD = 1000
"""How many guilds Discord has in mind for a shard; it allows 2,500."""


def me(call: Call) -> Any:
    """Give the bot's own user."""
    return own_user_json(call.bot)


def edit_me(call: Call) -> Any:
    """Change the bot's own user."""
    return own_user_json(users.edit_user(call.state, call.bot.id, call.body))


def read(call: Call) -> Any:
    """Give a user."""
    call.bot  # noqa: B018  # asks for a token before anything is told
    found = call.state.users.get(call.id("user_id"))
    if found is None:
        raise unknown("User")
    return user_json(found)


def guilds(call: Call) -> Any:
    """List the bot's guilds."""
    bot = call.bot
    found = sorted(call.state.guilds_of(bot.id), key=lambda one: one.id)
    after, before = call.query_id("after") or 0, call.query_id("before")
    wanted = [one for one in found if one.id > after and (before is None or one.id < before)]
    return [
        {
            "id": str(one.id),
            "name": one.name,
            "icon": one.icon,
            "banner": None,
            "owner": one.owner_id == bot.id,
            "permissions": str(one.everyone.permissions),
            "features": [],
            "approximate_member_count": len(call.state.members[one.id]),
            "approximate_presence_count": len(call.state.members[one.id]),
        }
        for one in wanted[: call.query_int("limit", 200)]
    ]


def own_member(call: Call) -> Any:
    """Give the bot as a member."""
    found = call.state.member(call.id("guild_id"), call.bot.id)
    if found is None:
        raise unknown("Guild")
    return member_json(call.state, found)


def leave(call: Call) -> None:
    """Leave a guild."""
    guild_id = call.id("guild_id")
    if call.state.member(guild_id, call.bot.id) is None:
        raise unknown("Guild")
    members.depart(call.state, guild_id, call.bot.id)


def open_dm(call: Call) -> Any:
    """Open a direct message."""
    if "recipient_id" not in call.body:
        raise missing("recipient_id")
    made = dms.open_dm(call.state, call.bot.id, int(call.body["recipient_id"]))
    return channel_json(call.state, made, viewer_id=call.bot.id)


def list_dms(call: Call) -> Any:
    """List direct messages; bots are always told of none."""
    call.bot  # noqa: B018  # asks for a token before anything is told
    return []


def application(call: Call) -> Any:
    """Give the bot's application."""
    return application_json(call.state, call.bot)


def gateway(call: Call) -> Any:
    """Tell where the gateway is."""
    return {"url": call.sandbox.gateway_url}


def gateway_bot(call: Call) -> Any:
    """Tell where the gateway is and how often one may identify."""
    shards = -(-sum(1 for _ in call.state.guilds_of(call.bot.id)) // GUILDS_A_SHARD) or 1
    limit = call.sandbox.gateway.turns.limit(call.bot.id)
    return {"url": call.sandbox.gateway_url, "shards": shards, "session_start_limit": limit}


ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", "/gateway"): gateway,
    ("GET", "/gateway/bot"): gateway_bot,
    ("GET", "/oauth2/applications/@me"): application,
    ("GET", "/applications/@me"): application,
    ("GET", "/users/@me"): me,
    ("PATCH", "/users/@me"): edit_me,
    ("GET", "/users/@me/guilds"): guilds,
    ("GET", "/users/@me/guilds/{guild_id}/member"): own_member,
    ("DELETE", "/users/@me/guilds/{guild_id}"): leave,
    ("GET", "/users/@me/channels"): list_dms,
    ("POST", "/users/@me/channels"): open_dm,
    ("GET", "/users/{user_id}"): read,
}
