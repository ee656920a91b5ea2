"""Writing, changing and deleting messages."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sandbox.actions.attachments import keep_files, still_attached
from sandbox.actions.lookup import public_message, refuse_archived, seen_channel, the_channel, the_message
from sandbox.actions.membership import bring_in_mentioned, say_added
from sandbox.actions.mentions import Mentions, find_mentions
from sandbox.actions.news import place_of, tell_message
from sandbox.actions.writing import admit, note_sent, refuse_dm, reopen
from sandbox.bits import MANAGE_MESSAGES
from sandbox.checks.components import number_parts
from sandbox.checks.messages import SETTABLE, check_message, refuse_empty
from sandbox.errors import MISSING_PERMISSIONS, NOT_THE_AUTHOR, invalid
from sandbox.permissions import channel_permissions
from sandbox.state import Channel, Json, Message, State
from sandbox.state.message import (
    CHAT_INPUT_COMMAND,
    CONTEXT_MENU_COMMAND,
    DEFAULT,
    EPHEMERAL,
    IS_COMPONENTS_V2,
    LOADING,
    PINS_ADD,
    REPLY,
    SUPPRESS_EMBEDS,
)
from sandbox.state.snowflakes import iso, time_of
from sandbox.uploads import Upload

DEDUPED_FOR: Final = timedelta(minutes=5)
WRITTEN_BY_PEOPLE: Final = frozenset({DEFAULT, REPLY, CHAT_INPUT_COMMAND, CONTEXT_MENU_COMMAND})


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a message comes from when not typed: a webhook, or an interaction (both need no right to send)."""

    webhook_id: int | None = None
    webhook_name: str | None = None
    application_id: int | None = None
    interaction: Json | None = None
    ephemeral_to: int | None = None
    type: int = DEFAULT
    flags: int = 0
    reference: Json | None = None
    id: int | None = None


def create_message(
    state: State,
    actor_id: int,
    channel_id: int,
    body: Json,
    *,
    files: tuple[Upload, ...] = (),
    origin: Origin | None = None,
) -> Message:
    """Write a message, as a user, or from an `origin`; raise what Discord raises."""
    channel = the_channel(state, channel_id)
    if origin is None:
        admit(state, actor_id, channel, body, files)
    flags = (body.get("flags") or 0) & SETTABLE
    check_message(body, files, v2=bool(flags & IS_COMPONENTS_V2))
    if origin is None or (origin.type != PINS_ADD and not origin.flags & LOADING):
        refuse_empty(body, files)
    if channel.guild_id is None and origin is None:
        refuse_dm(state, actor_id, channel)
    if body.get("enforce_nonce") and body.get("nonce") is not None:
        sent = _sent_with(state, actor_id, channel_id, body["nonce"])
        if sent is not None:
            return sent
    if origin is None or origin.interaction is None:
        reopen(state, channel, actor_id)
    message = _compose(state, actor_id, channel, body, origin or Origin())
    message.attachments = keep_files(state, channel_id, files, body.get("attachments") or [])
    state.put(message)
    note_sent(state, channel, message)
    # Who is brought into a private thread is told of the message that did it.
    brought = bring_in_mentioned(state, channel, message)
    tell_message(state, "MESSAGE_CREATE", message)
    for user_id in brought:
        say_added(state, channel, actor_id, user_id)
    return message


def _compose(state: State, actor_id: int, channel: Channel, body: Json, origin: Origin) -> Message:
    answered, reference = _answered(state, channel, body)
    mentions = find_mentions(state, channel, actor_id, answered, body)
    flags = (body.get("flags") or 0) & SETTABLE & ~EPHEMERAL | origin.flags
    message = Message(
        id=origin.id or state.new_id(),
        channel_id=channel.id,
        author_id=actor_id,
        content=str(body.get("content") or ""),
        type=REPLY if answered is not None and origin.type == DEFAULT else origin.type,
        flags=flags,
        embeds=_embeds(body),
        components=number_parts(body.get("components") or []),
        reference=reference or origin.reference,
        tts=bool(body.get("tts")),
        nonce=body.get("nonce"),
        webhook_id=origin.webhook_id,
        webhook_name=origin.webhook_name,
        application_id=origin.application_id,
        interaction=origin.interaction,
        ephemeral_to=origin.ephemeral_to,
        poll=body.get("poll"),
        position=channel.thread.total_message_sent if channel.thread is not None else None,
    )
    _ping(message, mentions)
    return message


