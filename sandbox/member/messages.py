"""Reading, writing, changing and deleting messages; reactions, pins; what was read."""

from typing import Any

from sandbox.actions.deletion import delete_message
from sandbox.actions.history import history
from sandbox.actions.lookup import seen_channel
from sandbox.actions.messages import create_message, edit_message
from sandbox.actions.pins import pin_message, pinned, unpin_message
from sandbox.actions.reactions import add_reaction, reactors, remove_reaction
from sandbox.bus import Event
from sandbox.member.asking import Asking, user_json_of
from sandbox.state import Json, Message

MOST = 100


async def read(asking: Asking) -> Any:
    """Give messages, newest first, those shown to the acting member alone among them."""
    found = history(
        asking.state,
        asking.actor.id,
        asking.id("channel"),
        before=asking.query_id("before"),
        after=asking.query_id("after"),
        around=asking.query_id("around"),
        limit=min(int(asking.request.query.get("limit", "50")), MOST),
        own=True,
    )
    return [asking.message_json(message) for message in found]


async def write(asking: Asking) -> Any:
    """Write a message."""
    body: Json = {key: asking.body[key] for key in ("content", "nonce") if key in asking.body}
    if asking.body.get("reply_to"):
        body["message_reference"] = {"message_id": str(asking.body["reply_to"])}
    message = create_message(asking.state, asking.actor.id, asking.id("channel"), body, files=asking.files)
    note_read(asking, message.channel_id, message.id)
    return asking.message_json(message)


async def edit(asking: Asking) -> Any:
    """Change one's own message."""
    body = {"content": asking.body["content"]}
    message = edit_message(asking.state, asking.actor.id, asking.id("channel"), asking.id("message"), body)
    return asking.message_json(message)


async def delete(asking: Asking) -> None:
    """Delete a message; one shown to the acting member alone is put away."""
    own = asking.state.message(asking.id("channel"), asking.id("message"))
    if own is not None and own.ephemeral_to == asking.actor.id:
        put_away(asking, own)
        return
    delete_message(asking.state, asking.actor.id, asking.id("channel"), asking.id("message"))


def put_away(asking: Asking, message: Message) -> None:
    """Take away a message that only its reader sees."""
    asking.state.drop(message)
    data = {"id": str(message.id), "channel_id": str(message.channel_id)}
    asking.state.publish(Event("MESSAGE_DELETE", data, users=frozenset({asking.actor.id})))


async def react(asking: Asking) -> None:
    """Add one's reaction."""
    emoji = asking.request.match_info["emoji"]
    add_reaction(asking.state, asking.actor.id, asking.id("channel"), asking.id("message"), emoji)


async def unreact(asking: Asking) -> None:
    """Take one's reaction back."""
    emoji = asking.request.match_info["emoji"]
    remove_reaction(asking.state, asking.actor.id, asking.id("channel"), asking.id("message"), emoji)


async def who_reacted(asking: Asking) -> Any:
    """List those who reacted with an emoji."""
    emoji = asking.request.match_info["emoji"]
    found = reactors(asking.state, asking.actor.id, asking.id("channel"), asking.id("message"), emoji)
    return [user_json_of(asking, user_id) for user_id in found]


async def pin(asking: Asking) -> None:
    """Pin a message."""
    pin_message(asking.state, asking.actor.id, asking.id("channel"), asking.id("message"))


async def unpin(asking: Asking) -> None:
    """Unpin a message."""
    unpin_message(asking.state, asking.actor.id, asking.id("channel"), asking.id("message"))


async def pins(asking: Asking) -> Any:
    """List a place's pinned messages, the last pinned first."""
    found = pinned(asking.state, asking.actor.id, asking.id("channel"))
    return [asking.message_json(message) for message in found]


async def mark_read(asking: Asking) -> None:
    """Note up to which message the acting member has read."""
    channel = seen_channel(asking.state, asking.actor.id, asking.id("channel"))
    note_read(asking, channel.id, int(asking.body["message_id"]))


def note_read(asking: Asking, channel_id: int, message_id: int) -> None:
    """Move a member's mark forward, never back."""
    if message_id > asking.actor.read.get(channel_id, 0):
        asking.actor.read[channel_id] = message_id
        asking.state.put(asking.actor)
