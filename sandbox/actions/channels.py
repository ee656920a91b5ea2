"""Making, changing and deleting channels."""

from typing import Any, Final

from sandbox.actions.access import with_new_threads
from sandbox.actions.lookup import seen_channel
from sandbox.actions.news import tell_channel, tell_in_channel, tell_in_guild
from sandbox.actions.overwrites import read_overwrites
from sandbox.actions.thread_changes import edit_thread
from sandbox.actions.voice import empty_voice
from sandbox.bits import MANAGE_CHANNELS, MANAGE_ROLES, MANAGE_THREADS, VIEW_CHANNEL
from sandbox.errors import MISSING_PERMISSIONS, TOO_MANY_CHANNELS, Form, missing
from sandbox.permissions import require, require_in_guild
from sandbox.state import Channel, Json, State, Tag
from sandbox.state.channel import ANNOUNCEMENT, CATEGORY, FORUM, FORUMS, MEDIA, STAGE, TEXT, VOICE
from sandbox.wire import channel_json, event_json

MOST: Final = 500
MOST_NAME: Final = 100
MOST_TOPIC: Final = 1024
MOST_FORUM_TOPIC: Final = 4096
MOST_TAGS: Final = 20
MOST_TAG_NAME: Final = 20
MOST_SLOW: Final = 21600
MADE: Final = frozenset({TEXT, VOICE, CATEGORY, ANNOUNCEMENT, STAGE, FORUM, MEDIA})
AS_GIVEN: Final = (
    "name",
    "topic",
    "nsfw",
    "rate_limit_per_user",
    "position",
    "default_auto_archive_duration",
    "default_thread_rate_limit_per_user",
    "default_reaction_emoji",
    "default_sort_order",
    "default_forum_layout",
    "bitrate",
    "user_limit",
    "flags",
    "type",
)


def create_channel(state: State, actor_id: int, guild_id: int, body: Json) -> Channel:
    """Make a channel; needs MANAGE_CHANNELS. It takes its category's overwrites unless it has its own."""
    require_in_guild(state, guild_id, actor_id, MANAGE_CHANNELS)
    siblings = state.guild_channels(guild_id)
    if len(siblings) >= MOST:
        raise TOO_MANY_CHANNELS
    if not body.get("name"):
        raise missing("name")
    kind = body.get("type") or TEXT
    channel = Channel(id=state.new_id(), type=kind, guild_id=guild_id, position=len(siblings))
    _check(channel, body)
    _apply(state, channel, body)
    parent = state.channels.get(channel.parent_id or 0)
    if parent is not None and body.get("permission_overwrites") is None:
        channel.overwrites = dict(parent.overwrites)
    with with_new_threads(state, guild_id):
        state.put(channel)
        tell_channel(state, "CHANNEL_CREATE", channel)
    return channel


def _check(channel: Channel, body: Json) -> None:
    form = Form()
    if "name" in body:
        form.length(("name",), body["name"], 1, MOST_NAME)
    kind = body.get("type", channel.type)
    if kind not in MADE:
        form.wrong(("type",), "BASE_TYPE_CHOICES", "Value must be one of (0, 2, 4, 5, 13, 15, 16).")
    if body.get("topic") is not None:
        form.length(("topic",), body["topic"], 0, MOST_FORUM_TOPIC if kind in FORUMS else MOST_TOPIC)
    if not 0 <= (body.get("rate_limit_per_user") or 0) <= MOST_SLOW:
        sentence = f"int value should be less than or equal to {MOST_SLOW}."
        form.wrong(("rate_limit_per_user",), "NUMBER_TYPE_MAX", sentence)
    tags = body.get("available_tags") or []
    form.length(("available_tags",), tags, 0, MOST_TAGS)
    for at, tag in enumerate(tags):
        form.length(("available_tags", at, "name"), tag.get("name"), 1, MOST_TAG_NAME)
    form.check()


