"""Records as Discord's JSON."""

from sandbox.wire.channels import channel_json, thread_member_json
from sandbox.wire.commands import command_json
from sandbox.wire.events import event_json
from sandbox.wire.guilds import guild_create_json, guild_json, role_json
from sandbox.wire.members import member_json
from sandbox.wire.messages import message_json
from sandbox.wire.users import application_json, user_json
from sandbox.wire.webhooks import webhook_json

__all__ = [
    "application_json",
    "channel_json",
    "command_json",
    "event_json",
    "guild_create_json",
    "guild_json",
    "member_json",
    "message_json",
    "role_json",
    "thread_member_json",
    "user_json",
    "webhook_json",
]
