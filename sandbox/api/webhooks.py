"""Webhooks over HTTP: channels' own, and those that follow interactions."""

from typing import Any

from sandbox.actions import deletion, messages, threads, webhooks
from sandbox.actions.lookup import the_message
from sandbox.actions.messages import Origin
from sandbox.api.call import Call, Handler
from sandbox.errors import unknown
from sandbox.interactions import Interaction, followups
from sandbox.state import Json, Message, Webhook
from sandbox.state.channel import FORUMS
from sandbox.wire import message_json, webhook_json

WEBHOOK = "/webhooks/{webhook_id}"
TOKENED = WEBHOOK + "/{token}"
MESSAGE = TOKENED + "/messages/{message}"


def _interaction(call: Call) -> Interaction | None:
    return call.interactions.by_token(call.id("webhook_id"), call.name("token"))


def _webhook(call: Call) -> Webhook:
    if "token" in call.request.match_info:
        return webhooks.the_webhook(call.state, call.id("webhook_id"), token=call.name("token"))
    return webhooks.the_webhook(call.state, call.id("webhook_id"), actor_id=call.bot.id)


def read(call: Call) -> Any:
    """Give a webhook."""
    return webhook_json(call.state, _webhook(call), with_creator="token" not in call.request.match_info)


def edit(call: Call) -> Any:
    """Change a webhook."""
    return webhook_json(call.state, webhooks.edit_webhook(call.state, _webhook(call), call.body))


def delete(call: Call) -> None:
    """Delete a webhook."""
    webhooks.delete_webhook(call.state, _webhook(call))


def execute(call: Call) -> Any:
    """Write through a webhook, or follow up an interaction."""
    interaction = _interaction(call)
    if interaction is not None:
        made = followups.follow_up(call.state, interaction, call.body, call.files)
        return message_json(call.state, made, viewer_id=interaction.application_id)
    webhook = _webhook(call)
    made = _write(call, webhook)
    return message_json(call.state, made) if call.query_flag("wait") else None


def _write(call: Call, webhook: Webhook) -> Message:
    body = call.body
    place = call.query_id("thread_id") or webhook.channel_id
    channel = call.state.channels.get(place)
    if channel is None or webhook.channel_id not in {channel.id, channel.parent_id}:
        raise unknown("Channel")
    name = body.get("username") or webhook.name
    origin = Origin(webhook_id=webhook.id, webhook_name=name, application_id=webhook.application_id)
    if channel.type in FORUMS:
        post = {"name": body.get("thread_name"), "applied_tags": body.get("applied_tags"), "message": body}
        owner = call.state.guilds[webhook.guild_id].owner_id
        opened = threads.open_thread(call.state, owner, channel.id, post, files=call.files)
        message = call.state.timeline(opened.id).by_id[opened.id]
        message.author_id, message.webhook_id, message.webhook_name = webhook.id, webhook.id, name
        call.state.put(message)
        return message
    return messages.create_message(call.state, webhook.id, channel.id, body, files=call.files, origin=origin)


def _own(call: Call) -> Message:
    webhook = _webhook(call)
    place = call.query_id("thread_id") or webhook.channel_id
    message = the_message(call.state, place, call.id("message"))
    if message.webhook_id != webhook.id:
        raise unknown("Message")
    return message


def read_message(call: Call) -> Any:
    """Give a message of a webhook or interaction."""
    interaction = _interaction(call)
    if interaction is not None:
        found = followups.its_message(call.state, interaction, call.name("message"))
        return message_json(call.state, found, viewer_id=interaction.application_id)
    return message_json(call.state, _own(call))


def edit_message(call: Call) -> Any:
    """Change a message of a webhook or interaction."""
    interaction = _interaction(call)
    if interaction is not None:
        changed = followups.edit(call.state, interaction, call.name("message"), call.body, call.files)
        return message_json(call.state, changed, viewer_id=interaction.application_id)
    message = _own(call)
    body: Json = call.body
    changed = messages.edit_message(
        call.state, message.author_id, message.channel_id, message.id, body, files=call.files, by_origin=True
    )
    return message_json(call.state, changed)


def delete_message(call: Call) -> None:
    """Delete a message of a webhook or interaction."""
    interaction = _interaction(call)
    if interaction is not None:
        followups.delete(call.state, interaction, call.name("message"))
        return
    message = _own(call)
    deletion.delete_message(call.state, message.author_id, message.channel_id, message.id, by_origin=True)


ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", WEBHOOK): read,
    ("PATCH", WEBHOOK): edit,
    ("DELETE", WEBHOOK): delete,
    ("GET", TOKENED): read,
    ("PATCH", TOKENED): edit,
    ("DELETE", TOKENED): delete,
    ("POST", TOKENED): execute,
    ("GET", MESSAGE): read_message,
    ("PATCH", MESSAGE): edit_message,
    ("DELETE", MESSAGE): delete_message,
}
