"""Channels and their overwrites over HTTP."""

from typing import Any

from sandbox.actions import channels, lookup, overwrites, webhooks
from sandbox.api.call import Answer, Call, Handler
from sandbox.bits import MANAGE_WEBHOOKS, VIEW_CHANNEL
from sandbox.wire import channel_json, webhook_json

GUILD = "/guilds/{guild_id}/channels"
CHANNEL = "/channels/{channel_id}"


def read(call: Call) -> Any:
    """Give a channel or thread."""
    found = lookup.seen_channel(call.state, call.bot.id, call.id("channel_id"))
    return channel_json(call.state, found, viewer_id=call.bot.id)


def listed(call: Call) -> Any:
    """List a guild's channels, all of them, as Discord does."""
    lookup.the_guild(call.state, call.id("guild_id"), call.bot.id)
    return [channel_json(call.state, one) for one in call.state.guild_channels(call.id("guild_id"))]


def create(call: Call) -> Any:
    """Make a channel."""
    made = channels.create_channel(call.state, call.bot.id, call.id("guild_id"), call.body)
    return Answer(201, channel_json(call.state, made))


def edit(call: Call) -> Any:
    """Change a channel or thread."""
    changed = channels.edit_channel(call.state, call.bot.id, call.id("channel_id"), call.body)
    return channel_json(call.state, changed, viewer_id=call.bot.id)


def delete(call: Call) -> Any:
    """Delete a channel or thread."""
    gone = channels.delete_channel(call.state, call.bot.id, call.id("channel_id"))
    return channel_json(call.state, gone, viewer_id=call.bot.id)


def move(call: Call) -> None:
    """Put channels in another order."""
    channels.move_channels(call.state, call.bot.id, call.id("guild_id"), call.bodies)


def set_overwrite(call: Call) -> None:
    """Allow and deny a role or member."""
    overwrites.set_overwrite(call.state, call.bot.id, call.id("channel_id"), call.id("target"), call.body)


def drop_overwrite(call: Call) -> None:
    """Take an overwrite away."""
    overwrites.drop_overwrite(call.state, call.bot.id, call.id("channel_id"), call.id("target"))


def create_webhook(call: Call) -> Any:
    """Make a webhook."""
    made = webhooks.create_webhook(call.state, call.bot.id, call.id("channel_id"), call.body)
    return webhook_json(call.state, made)


def webhooks_of(call: Call) -> Any:
    """List a channel's webhooks."""
    channel = lookup.seen_channel(call.state, call.bot.id, call.id("channel_id"), VIEW_CHANNEL | MANAGE_WEBHOOKS)
    return [webhook_json(call.state, one) for one in webhooks.webhooks_of(call.state, channel.id)]


ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", CHANNEL): read,
    ("PATCH", CHANNEL): edit,
    ("DELETE", CHANNEL): delete,
    ("GET", GUILD): listed,
    ("POST", GUILD): create,
    ("PATCH", GUILD): move,
    ("PUT", CHANNEL + "/permissions/{target}"): set_overwrite,
    ("DELETE", CHANNEL + "/permissions/{target}"): drop_overwrite,
    ("GET", CHANNEL + "/webhooks"): webhooks_of,
    ("POST", CHANNEL + "/webhooks"): create_webhook,
}
