"""Commands a member may choose, and the interactions they begin."""

from typing import Any, Final

from sandbox.actions.commands import usable_commands
from sandbox.errors import unknown
from sandbox.interactions import Interaction
from sandbox.member.asking import Asking
from sandbox.state import Json
from sandbox.wire.commands import command_json

PATIENCE: Final = 15.0
"""Seconds that `?wait=message` waits for the original response."""


async def commands(asking: Asking) -> Any:
    """List the commands that the acting member may choose in a place."""
    found = usable_commands(asking.state, asking.actor.id, asking.id("channel"))
    return [command_json(command) for command in found]


async def begin(asking: Asking) -> Any:
    """Begin an interaction and answer when the bot has acknowledged it, or has not in time."""
    begun = await asking.interactions.begin(asking.actor.id, asking.id("channel"), asking.body, files=asking.files)
    await begun.answered()
    return interaction_json(asking, begun)


async def read(asking: Asking) -> Any:
    """Tell how an interaction stands; `wait=message` waits until the original response is there."""
    found = asking.interactions.find(asking.id("interaction"))
    if found is None or found.user_id != asking.actor.id:
        raise unknown("Interaction")
    if asking.request.query.get("wait") == "message":
        await found.settled(PATIENCE)
    return interaction_json(asking, found)


def interaction_json(asking: Asking, found: Interaction) -> Json:
    """Give an interaction's outcome with all that belongs to it."""
    told: Json = {"interaction_id": str(found.id), "outcome": found.outcome}
    message = asking.state.message(found.channel_id, found.original_id) if found.original_id else None
    if message is not None:
        told["message"] = asking.message_json(message)
    later = (asking.state.message(found.channel_id, one) for one in found.followups)
    told["followups"] = [asking.message_json(one) for one in later if one is not None]
    for name in ("modal", "choices", "error"):
        if getattr(found, name):
            told[name] = getattr(found, name)
    return told
