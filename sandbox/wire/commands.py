"""Application commands as JSON."""

from sandbox.state import Command, Json


def command_json(command: Command) -> Json:
    """Give a command as registered."""
    found: Json = {
        "id": str(command.id),
        "application_id": str(command.application_id),
        "version": str(command.version),
        "type": command.type,
        "name": command.name,
        "description": "",
        "default_member_permissions": None,
        "nsfw": False,
        "integration_types": [0],
    }
    if command.guild_id is None:
        found |= {"dm_permission": True, "contexts": None}
    else:
        found["guild_id"] = str(command.guild_id)
    return found | {name: value for name, value in command.body.items() if value is not None}
