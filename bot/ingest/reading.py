"""From Discord's JSON, of the gateway and of history alike, to plain values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import discord

from community.files import File, media_type
from community.messages import Edited, Place, Reacted, Said

Data = Mapping[str, Any]

_WRITTEN = {0, 19, 20, 23}
"""Types of message that somebody wrote: plain, reply, and the answers to commands; the rest is the system's own."""
_REPLY = 19
_PRIVATE = 12


def said_in(place: Place, data: Data, *, with_reactions: bool) -> Said | None:
    """Read a whole message; None for one of the system's own.

    `with_reactions` where its reactions are told (history tells them; a live message's come as events of their own).
    """
    if data.get("type", 0) not in _WRITTEN:
        return None
    author = data["author"]
    return Said(
        id=int(data["id"]),
        place=place,
        author_id=int(author["id"]),
        author_name=_name(author, data.get("member")),
        content=data.get("content") or "",
        created_at=discord.utils.snowflake_time(int(data["id"])),
        by_bot=bool(author.get("bot") or data.get("webhook_id")),
        edited_at=_moment(data.get("edited_timestamp")),
        reply_to=_answered(data),
        attachments=len(data.get("attachments") or ()),
        files=_files(data),
        reactions=_counts(data) if with_reactions else None,
    )


def _name(author: Data, member: Data | None) -> str:
    return str((member or {}).get("nick") or author.get("global_name") or author.get("username") or "somebody")


def _answered(data: Data) -> int | None:
    answered = (data.get("message_reference") or {}).get("message_id") if data.get("type") == _REPLY else None
    return int(answered) if answered else None


def _counts(data: Data) -> tuple[tuple[str, int], ...]:
    return tuple((emoji_key(told["emoji"]), int(told["count"])) for told in data.get("reactions") or ())


def _files(data: Data) -> tuple[File, ...]:
    attached = data.get("attachments")
    if not attached:
        return ()
    told = (
        File(int(one["id"]), str(one.get("filename") or ""), media_type(one.get("content_type")), int(one["size"]))
        for one in attached
    )
    return tuple(file for file in told if file.is_kept)


def _moment(text: str | None) -> datetime | None:
    return discord.utils.parse_time(text)


def edited_in(data: Data) -> Edited | None:
    """Read an edit's words; None for a change that says nothing of them."""
    if "content" not in data or not data.get("edited_timestamp"):
        return None
    files = _files(data) if "attachments" in data else None
    return Edited(int(data["id"]), data["content"] or "", _moment(data["edited_timestamp"]), files)


def emoji_key(emoji: Data) -> str:
    """Name an emoji as rows do: the character itself, or name:id for a server's own."""
    name = emoji.get("name") or "?"
    return f"{name}:{emoji['id']}" if emoji.get("id") else str(name)


def reaction_in(event: str, data: Data, heard_at: datetime | None = None) -> Reacted | None:
    """Read a reaction event; None for one that a bot gave."""
    message_id = int(data["message_id"])
    if event == "MESSAGE_REACTION_REMOVE_ALL":
        return Reacted(message_id, None, None, added=False)
    emoji = emoji_key(data["emoji"])
    if event == "MESSAGE_REACTION_REMOVE_EMOJI":
        return Reacted(message_id, emoji, None, added=False)
    if ((data.get("member") or {}).get("user") or {}).get("bot"):
        return None
    return Reacted(message_id, emoji, int(data["user_id"]), event == "MESSAGE_REACTION_ADD", heard_at)


def thread_in(topic: Place, data: Data) -> Place:
    """Read a thread that stands in a topic's channel."""
    own = int(data["id"])
    seen_in = own if data.get("type") == _PRIVATE else topic.id
    return Place(own, topic.community_id, topic.id, seen_in, is_thread=True, title=str(data.get("name") or ""))
