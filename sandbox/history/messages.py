"""What was said in a history."""

from collections.abc import Iterable
from datetime import datetime
from mimetypes import guess_type

from sandbox.history.people import Past, emoji_key, reacted
from sandbox.past import reference_to
from sandbox.state import Channel, Json, Message
from sandbox.state.message import DEFAULT, HAS_THREAD, JOIN, NAME_CHANGE, PINS_ADD, REPLY, THREAD_CREATED
from sandbox.state.snowflakes import iso, iso_of, time_of

_FORWARD = 1
_TYPES = {
    "Default": DEFAULT,
    "Reply": REPLY,
    "ChannelNameChange": NAME_CHANGE,
    "ChannelPinnedMessage": PINS_ADD,
    "GuildMemberJoin": JOIN,
    "ThreadCreated": THREAD_CREATED,
}
_RENAMED = "Changed the channel name: "


def moment(text: object) -> datetime | None:
    """Read a time that may be missing."""
    return datetime.fromisoformat(str(text)) if text else None


def lay_messages(past: Past, export: Json) -> None:
    """Put the messages of one channel or thread."""
    channel = past.state.channels[int(export["channel"]["id"])]
    for found in export["messages"]:
        past.state.put(_message(past, channel, found))


def mark_source(past: Past, thread: Channel) -> None:
    """Mark the message that a thread was opened from, where the exports hold it."""
    source = past.state.message(thread.parent_id or 0, thread.id)
    if source is not None:
        source.flags |= HAS_THREAD


def _message(past: Past, channel: Channel, found: Json) -> Message:
    kind = _TYPES.get(str(found["type"]), -1)
    if kind < 0:
        kind = int(found["type"]) if str(found["type"]).isdigit() else DEFAULT
    edited = moment(found.get("timestampEdited"))
    message_id = int(found["id"])
    message = Message(
        id=message_id,
        channel_id=channel.id,
        author_id=int(found["author"]["id"]),
        content=_content(kind, str(found["content"])),
        type=kind,
        edited_at=iso(edited) if edited else None,
        pinned_at=iso_of(message_id) if found.get("isPinned") else None,
        mentions=[int(one["id"]) for one in found.get("mentions", ())],
        attachments=[_attachment(one) for one in found.get("attachments", ())],
        embeds=[_embed(one) for one in found.get("embeds", ())],
        reactions={emoji_key(past, one["emoji"]): reacted(past, one) for one in found.get("reactions", ())},
    )
    _refer(message, channel, found)
    return message


def _content(kind: int, content: str) -> str:
    return content.removeprefix(_RENAMED) if kind == NAME_CHANGE else content


def _refer(message: Message, channel: Channel, found: Json) -> None:
    reference = found.get("reference")
    if not reference:
        return
    said = reference.get("messageId")
    where = int(reference.get("channelId") or channel.id)
    message.reference = reference_to(int(said) if said else None, where, channel.guild_id)
    forwarded = found.get("forwardedMessage")
    if reference.get("type") == "Forward" or forwarded:
        message.reference["type"] = _FORWARD
        message.snapshots = [{"message": _snapshot(message, forwarded or {})}]


def _snapshot(message: Message, found: Json) -> Json:
    edited = moment(found.get("timestampEdited"))
    return {
        "type": DEFAULT,
        "content": str(found.get("content", "")),
        "timestamp": iso(moment(found.get("timestamp")) or time_of(message.id)),
        "edited_timestamp": iso(edited) if edited else None,
        "flags": 0,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [_embed(one) for one in found.get("embeds", ())],
        "components": [],
    }


def _attachment(found: Json) -> Json:
    name = str(found["fileName"])
    kept: Json = {"id": str(found["id"]), "filename": name, "size": int(found.get("fileSizeBytes") or 0)}
    kind, _ = guess_type(name)
    return kept | {"content_type": kind} if kind else kept


def _embed(found: Json) -> Json:
    kept = {key: found[key] for key in ("title", "url", "description", "timestamp") if found.get(key)}
    fields: Iterable[Json] = found.get("fields") or ()
    told = [{"name": one["name"], "value": one["value"], "inline": bool(one.get("isInline"))} for one in fields]
    return {"type": "rich", **kept} | ({"fields": told} if told else {})
