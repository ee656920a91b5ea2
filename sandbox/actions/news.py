"""Telling what happened, to those it may reach."""

from sandbox.bus import Event
from sandbox.state import Channel, Json, Message, State
from sandbox.wire import channel_json, member_json, message_json


def place_of(channel: Channel) -> Json:
    """Give the ids that say where something happened."""
    found: Json = {"channel_id": str(channel.id)}
    if channel.guild_id is not None:
        found["guild_id"] = str(channel.guild_id)
    return found


def tell_in_channel(state: State, name: str, channel: Channel, data: Json, *, author_id: int | None = None) -> None:
    """Tell those who see a channel."""
    users = frozenset(channel.recipients) if channel.guild_id is None else None
    state.publish(Event(name, data, guild_id=channel.guild_id, channel_id=channel.id, users=users, author_id=author_id))


def tell_in_guild(state: State, name: str, guild_id: int, data: Json) -> None:
    """Tell all members of a guild."""
    state.publish(Event(name, {"guild_id": str(guild_id)} | data, guild_id=guild_id))


def tell_users(state: State, name: str, data: Json, users: set[int], *, guild_id: int | None = None) -> None:
    """Tell some people alone."""
    state.publish(Event(name, data, guild_id=guild_id, users=frozenset(users)))


def tell_channel(state: State, name: str, channel: Channel) -> None:
    """Tell of a channel itself. Discord tells a guild's bots of all its channels, seen or not."""
    data = channel_json(state, channel)
    state.publish(Event(name, data, guild_id=channel.guild_id, channel_id=channel.id))


def tell_message(state: State, name: str, message: Message) -> None:
    """Tell of a message as it stands; an ephemeral one to its reader alone."""
    channel = state.channels[message.channel_id]
    data = message_json(state, message)
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
        author = state.member(channel.guild_id, message.author_id)
        if author is not None and message.webhook_name is None:
            data["member"] = member_json(state, author, with_user=False)
        for mention in data["mentions"]:
            mentioned = state.member(channel.guild_id, int(mention["id"]))
            if mentioned is not None:
                mention["member"] = member_json(state, mentioned, with_user=False)
    if message.nonce is not None and name == "MESSAGE_CREATE":
        data["nonce"] = message.nonce
    if message.ephemeral_to is not None:
        readers = frozenset({message.ephemeral_to})
        state.publish(Event(name, data, guild_id=channel.guild_id, channel_id=channel.id, users=readers))
        return
    data["channel_type"] = channel.type
    tell_in_channel(state, name, channel, data, author_id=message.author_id)
