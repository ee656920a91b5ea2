"""Messages, pins and reactions over HTTP."""

from datetime import datetime
from typing import Any

from sandbox.actions import deletion, history, messages, pins, reactions
from sandbox.api.call import Call, Handler
from sandbox.state import Json, Message
from sandbox.state.snowflakes import iso
from sandbox.wire import message_json, user_json

CHANNEL = "/channels/{channel_id}"
MESSAGES = CHANNEL + "/messages"
MESSAGE = MESSAGES + "/{message_id}"
REACTION = MESSAGE + "/reactions/{emoji}"


def _shown(call: Call, message: Message) -> Json:
    found = message_json(call.state, message, viewer_id=call.bot.id)
    if message.nonce is not None:
        found["nonce"] = message.nonce
    return found


def listed(call: Call) -> Any:
    """Read a channel back."""
    found = history.history(
        call.state,
        call.bot.id,
        call.id("channel_id"),
        before=call.query_id("before"),
        after=call.query_id("after"),
        around=call.query_id("around"),
        limit=call.query_int("limit", 50),
    )
    return [message_json(call.state, one, viewer_id=call.bot.id) for one in found]


def read(call: Call) -> Any:
    """Read one message."""
    found = history.read_message(call.state, call.bot.id, call.id("channel_id"), call.id("message_id"))
    return message_json(call.state, found, viewer_id=call.bot.id)


def write(call: Call) -> Any:
    """Write a message."""
    made = messages.create_message(call.state, call.bot.id, call.id("channel_id"), call.body, files=call.files)
    return _shown(call, made)


def edit(call: Call) -> Any:
    """Change a message."""
    channel_id, message_id = call.id("channel_id"), call.id("message_id")
    changed = messages.edit_message(call.state, call.bot.id, channel_id, message_id, call.body, files=call.files)
    call.interactions.message_changed(message_id)
    return _shown(call, changed)


def delete(call: Call) -> None:
    """Delete a message."""
    message_id = call.id("message_id")
    deletion.delete_message(call.state, call.bot.id, call.id("channel_id"), message_id)
    call.interactions.message_changed(message_id)


def bulk_delete(call: Call) -> None:
    """Delete several messages."""
    wanted = [int(one) for one in call.body["messages"]]
    deletion.bulk_delete(call.state, call.bot.id, call.id("channel_id"), wanted)


def crosspost(call: Call) -> Any:
    """Publish an announcement; nobody follows, so nothing else happens."""
    return read(call)


def show_typing(call: Call) -> None:
    """Show typing."""
    history.show_typing(call.state, call.bot.id, call.id("channel_id"))


def pin(call: Call) -> None:
    """Pin a message."""
    pins.pin_message(call.state, call.bot.id, call.id("channel_id"), call.id("message_id"))


def unpin(call: Call) -> None:
    """Unpin a message."""
    pins.unpin_message(call.state, call.bot.id, call.id("channel_id"), call.id("message_id"))


def pinned(call: Call) -> Any:
    """List pinned messages with when they were pinned."""
    found = pins.pinned(call.state, call.bot.id, call.id("channel_id"))
    text = call.request.query.get("before")
    before = iso(datetime.fromisoformat(text)) if text is not None else None
    older = [one for one in found if before is None or (one.pinned_at or "") < before]
    limit = call.query_int("limit", 50)
    items = [
        {"pinned_at": one.pinned_at, "message": message_json(call.state, one, viewer_id=call.bot.id)}
        for one in older[:limit]
    ]
    return {"items": items, "has_more": len(older) > limit}


def pinned_before(call: Call) -> Any:
    """List pinned messages as older clients ask for them."""
    found = pins.pinned(call.state, call.bot.id, call.id("channel_id"))
    return [message_json(call.state, one, viewer_id=call.bot.id) for one in found[:50]]


def react(call: Call) -> None:
    """Add the bot's reaction."""
    reactions.add_reaction(call.state, call.bot.id, call.id("channel_id"), call.id("message_id"), call.name("emoji"))


def unreact(call: Call) -> None:
    """Take a reaction away: the bot's own, or a member's."""
    user_id = call.id("user_id") if "user_id" in call.request.match_info else call.bot.id
    place = (call.id("channel_id"), call.id("message_id"), call.name("emoji"))
    reactions.remove_reaction(call.state, call.bot.id, *place, user_id=user_id)


def clear(call: Call) -> None:
    """Take all reactions away, or all of one emoji."""
    emoji = call.request.match_info.get("emoji")
    reactions.clear_reactions(call.state, call.bot.id, call.id("channel_id"), call.id("message_id"), emoji=emoji)


def reactors(call: Call) -> Any:
    """List who reacted with an emoji."""
    place = (call.id("channel_id"), call.id("message_id"), call.name("emoji"))
    found = reactions.reactors(call.state, call.bot.id, *place)
    after = call.query_id("after") or 0
    wanted = [one for one in found if one > after][: call.query_int("limit", 25)]
    return [user_json(call.state.users[one]) for one in wanted if one in call.state.users]


ROUTES: dict[tuple[str, str], Handler] = {
    ("GET", MESSAGES): listed,
    ("POST", MESSAGES): write,
    ("POST", MESSAGES + "/bulk-delete"): bulk_delete,
    ("GET", MESSAGES + "/pins"): pinned,
    ("PUT", MESSAGES + "/pins/{message_id}"): pin,
    ("DELETE", MESSAGES + "/pins/{message_id}"): unpin,
    ("GET", CHANNEL + "/pins"): pinned_before,
    ("PUT", CHANNEL + "/pins/{message_id}"): pin,
    ("DELETE", CHANNEL + "/pins/{message_id}"): unpin,
    ("GET", MESSAGE): read,
    ("PATCH", MESSAGE): edit,
    ("DELETE", MESSAGE): delete,
    ("POST", MESSAGE + "/crosspost"): crosspost,
    ("POST", CHANNEL + "/typing"): show_typing,
    ("PUT", REACTION + "/@me"): react,
    ("DELETE", REACTION + "/@me"): unreact,
    ("DELETE", REACTION + "/{user_id}"): unreact,
    ("GET", REACTION): reactors,
    ("DELETE", REACTION): clear,
    ("DELETE", MESSAGE + "/reactions"): clear,
}
