"""Answers to interactions over HTTP; their tokens stand in the address, so no other is asked for."""

from typing import Any

from sandbox.api.call import Call, Handler
from sandbox.interactions import Interaction
from sandbox.interactions.interaction import MESSAGE, UPDATE
from sandbox.state import Json
from sandbox.wire import message_json

WITH_MESSAGE = frozenset({MESSAGE, UPDATE})
"""The outcomes of which Discord tells the message; of a deferral it tells the id alone."""


def callback(call: Call) -> Any:
    """Acknowledge an interaction; tells what came of it if `with_response` asks."""
    body = call.body
    interaction = call.interactions.acknowledge(call.id("interaction_id"), call.name("token"), body, files=call.files)
    if not call.query_flag("with_response"):
        return None
    return _response(call, interaction, int(body["type"]))


def _response(call: Call, interaction: Interaction, kind: int) -> Json:
    told: Json = {"id": str(interaction.id), "type": interaction.type}
    found: Json = {"interaction": told}
    message = call.state.message(interaction.channel_id, interaction.original_id or 0)
    if message is None:
        return found
    told |= {
        "response_message_id": str(message.id),
        "response_message_loading": interaction.loading,
        "response_message_ephemeral": interaction.ephemeral,
    }
    if interaction.outcome in WITH_MESSAGE:
        shown = message_json(call.state, message, viewer_id=interaction.application_id)
        found["resource"] = {"type": kind, "message": shown}
    return found


ROUTES: dict[tuple[str, str], Handler] = {
    ("POST", "/interactions/{interaction_id}/{token}/callback"): callback,
}
