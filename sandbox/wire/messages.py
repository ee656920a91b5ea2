"""Messages as JSON."""

from urllib.parse import quote

from sandbox.state import Guild, Json, Message, State
from sandbox.state.message import HAS_THREAD, REPLY, THREAD_STARTER
from sandbox.state.snowflakes import iso_of
from sandbox.wire.channels import channel_json
from sandbox.wire.ids import texts
from sandbox.wire.users import known_user_json


def emoji_key_json(key: str, guild: Guild | None) -> Json:
    """Give a reaction's emoji (`👍` or `name:id`)."""
    name, _, emoji_id = key.rpartition(":")
    if not emoji_id.isdigit() or not name:
        return {"id": None, "name": key}
    known = guild.emojis.get(int(emoji_id)) if guild is not None else None
    found: Json = {"id": emoji_id, "name": name}
    if known is not None and known.animated:
        found["animated"] = True
    return found


def author_json(state: State, message: Message) -> Json:
    """Give who wrote a message, be it a user or a webhook."""
    if message.webhook_id is None or message.webhook_name is None:
        return known_user_json(state, message.author_id)
    found = known_user_json(state, message.author_id)
    return found | {"username": message.webhook_name, "global_name": None, "bot": True}


def _reactions_json(message: Message, guild: Guild | None, viewer_id: int | None) -> list[Json]:
    return [
        {
            "emoji": emoji_key_json(key, guild),
            "count": len(users),
            "count_details": {"burst": 0, "normal": len(users)},
            "burst_colors": [],
            "me_burst": False,
            "burst_me": False,
            "burst_count": 0,
            "me": viewer_id in users,
        }
        for key, users in message.reactions.items()
        if users
    ]


def _interaction_json(state: State, found: Json) -> Json:
    user = known_user_json(state, int(found["user_id"]))
    metadata: Json = {
        "id": found["id"],
        "type": found["type"],
        "user": user,
        "authorizing_integration_owners": found["owners"],
    }
    body: Json = {"interaction_metadata": metadata}
    if "name" in found:
        metadata["name"] = found["name"]
        metadata["command_type"] = found["command_type"]
        body["interaction"] = {"id": found["id"], "type": found["type"], "name": found["name"], "user": user}
    for extra in ("original_response_message_id", "interacted_message_id", "target_message_id"):
        if extra in found:
            metadata[extra] = found[extra]
    if "target_user_id" in found:
        metadata["target_user"] = known_user_json(state, int(found["target_user_id"]))
    if "triggering" in found:
        metadata["triggering_interaction_metadata"] = _interaction_json(state, found["triggering"])[
            "interaction_metadata"
        ]
    return body


def attachment_json(state: State, channel_id: int, attachment: Json) -> Json:
    """Give an attachment with the address at which the sandbox itself serves it."""
    url = f"{state.base_url}/attachments/{channel_id}/{attachment['id']}/{quote(attachment['filename'])}"
    return {"url": url, "proxy_url": url} | attachment


def _attachments_json(state: State, message: Message) -> list[Json]:
    shown_in_embeds = {
        str((embed.get(part) or {}).get("url")) for embed in message.embeds for part in ("image", "thumbnail")
    }
    return [
        attachment_json(state, message.channel_id, attachment)
        for attachment in message.attachments
        if f"attachment://{attachment['filename']}" not in shown_in_embeds
    ]


def _embed_json(state: State, message: Message, embed: Json) -> Json:
    if not message.attachments:
        return embed
    named = {f"attachment://{one['filename']}": one for one in message.attachments}
    found = dict(embed)
    for part in ("image", "thumbnail"):
        attachment = named.get((embed.get(part) or {}).get("url", ""))
        if attachment is not None:
            found[part] = {"url": attachment_json(state, message.channel_id, attachment)["url"]}
    return found


def _basic_json(state: State, message: Message) -> Json:
    found: Json = {
        "id": str(message.id),
        "channel_id": str(message.channel_id),
        "author": author_json(state, message),
        "type": message.type,
        "content": message.content,
        "timestamp": iso_of(message.id),
        "edited_timestamp": message.edited_at,
        "flags": message.flags,
        "tts": message.tts,
        "pinned": message.pinned_at is not None,
        "mention_everyone": message.mention_everyone,
        "mentions": [known_user_json(state, one) for one in message.mentions],
        "mention_roles": texts(message.mention_roles),
        "attachments": _attachments_json(state, message),
        "embeds": [_embed_json(state, message, embed) for embed in message.embeds],
        "components": message.components,
    }
    if message.webhook_id is not None:
        found["webhook_id"] = str(message.webhook_id)
    if message.application_id is not None:
        found["application_id"] = str(message.application_id)
    if message.reference is not None:
        found["message_reference"] = message.reference
    if message.interaction is not None:
        found |= _interaction_json(state, message.interaction)
    if message.snapshots:
        found["message_snapshots"] = message.snapshots
    if message.poll is not None:
        found["poll"] = message.poll
    if message.position is not None:
        found["position"] = message.position
    return found


def _referenced(state: State, message: Message) -> Message | None:
    reference = message.reference or {}
    if "message_id" not in reference:
        return None
    answered = state.message(int(reference["channel_id"]), int(reference["message_id"]))
    if answered is not None and answered.ephemeral_to not in {None, message.ephemeral_to}:
        return None  # what one person alone sees is not shown to others by an answer to it
    return answered


def message_json(state: State, message: Message, *, viewer_id: int | None = None) -> Json:
    """Give a message with what it answers and the thread it started; `me` of reactions is the viewer's."""
    channel = state.channels.get(message.channel_id)
    guild = state.guilds.get(channel.guild_id or 0) if channel is not None else None
    found = _basic_json(state, message)
    if message.reactions:
        found["reactions"] = _reactions_json(message, guild, viewer_id)
    if message.type in {REPLY, THREAD_STARTER}:
        answered = _referenced(state, message)
        found["referenced_message"] = None if answered is None else _basic_json(state, answered)
    if message.flags & HAS_THREAD and message.id in state.channels:
        found["thread"] = channel_json(state, state.channels[message.id], viewer_id=viewer_id)
    return found
