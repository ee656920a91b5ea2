"""Application commands over HTTP."""

from typing import Any

from sandbox.actions import commands
from sandbox.api.call import Answer, Call, Handler
from sandbox.errors import MISSING_ACCESS
from sandbox.wire import command_json

GLOBAL = "/applications/{application_id}/commands"
GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


def _place(call: Call) -> tuple[int, int | None]:
    application_id = call.id("application_id")
    if application_id != call.bot.id:
        raise MISSING_ACCESS
    return application_id, call.id("guild_id") if "guild_id" in call.request.match_info else None


def listed(call: Call) -> Any:
    """List commands."""
    return [command_json(one) for one in commands.commands_of(call.state, *_place(call))]


def replace(call: Call) -> Any:
    """Register these commands and no others."""
    return [command_json(one) for one in commands.replace_commands(call.state, *_place(call), call.bodies)]


def put(call: Call) -> Any:
    """Register one command."""
    made, is_new = commands.put_command(call.state, *_place(call), call.body)
    return Answer(201 if is_new else 200, command_json(made))


def read(call: Call) -> Any:
    """Give a command."""
    return command_json(commands.the_command(call.state, *_place(call), call.id("command_id")))


def edit(call: Call) -> Any:
    """Change a command."""
    return command_json(commands.edit_command(call.state, *_place(call), call.id("command_id"), call.body))


def delete(call: Call) -> None:
    """Delete a command."""
    commands.delete_command(call.state, *_place(call), call.id("command_id"))


def no_permissions(call: Call) -> Any:
    """List what a guild changed of who may use which command: nothing."""
    _place(call)
    return []


ROUTES: dict[tuple[str, str], Handler] = {("GET", GUILD + "/permissions"): no_permissions}
for place in (GLOBAL, GUILD):
    ROUTES |= {
        ("GET", place): listed,
        ("PUT", place): replace,
        ("POST", place): put,
        ("GET", place + "/{command_id}"): read,
        ("PATCH", place + "/{command_id}"): edit,
        ("DELETE", place + "/{command_id}"): delete,
    }