def _ping(message: Message, mentions: Mentions) -> None:
    message.mentions = mentions.users
    message.mention_roles = mentions.roles
    message.mention_everyone = mentions.everyone


def _embeds(body: Json) -> list[Json]:
    return [{"type": "rich"} | {k: v for k, v in one.items() if v is not None} for one in body.get("embeds") or ()]


def _answered(state: State, channel: Channel, body: Json) -> tuple[Message | None, Json | None]:
    reference = body.get("message_reference")
    if not reference:
        return None, None
    message_id = int(reference["message_id"])
    answered = state.message(int(reference.get("channel_id") or channel.id), message_id)
    if answered is None or answered.channel_id != channel.id or answered.ephemeral_to is not None:
        if reference.get("fail_if_not_exists", True):
            raise invalid(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        return None, None
    if answered.type not in WRITTEN_BY_PEOPLE:
        sentence = "Cannot reply to a system message"
        raise invalid(("message_reference",), "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", sentence)
    return answered, {"type": 0, "message_id": str(message_id)} | place_of(channel)


def _sent_with(state: State, actor_id: int, channel_id: int, nonce: str | int) -> Message | None:
    oldest = state.now() - DEDUPED_FOR
    for message in state.timeline(channel_id).newest_first():
        if time_of(message.id) < oldest:
            return None
        if message.author_id == actor_id and str(message.nonce) == str(nonce):
            return message
    return None


def edit_message(
    state: State,
    actor_id: int,
    channel_id: int,
    message_id: int,
    body: Json,
    *,
    files: tuple[Upload, ...] = (),
    by_origin: bool = False,
) -> Message:
    """Change a message; `by_origin` when its webhook or interaction does it, which needs no right to see it."""
    channel = the_channel(state, channel_id)
    if not by_origin:
        seen_channel(state, actor_id, channel_id)
        refuse_archived(channel)
    message = the_message(state, channel_id, message_id) if by_origin else public_message(state, channel_id, message_id)
    if not by_origin and message.author_id != actor_id:
        _suppress(state, actor_id, channel, message, body)
        return message
    amend(state, channel, message, body, files)
    message.edited_at = iso(state.now())
    state.put(message)
    tell_message(state, "MESSAGE_UPDATE", message)
    return message


def _suppress(state: State, actor_id: int, channel: Channel, message: Message, body: Json) -> None:
    if set(body) - {"flags", "tts"} or "flags" not in body:
        raise NOT_THE_AUTHOR
    if not channel_permissions(state, channel, actor_id) & MANAGE_MESSAGES:
        raise MISSING_PERMISSIONS
    message.flags = message.flags & ~SUPPRESS_EMBEDS | body["flags"] & SUPPRESS_EMBEDS
    state.put(message)
    tell_message(state, "MESSAGE_UPDATE", message)


def amend(state: State, channel: Channel, message: Message, body: Json, files: tuple[Upload, ...]) -> None:
    """Put a body's fields into a message, after checking what it will then be."""
    flags = body.get("flags") or 0
    v2 = bool((message.flags | flags) & IS_COMPONENTS_V2)
    check_message(body, files, v2=v2)
    attachments = message.attachments
    if body.get("attachments") is not None:
        attachments = still_attached(attachments, body["attachments"], files)
    after = {
        "content": body.get("content", message.content),
        "embeds": body.get("embeds", message.embeds),
        "components": body.get("components", message.components),
        "poll": message.poll or attachments,
    }
    refuse_empty(after, files)
    message.attachments = attachments + keep_files(state, channel.id, files, body.get("attachments") or [])
    message.flags = message.flags & ~SUPPRESS_EMBEDS | flags & (SUPPRESS_EMBEDS | IS_COMPONENTS_V2)
    if "content" in body:
        message.content = str(body["content"] or "")
        _ping(message, find_mentions(state, channel, message.author_id, None, body))
        for user_id in bring_in_mentioned(state, channel, message):
            say_added(state, channel, message.author_id, user_id)
    if "embeds" in body:
        message.embeds = _embeds(body)
    if "components" in body:
        message.components = number_parts(body["components"] or [])
