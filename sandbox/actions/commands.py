"""Application commands: registering them, and choosing one."""

from typing import Final

from sandbox.actions.lookup import the_channel, the_guild
from sandbox.bits import ADMINISTRATOR, USE_APPLICATION_COMMANDS
from sandbox.checks.commands import check_command
from sandbox.errors import TOO_MANY_COMMANDS, Form, unknown
from sandbox.permissions import channel_permissions, guild_permissions
from sandbox.state import Command, Json, State
from sandbox.state.channel import DM
from sandbox.state.command import CHAT_INPUT, MESSAGE, USER

MOST: Final = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
IN_GUILD, IN_BOT_DM = 0, 1
NOT_KEPT: Final = frozenset({"id", "application_id", "guild_id", "version", "type", "name"})


def commands_of(state: State, application_id: int, guild_id: int | None) -> list[Command]:
    """Give an application's global commands, or those of one guild."""
    return [one for one in state.commands.values() if one.application_id == application_id and one.guild_id == guild_id]


def the_command(state: State, application_id: int, guild_id: int | None, command_id: int) -> Command:
    """Find a command; raise 10063."""
    command = state.commands.get(command_id)
    if command is None or command.application_id != application_id or command.guild_id != guild_id:
        raise unknown("application command")
    return command


def put_command(state: State, application_id: int, guild_id: int | None, body: Json) -> tuple[Command, bool]:
    """Register a command, in place of one of the same name and type; tells whether it is new."""
    _admit(state, application_id, guild_id)
    form = Form()
    check_command(form, body)
    form.check()
    kind = body.get("type") or CHAT_INPUT
    known = commands_of(state, application_id, guild_id)
    same = next((one for one in known if one.type == kind and one.name == body["name"]), None)
    if same is None and sum(one.type == kind for one in known) >= MOST[kind]:
        raise TOO_MANY_COMMANDS
    return _write(state, application_id, guild_id, body, same), same is None


def replace_commands(state: State, application_id: int, guild_id: int | None, bodies: list[Json]) -> list[Command]:
    """Register these commands and no others; those that stay keep their ids."""
    _admit(state, application_id, guild_id)
    form = Form()
    seen: set[tuple[int, str]] = set()
    for at, body in enumerate(bodies):
        check_command(form, body, (at,))
        named = (body.get("type") or CHAT_INPUT, str(body.get("name")))
        if named in seen:
            sentence = "Application command names must be unique"
            form.wrong((at,), "APPLICATION_COMMANDS_DUPLICATE_NAME", sentence)
        seen.add(named)
    form.check()
    if any(sum(kind == one for one, _ in seen) > most for kind, most in MOST.items()):
        raise TOO_MANY_COMMANDS
    known = {(one.type, one.name): one for one in commands_of(state, application_id, guild_id)}
    for named, command in known.items():
        if named not in seen:
            state.drop(command)
    return [
        _write(state, application_id, guild_id, body, known.get((body.get("type") or CHAT_INPUT, body["name"])))
        for body in bodies
    ]


def _admit(state: State, application_id: int, guild_id: int | None) -> None:
    if guild_id is not None:
        the_guild(state, guild_id, application_id)


def _write(state: State, application_id: int, guild_id: int | None, body: Json, same: Command | None) -> Command:
    kept = {name: value for name, value in body.items() if name not in NOT_KEPT}
    if kept.get("description") is None:
        kept["description"] = ""
    if not kept.get("options"):
        kept.pop("options", None)
    if kept.get("default_member_permissions") is not None:
        kept["default_member_permissions"] = str(kept["default_member_permissions"])
    command = same or Command(
        id=state.new_id(),
        application_id=application_id,
        guild_id=guild_id,
        name=body["name"],
        type=body.get("type") or CHAT_INPUT,
    )
    command.name = body["name"]
    if same is None or same.body != kept:
        command.version = state.new_id()
    command.body = kept
    state.put(command)
    return command


def edit_command(state: State, application_id: int, guild_id: int | None, command_id: int, body: Json) -> Command:
    """Change a command."""
    command = the_command(state, application_id, guild_id, command_id)
    after = {"name": command.name, "type": command.type} | command.body | body
    form = Form()
    check_command(form, after)
    form.check()
    return _write(state, application_id, guild_id, after, command)


def delete_command(state: State, application_id: int, guild_id: int | None, command_id: int) -> None:
    """Delete a command."""
    state.drop(the_command(state, application_id, guild_id, command_id))


def usable_commands(state: State, user_id: int, channel_id: int) -> list[Command]:
    """Give the commands a user may choose in a channel, by name; `default_member_permissions` is obeyed."""
    channel = the_channel(state, channel_id)
    if channel.guild_id is None:
        bots = {one for one in channel.recipients if state.users[one].bot}
        wanted = IN_BOT_DM
    else:
        if not channel_permissions(state, channel, user_id) & USE_APPLICATION_COMMANDS:
            return []
        bots = {one.user_id for one in state.members_of(channel.guild_id) if state.users[one.user_id].bot}
        wanted = IN_GUILD
    found = [
        one
        for one in state.commands.values()
        if one.application_id in bots
        and one.guild_id in {None, channel.guild_id}
        and (one.guild_id is not None or wanted in _contexts(one))
        and _allowed(state, user_id, channel.guild_id, one)
        and not (channel.type == DM and one.guild_id is not None)
    ]
    return sorted(found, key=lambda one: (one.type, one.name))


def _contexts(command: Command) -> list[int]:
    contexts: list[int] | None = command.body.get("contexts")
    if contexts is not None:
        return contexts
    return [IN_GUILD, IN_BOT_DM] if command.body.get("dm_permission", True) else [IN_GUILD]


def _allowed(state: State, user_id: int, guild_id: int | None, command: Command) -> bool:
    needed = command.body.get("default_member_permissions")
    if needed is None or guild_id is None:
        return True
    held = guild_permissions(state, state.guilds[guild_id], user_id)
    if int(needed) == 0:
        return state.guilds[guild_id].owner_id == user_id or bool(held & ADMINISTRATOR)
    return not int(needed) & ~held
