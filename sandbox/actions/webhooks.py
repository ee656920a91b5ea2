"""Webhooks."""

import secrets
from typing import Final

from sandbox.actions.lookup import seen_channel
from sandbox.actions.news import place_of, tell_in_channel
from sandbox.bits import MANAGE_WEBHOOKS, VIEW_CHANNEL
from sandbox.errors import INVALID_TOKEN, WRONG_CHANNEL_KIND, Form, Refused, unknown
from sandbox.permissions import require_in_guild
from sandbox.state import Json, State, Webhook

MOST: Final = 15
MOST_NAME: Final = 80
TOO_MANY: Final = Refused(400, 30007, "Maximum number of webhooks reached (15)")


def create_webhook(state: State, actor_id: int, channel_id: int, body: Json) -> Webhook:
    """Make a webhook of a channel; needs MANAGE_WEBHOOKS there."""
    channel = seen_channel(state, actor_id, channel_id, VIEW_CHANNEL | MANAGE_WEBHOOKS)
    if channel.guild_id is None or channel.is_thread:
        raise WRONG_CHANNEL_KIND
    form = Form()
    form.length(("name",), body.get("name"), 1, MOST_NAME)
    form.check()
    if len(webhooks_of(state, channel_id)) >= MOST:
        raise TOO_MANY
    webhook = Webhook(
        id=state.new_id(),
        guild_id=channel.guild_id,
        channel_id=channel_id,
        creator_id=actor_id,
        name=body["name"],
        token=secrets.token_urlsafe(50),
        application_id=actor_id if state.users[actor_id].bot else None,
    )
    state.put(webhook)
    tell_in_channel(state, "WEBHOOKS_UPDATE", channel, place_of(channel))
    return webhook


def webhooks_of(state: State, channel_id: int) -> list[Webhook]:
    """Give a channel's webhooks."""
    return [one for one in state.webhooks.values() if one.channel_id == channel_id]


def the_webhook(state: State, webhook_id: int, *, token: str | None = None, actor_id: int = 0) -> Webhook:
    """Find a webhook by its token, or by the actor's right to manage it; raise 10015, 50027 or 50013."""
    webhook = state.webhooks.get(webhook_id)
    if webhook is None:
        raise unknown("Webhook")
    if token is None:
        require_in_guild(state, webhook.guild_id, actor_id, MANAGE_WEBHOOKS)
    elif not secrets.compare_digest(token, webhook.token):
        raise INVALID_TOKEN
    return webhook


def edit_webhook(state: State, webhook: Webhook, body: Json) -> Webhook:
    """Rename a webhook or move it to another channel of its guild."""
    form = Form()
    if body.get("name") is not None:
        form.length(("name",), body["name"], 1, MOST_NAME)
        webhook.name = body["name"]
    form.check()
    if body.get("channel_id") is not None:
        channel = state.channels.get(int(body["channel_id"]))
        if channel is None or channel.guild_id != webhook.guild_id:
            raise unknown("Channel")
        webhook.channel_id = channel.id
    state.put(webhook)
    return webhook


def delete_webhook(state: State, webhook: Webhook) -> None:
    """Delete a webhook."""
    state.drop(webhook)
    channel = state.channels.get(webhook.channel_id)
    if channel is not None:
        tell_in_channel(state, "WEBHOOKS_UPDATE", channel, place_of(channel))
