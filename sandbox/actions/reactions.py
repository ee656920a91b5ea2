"""Reactions."""

from typing import Final

from sandbox.actions.lookup import public_message, refuse_archived, seen_channel, the_channel
from sandbox.actions.news import place_of, tell_in_channel
from sandbox.bits import ADD_REACTIONS, MANAGE_MESSAGES, READ_MESSAGE_HISTORY, VIEW_CHANNEL
from sandbox.errors import TOO_MANY_REACTIONS, Refused, unknown
from sandbox.permissions import require
from sandbox.state import Channel, Json, Message, State
from sandbox.wire import member_json
from sandbox.wire.messages import emoji_key_json

MOST: Final = 20
FIRST_SYMBOL: Final = 0x203C
KEYCAP: Final = "\u20e3"


def emoji_key(state: State, channel: Channel, emoji: str) -> str:
    """Read an emoji as it stands in an address (`👍` or `name:id`); raise 10014 for none."""
    name, _, emoji_id = emoji.strip("<>").removeprefix("a:").strip(":").rpartition(":")
    if name and emoji_id.isdigit():
        guild = state.guilds.get(channel.guild_id or 0)
        if guild is None or int(emoji_id) not in guild.emojis:
            raise unknown("Emoji")
        return f"{guild.emojis[int(emoji_id)].name}:{emoji_id}"
    if not any(ord(letter) >= FIRST_SYMBOL for letter in emoji) and KEYCAP not in emoji and emoji not in "©®":
        raise Refused(400, 10014, "Unknown Emoji")
    return emoji


def add_reaction(state: State, actor_id: int, channel_id: int, message_id: int, emoji: str) -> None:
    """React; a new kind of reaction needs ADD_REACTIONS. Doing it again changes nothing."""
    channel, message = _reactable(state, actor_id, channel_id, message_id, READ_MESSAGE_HISTORY)
    key = emoji_key(state, channel, emoji)
    users = message.reactions.get(key, [])
    if actor_id in users:
        return
    if not users:
        require(state, channel, actor_id, ADD_REACTIONS)
        if len(message.reactions) >= MOST:
            raise TOO_MANY_REACTIONS
    message.reactions.setdefault(key, []).append(actor_id)
    state.put(message)
    data = _event(state, channel, message, key, actor_id)
    data["message_author_id"] = str(message.author_id)
    member = state.member(channel.guild_id or 0, actor_id)
    if member is not None:
        data["member"] = member_json(state, member)
    tell_in_channel(state, "MESSAGE_REACTION_ADD", channel, data, author_id=actor_id)


def remove_reaction(
    state: State, actor_id: int, channel_id: int, message_id: int, emoji: str, *, user_id: int | None = None
) -> None:
    """Take back one's own reaction, or another's with MANAGE_MESSAGES."""
    user_id = user_id or actor_id
    wanted = READ_MESSAGE_HISTORY if user_id == actor_id else MANAGE_MESSAGES
    channel, message = _reactable(state, actor_id, channel_id, message_id, wanted)
    key = emoji_key(state, channel, emoji)
    users = message.reactions.get(key, [])
    if user_id not in users:
        return
    users.remove(user_id)
    if not users:
        del message.reactions[key]
    state.put(message)
    data = _event(state, channel, message, key, user_id)
    tell_in_channel(state, "MESSAGE_REACTION_REMOVE", channel, data, author_id=user_id)


def clear_reactions(state: State, actor_id: int, channel_id: int, message_id: int, *, emoji: str | None = None) -> None:
    """Remove all reactions, or all of one emoji; needs MANAGE_MESSAGES."""
    channel, message = _reactable(state, actor_id, channel_id, message_id, MANAGE_MESSAGES)
    data: Json = {"message_id": str(message_id)} | place_of(channel)
    if emoji is None:
        message.reactions.clear()
        name = "MESSAGE_REACTION_REMOVE_ALL"
    else:
        key = emoji_key(state, channel, emoji)
        message.reactions.pop(key, None)
        data["emoji"] = emoji_key_json(key, state.guilds.get(channel.guild_id or 0))
        name = "MESSAGE_REACTION_REMOVE_EMOJI"
    state.put(message)
    tell_in_channel(state, name, channel, data)


def reactors(state: State, actor_id: int, channel_id: int, message_id: int, emoji: str) -> list[int]:
    """Give who reacted with an emoji, by rising id."""
    channel = seen_channel(state, actor_id, channel_id, VIEW_CHANNEL | READ_MESSAGE_HISTORY)
    message = public_message(state, channel_id, message_id)
    return sorted(message.reactions.get(emoji_key(state, channel, emoji), []))


def _reactable(state: State, actor_id: int, channel_id: int, message_id: int, wanted: int) -> tuple[Channel, Message]:
    channel = the_channel(state, channel_id)
    require(state, channel, actor_id, wanted if channel.guild_id is not None else VIEW_CHANNEL)
    message = public_message(state, channel_id, message_id)
    refuse_archived(channel)
    return channel, message


def _event(state: State, channel: Channel, message: Message, key: str, user_id: int) -> Json:
    return place_of(channel) | {
        "message_id": str(message.id),
        "user_id": str(user_id),
        "emoji": emoji_key_json(key, state.guilds.get(channel.guild_id or 0)),
        "burst": False,
        "type": 0,
    }