def _apply(state: State, channel: Channel, body: Json) -> None:
    for name in AS_GIVEN:
        if name in body and (body[name] is not None or name in {"topic", "default_sort_order"}):
            setattr(channel, name, body[name])
    if channel.type in {TEXT, ANNOUNCEMENT} and "name" in body:
        channel.name = "-".join(channel.name.split()).lower()
    if "parent_id" in body:
        channel.parent_id = int(body["parent_id"]) if body["parent_id"] is not None else None
    if body.get("permission_overwrites") is not None:
        channel.overwrites = read_overwrites(body["permission_overwrites"])
    if body.get("available_tags") is not None:
        channel.tags = [_tag(state, tag) for tag in body["available_tags"]]


def _tag(state: State, body: Json) -> Tag:
    emoji_id: Any = body.get("emoji_id")
    return Tag(
        id=int(body["id"]) if body.get("id") else state.new_id(),
        name=body["name"],
        moderated=bool(body.get("moderated")),
        emoji_id=int(emoji_id) if emoji_id else None,
        emoji_name=body.get("emoji_name"),
    )


def edit_channel(state: State, actor_id: int, channel_id: int, body: Json) -> Channel:
    """Change a channel or thread; needs MANAGE_CHANNELS, or what `edit_thread` says."""
    channel = seen_channel(state, actor_id, channel_id)
    if channel.thread is not None:
        return edit_thread(state, actor_id, channel, body)
    held = require(state, channel, actor_id, VIEW_CHANNEL | MANAGE_CHANNELS)
    if body.get("permission_overwrites") is not None and not held & MANAGE_ROLES:
        raise MISSING_PERMISSIONS
    _check(channel, body)
    if body.get("lock_permissions") and body.get("parent_id"):
        channel.overwrites = dict(state.channels[int(body["parent_id"])].overwrites)
    with with_new_threads(state, channel.guild_id or 0):
        _apply(state, channel, body)
        state.put(channel)
        tell_channel(state, "CHANNEL_UPDATE", channel)
    return channel


def delete_channel(state: State, actor_id: int, channel_id: int) -> Channel:
    """Delete a channel with all that hangs on it, or a thread; needs MANAGE_CHANNELS or MANAGE_THREADS.

    For a direct message it only closes it, which changes nothing here.
    """
    channel = seen_channel(state, actor_id, channel_id)
    if channel.guild_id is None:
        return channel
    wanted = MANAGE_THREADS if channel.is_thread else MANAGE_CHANNELS
    require(state, channel, actor_id, VIEW_CHANNEL | wanted)
    if channel.is_thread:
        data = {"id": str(channel.id), "type": channel.type, "parent_id": str(channel.parent_id)}
        tell_in_channel(state, "THREAD_DELETE", channel, data | {"guild_id": str(channel.guild_id)})
        state.drop(channel)
        return channel
    empty_voice(state, channel_id)
    tell_in_channel(state, "CHANNEL_DELETE", channel, channel_json(state, channel))
    for thread in state.threads(channel_id):
        state.drop(thread)
    for child in state.guild_channels(channel.guild_id):
        if child.parent_id == channel_id:
            child.parent_id = None
            state.put(child)
            tell_channel(state, "CHANNEL_UPDATE", child)
    _drop_what_hangs_on(state, channel)
    state.drop(channel)
    return channel


def _drop_what_hangs_on(state: State, channel: Channel) -> None:
    for webhook in [one for one in state.webhooks.values() if one.channel_id == channel.id]:
        state.drop(webhook)
    for event in [one for one in state.events.values() if one.channel_id == channel.id]:
        state.drop(event)
        tell_in_guild(state, "GUILD_SCHEDULED_EVENT_DELETE", event.guild_id, event_json(state, event))


def move_channels(state: State, actor_id: int, guild_id: int, bodies: list[Json]) -> None:
    """Change the order of channels, or their category."""
    require_in_guild(state, guild_id, actor_id, MANAGE_CHANNELS)
    for body in bodies:
        channel = seen_channel(state, actor_id, int(body["id"]))
        _apply(state, channel, {name: body[name] for name in ("position", "parent_id") if name in body})
        state.put(channel)
        tell_channel(state, "CHANNEL_UPDATE", channel)
