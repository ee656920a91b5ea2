"""Channels and threads as JSON."""

from sandbox.state import Channel, Json, Overwrite, State, Tag, Thread
from sandbox.state.channel import (
    ANNOUNCEMENT,
    CATEGORY,
    DM,
    FORUMS,
    PRIVATE_THREAD,
    STAGE,
    TEXT,
    VOICE,
)
from sandbox.wire.ids import text_or_none, texts
from sandbox.wire.users import known_user_json

MOST_COUNTED_MEMBERS = 50


def overwrite_json(overwrite: Overwrite) -> Json:
    """Give what a channel allows and denies one role or member."""
    return {
        "id": str(overwrite.id),
        "type": overwrite.type,
        "allow": str(overwrite.allow),
        "deny": str(overwrite.deny),
    }


def tag_json(tag: Tag) -> Json:
    """Give a forum's tag."""
    return {
        "id": str(tag.id),
        "name": tag.name,
        "moderated": tag.moderated,
        "emoji_id": text_or_none(tag.emoji_id),
        "emoji_name": tag.emoji_name,
    }


def channel_json(state: State, channel: Channel, *, viewer_id: int | None = None) -> Json:
    """Give a channel, thread or direct message; a thread tells its viewer whether they are in it."""
    found: Json = {
        "id": str(channel.id),
        "type": channel.type,
        "flags": channel.flags,
    }
    if channel.type != CATEGORY:
        found["last_message_id"] = text_or_none(channel.last_message_id)
        found["last_pin_timestamp"] = channel.last_pin_timestamp
    if channel.type == DM:
        others = [one for one in channel.recipients if one != viewer_id]
        return found | {"recipients": [known_user_json(state, one) for one in others]}
    found |= {
        "guild_id": str(channel.guild_id),
        "name": channel.name,
        "parent_id": text_or_none(channel.parent_id),
        "rate_limit_per_user": channel.rate_limit_per_user,
    }
    if channel.thread is not None:
        return found | _thread_json(channel, channel.thread, viewer_id)
    return found | _place_json(channel)


def _place_json(channel: Channel) -> Json:
    found: Json = {
        "position": channel.position,
        "nsfw": channel.nsfw,
        "permission_overwrites": [overwrite_json(one) for one in channel.overwrites.values()],
    }
    if channel.type in FORUMS or channel.type in {TEXT, ANNOUNCEMENT}:
        found |= {
            "topic": channel.topic,
            "default_thread_rate_limit_per_user": channel.default_thread_rate_limit_per_user,
        }
        if channel.default_auto_archive_duration is not None:
            found["default_auto_archive_duration"] = channel.default_auto_archive_duration
    if channel.type in FORUMS:
        found |= {
            "available_tags": [tag_json(tag) for tag in channel.tags],
            "default_reaction_emoji": channel.default_reaction_emoji,
            "default_sort_order": channel.default_sort_order,
            "default_forum_layout": channel.default_forum_layout,
        }
    if channel.type in {VOICE, STAGE}:
        voice = {"bitrate": channel.bitrate, "user_limit": channel.user_limit, "rtc_region": None}
        found |= voice
    return found


def _thread_json(channel: Channel, thread: Thread, viewer_id: int | None) -> Json:
    metadata: Json = {
        "archived": thread.archived,
        "archive_timestamp": thread.archive_timestamp,
        "auto_archive_duration": thread.auto_archive_duration,
        "locked": thread.locked,
        "create_timestamp": thread.created_at,
    }
    if channel.type == PRIVATE_THREAD:
        metadata["invitable"] = thread.invitable
    found: Json = {
        "owner_id": str(thread.owner_id),
        "thread_metadata": metadata,
        "message_count": thread.message_count,
        "member_count": min(len(thread.members), MOST_COUNTED_MEMBERS),
        "total_message_sent": thread.total_message_sent,
        "applied_tags": texts(thread.applied_tags),
    }
    if viewer_id in thread.members:
        found["member"] = thread_member_json(channel, thread, viewer_id)
    return found


def thread_member_json(channel: Channel, thread: Thread, user_id: int) -> Json:
    """Give one person's place in a thread."""
    return {
        "id": str(channel.id),
        "user_id": str(user_id),
        "join_timestamp": thread.members[user_id],
        "flags": 1,
    }
