"""What the ids in an interaction's data stand for."""

from sandbox.permissions import channel_permissions, guild_permissions
from sandbox.state import Channel, Json, Message, State
from sandbox.wire import channel_json, member_json, message_json, role_json, user_json
from sandbox.wire.messages import attachment_json


class Resolved:
    """Gathers users, members, roles, channels, messages and attachments by id, as Discord sends them."""

    def __init__(self, state: State, channel: Channel, viewer_id: int) -> None:
        self.state = state
        self.guild_id = channel.guild_id
        self.viewer_id = viewer_id
        self._found: Json = {}

    def body(self) -> Json | None:
        """Give what was gathered, None if nothing was."""
        return self._found or None

    def _keep(self, sort: str, one: int, body: Json) -> None:
        self._found.setdefault(sort, {})[str(one)] = body

    def user(self, user_id: int) -> bool:
        """Gather a user, as a member too; tells whether there is one."""
        user = self.state.users.get(user_id)
        if user is None:
            return False
        self._keep("users", user_id, user_json(user))
        member = self.state.member(self.guild_id or 0, user_id)
        if member is not None and self.guild_id is not None:
            held = guild_permissions(self.state, self.state.guilds[self.guild_id], user_id)
            body = member_json(self.state, member, with_user=False) | {"permissions": str(held)}
            self._keep("members", user_id, body)
        return True

    def role(self, role_id: int) -> bool:
        """Gather a role; tells whether there is one."""
        guild = self.state.guilds.get(self.guild_id or 0)
        if guild is None or role_id not in guild.roles:
            return False
        self._keep("roles", role_id, role_json(guild.roles[role_id]))
        return True

    def channel(self, channel_id: int) -> bool:
        """Gather a channel of this guild; tells whether there is one."""
        channel = self.state.channels.get(channel_id)
        if channel is None or channel.guild_id != self.guild_id:
            return False
        held = channel_permissions(self.state, channel, self.viewer_id)
        self._keep("channels", channel_id, channel_json(self.state, channel) | {"permissions": str(held)})
        return True

    def message(self, message: Message) -> None:
        """Gather a message."""
        body = message_json(self.state, message)
        if self.guild_id is not None:
            body["guild_id"] = str(self.guild_id)
        self._keep("messages", message.id, body)

    def attachment(self, attachment: Json, channel_id: int) -> None:
        """Gather an uploaded file."""
        self._keep("attachments", int(attachment["id"]), attachment_json(self.state, channel_id, attachment))
