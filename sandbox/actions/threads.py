"""Opening, entering and leaving threads and forum posts."""

from typing import Final

from sandbox.actions.lookup import public_message, seen_channel, the_channel, the_member, the_thread
from sandbox.actions.membership import enter_thread, leave, may_invite, say_added, say_removed
from sandbox.actions.messages import Origin, create_message
from sandbox.actions.news import tell_in_channel, tell_message
from sandbox.bits import (
    CREATE_PRIVATE_THREADS,
    CREATE_PUBLIC_THREADS,
    MANAGE_THREADS,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    VIEW_CHANNEL,
)
from sandbox.checks.messages import check_message, refuse_empty
from sandbox.errors import (
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    THREAD_ARCHIVED,
    THREAD_EXISTS,
    WRONG_CHANNEL_KIND,
    Form,
    missing,
)
from sandbox.permissions import can_view, channel_permissions, require
from sandbox.state import Channel, Json, Message, State, Thread
from sandbox.state.channel import (
    ANNOUNCEMENT,
    ANNOUNCEMENT_THREAD,
    FORUMS,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    REQUIRE_TAG,
    TEXT,
)
from sandbox.state.message import HAS_THREAD, IS_COMPONENTS_V2, THREAD_CREATED, THREAD_STARTER
from sandbox.state.snowflakes import iso
from sandbox.uploads import Upload
from sandbox.wire import channel_json

MOST_NAME: Final = 100
MOST_TAGS: Final = 5
ARCHIVE_AFTER: Final = frozenset({60, 1440, 4320, 10080})


def open_thread(
    state: State,
    actor_id: int,
    channel_id: int,
    body: Json,
    *,
    message_id: int | None = None,
    files: tuple[Upload, ...] = (),
) -> Channel:
    """Open a thread: from a message, on its own, or as a forum post (`body["message"]`)."""
    parent = seen_channel(state, actor_id, channel_id)
    _check_thread(parent, body)
    if parent.type in FORUMS:
        return _open_post(state, actor_id, parent, body, files)
    if parent.type not in {TEXT, ANNOUNCEMENT}:
        raise WRONG_CHANNEL_KIND
    if message_id is not None:
        return _open_from(state, actor_id, parent, message_id, body)
    kind = body.get("type") or PRIVATE_THREAD
    wanted = CREATE_PRIVATE_THREADS if kind == PRIVATE_THREAD else CREATE_PUBLIC_THREADS
    require(state, parent, actor_id, wanted)
    thread = _make(state, actor_id, parent, body, kind=kind)
    if kind != PRIVATE_THREAD:
        _announce(state, actor_id, parent, thread)
    return thread


def _check_thread(parent: Channel, body: Json) -> None:
    form = Form()
    if not body.get("name"):
        form.required(("name",))
    else:
        form.length(("name",), body["name"], 1, MOST_NAME)
    check_duration(form, body)
    check_tags(form, parent, body)
    if parent.flags & REQUIRE_TAG and parent.type in FORUMS and not body.get("applied_tags"):
        sentence = "A tag is required to create a forum post in this channel"
        form.wrong(("applied_tags",), "BASE_TYPE_REQUIRED", sentence)
    form.check()


def check_duration(form: Form, body: Json) -> None:
    """Note an archive duration that Discord does not know."""
    duration = body.get("auto_archive_duration")
    if duration is not None and duration not in ARCHIVE_AFTER:
        sentence = "Value must be one of (60, 1440, 4320, 10080)."
        form.wrong(("auto_archive_duration",), "BASE_TYPE_CHOICES", sentence)


def check_tags(form: Form, parent: Channel, body: Json) -> None:
    """Note more than five tags, or tags the forum does not have."""
    applied = body.get("applied_tags") or []
    form.length(("applied_tags",), applied, 0, MOST_TAGS)
    known = {tag.id for tag in parent.tags}
    if parent.type in FORUMS:
        for at, tag in enumerate(applied):
            if int(tag) not in known:
                form.wrong(("applied_tags", at), "INVALID_FORUM_TAG", "Unknown Tag")


def _make(
    state: State, actor_id: int, parent: Channel, body: Json, *, kind: int, thread_id: int | None = None
) -> Channel:
    now = iso(state.now())
    slow = body.get("rate_limit_per_user") or parent.default_thread_rate_limit_per_user
    duration = body.get("auto_archive_duration") or parent.default_auto_archive_duration or 4320
    channel = Channel(
        id=thread_id or state.new_id(),
        type=kind,
        name=body["name"],
        guild_id=parent.guild_id,
        parent_id=parent.id,
        rate_limit_per_user=slow,
        thread=Thread(
            owner_id=actor_id,
            archive_timestamp=now,
            created_at=now,
            auto_archive_duration=duration,
            invitable=body.get("invitable", True),
            members={actor_id: now},
            applied_tags=[int(tag) for tag in body.get("applied_tags") or ()],
        ),
    )
    state.put(channel)
    data = channel_json(state, channel) | {"newly_created": True}
    tell_in_channel(state, "THREAD_CREATE", channel, data)
    return channel


