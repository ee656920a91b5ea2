"""Webhooks as JSON."""

from sandbox.state import Json, State, Webhook
from sandbox.wire.ids import text_or_none
from sandbox.wire.users import known_user_json


def webhook_json(state: State, webhook: Webhook, *, with_creator: bool = True) -> Json:
    """Give a webhook, with who made it unless asked by its token."""
    found: Json = {
        "id": str(webhook.id),
        "type": 1,
        "guild_id": str(webhook.guild_id),
        "channel_id": str(webhook.channel_id),
        "name": webhook.name,
        "avatar": webhook.avatar,
        "token": webhook.token,
        "application_id": text_or_none(webhook.application_id),
        "url": f"{state.base_url}/api/webhooks/{webhook.id}/{webhook.token}",
    }
    if with_creator:
        found["user"] = known_user_json(state, webhook.creator_id)
    return found