def _open_from(state: State, actor_id: int, parent: Channel, message_id: int, body: Json) -> Channel:
    require(state, parent, actor_id, CREATE_PUBLIC_THREADS)
    message = public_message(state, parent.id, message_id)
    if message_id in state.channels:
        raise THREAD_EXISTS
    kind = ANNOUNCEMENT_THREAD if parent.type == ANNOUNCEMENT else PUBLIC_THREAD
    thread = _make(state, actor_id, parent, body, kind=kind, thread_id=message_id)
    message.flags |= HAS_THREAD
    state.put(message)
    tell_message(state, "MESSAGE_UPDATE", message)
    starter = Message(
        id=state.new_id(),
        channel_id=thread.id,
        author_id=actor_id,
        type=THREAD_STARTER,
        reference={
            "type": 0,
            "message_id": str(message_id),
            "channel_id": str(parent.id),
            "guild_id": str(parent.guild_id),
        },
    )
    state.put(starter)
    if state.member(parent.guild_id or 0, message.author_id) is not None:
        enter_thread(state, thread, message.author_id, at=iso(state.now()))
    return thread


def _announce(state: State, actor_id: int, parent: Channel, thread: Channel) -> None:
    reference = {"type": 0, "channel_id": str(thread.id), "guild_id": str(parent.guild_id)}
    origin = Origin(type=THREAD_CREATED, reference=reference)
    create_message(state, actor_id, parent.id, {"content": thread.name}, origin=origin)


def _open_post(state: State, actor_id: int, parent: Channel, body: Json, files: tuple[Upload, ...]) -> Channel:
    require(state, parent, actor_id, SEND_MESSAGES)
    first = body.get("message")
    if not isinstance(first, dict):
        raise missing("message")
    held = channel_permissions(state, parent, actor_id)
    _refuse_moderated(parent, body, held)
    check_message(first, files, v2=bool((first.get("flags") or 0) & IS_COMPONENTS_V2))
    refuse_empty(first, files)
    thread = _make(state, actor_id, parent, body, kind=PUBLIC_THREAD)
    create_message(state, actor_id, thread.id, first, files=files, origin=Origin(id=thread.id))
    parent.last_message_id = thread.id
    state.put(parent)
    return thread


def _refuse_moderated(parent: Channel, body: Json, held: int) -> None:
    moderated = {tag.id for tag in parent.tags if tag.moderated}
    wanted = {int(tag) for tag in body.get("applied_tags") or ()}
    if moderated & wanted and not held & MANAGE_THREADS:
        raise MISSING_PERMISSIONS


def join_thread(state: State, actor_id: int, channel_id: int, user_id: int) -> None:
    """Enter a thread oneself, or put another member in (who must be able to see the channel)."""
    channel, thread = the_thread(state, channel_id)
    if thread.archived:
        require(state, channel, actor_id, VIEW_CHANNEL)
        raise THREAD_ARCHIVED
    if user_id == actor_id:
        require(state, channel, actor_id, VIEW_CHANNEL)
    else:
        require(state, channel, actor_id, VIEW_CHANNEL | SEND_MESSAGES_IN_THREADS)
        if not may_invite(state, channel, thread, actor_id):
            raise MISSING_PERMISSIONS
    the_member(state, channel.guild_id or 0, user_id)
    if not can_view(state, the_channel(state, channel.parent_id or 0), user_id):
        raise MISSING_ACCESS
    known = user_id in thread.members
    enter_thread(state, channel, user_id, at=iso(state.now()))
    if not known and user_id != actor_id:
        say_added(state, channel, actor_id, user_id)


def leave_thread(state: State, actor_id: int, channel_id: int, user_id: int) -> None:
    """Leave a thread, or take another out (MANAGE_THREADS, or one's own private thread)."""
    channel, thread = the_thread(state, channel_id)
    held = require(state, channel, actor_id, VIEW_CHANNEL)
    if thread.archived:
        raise THREAD_ARCHIVED
    own_private = channel.type == PRIVATE_THREAD and thread.owner_id == actor_id
    if user_id != actor_id and not own_private and not held & MANAGE_THREADS:
        raise MISSING_PERMISSIONS
    known = user_id in thread.members
    leave(state, channel, user_id)
    if known and user_id != actor_id:
        say_removed(state, channel, actor_id, user_id)
