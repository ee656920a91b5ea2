"""Threads over HTTP."""

from datetime import datetime
from typing import Any

from sandbox.actions import lookup, thread_lists, threads
from sandbox.api.call import Answer, Call, Handler
from sandbox.errors import unknown
from sandbox.state import Channel, Json, State, Thread
from sandbox.state.channel import FORUMS
from sandbox.wire import channel_json, member_json, message_json, thread_member_json

CHANNEL = "/channels/{channel_id}"
MEMBERS = CHANNEL + "/thread-members"
MEMBER = MEMBERS + "/{user_id}"


def _opened(call: Call, thread: Channel) -> Answer:
    found = channel_json(call.state, thread, viewer_id=call.bot.id)
    parent = call.state.channels.get(thread.parent_id or 0)
    starter = call.state.message(thread.id, thread.id)
    if parent is not None and parent.type in FORUMS and starter is not None:
        found["message"] = message_json(call.state, starter, viewer_id=call.bot.id)
    return Answer(201, found)


def create(call: Call) -> Any:
    """Open a thread or forum post."""
    made = threads.open_thread(call.state, call.bot.id, call.id("channel_id"), call.body, files=call.files)
    return _opened(call, made)


def create_from(call: Call) -> Any:
    """Open a thread from a message."""
    made = threads.open_thread(
        call.state, call.bot.id, call.id("channel_id"), call.body, message_id=call.id("message_id")
    )
    return _opened(call, made)


def join(call: Call) -> None:
    """Enter a thread, or put a member in."""
    threads.join_thread(call.state, call.bot.id, call.id("channel_id"), call.id("user_id"))


def leave(call: Call) -> None:
    """Leave a thread, or take a member out."""
    threads.leave_thread(call.state, call.bot.id, call.id("channel_id"), call.id("user_id"))


def _member(state: State, channel: Channel, thread: Thread, user_id: int, *, with_member: bool) -> Json:
    found = thread_member_json(channel, thread, user_id)
    member = state.member(channel.guild_id or 0, user_id)
    if with_member and member is not None:
        found["member"] = member_json(state, member)
    return found


def member(call: Call) -> Any:
    """Give one person's place in a thread."""
    lookup.seen_channel(call.state, call.bot.id, call.id("channel_id"))
    channel, thread = lookup.the_thread(call.state, call.id("channel_id"))
    user_id = call.id("user_id")
    if user_id not in thread.members:
        raise unknown("Member")
    return _member(call.state, channel, thread, user_id, with_member=call.query_flag("with_member"))


def members(call: Call) -> Any:
    """List who is in a thread; with `with_member`, in pages."""
    lookup.seen_channel(call.state, call.bot.id, call.id("channel_id"))
    channel, thread = lookup.the_thread(call.state, call.id("channel_id"))
    with_member = call.query_flag("with_member")
    found = list(thread.members)
    if with_member:
        after = call.query_id("after") or 0
        found = sorted(one for one in found if one > after)[: call.query_int("limit", 100)]
    return [_member(call.state, channel, thread, one, with_member=with_member) for one in found]


def active(call: Call) -> Any:
    """List a guild's active threads."""
    return _page(call, thread_lists.active_threads(call.state, call.bot.id, call.id("guild_id")))


def _archived(call: Call, *, private: bool, joined: bool = False) -> Any:
    text = call.request.query.get("before")
    before: datetime | int | None = None
    if text is not None:
        before = int(text) if joined else datetime.fromisoformat(text)
    found = thread_lists.archived_threads(
        call.state,
        call.bot.id,
        call.id("channel_id"),
        private=private,
        joined=joined,
        before=before,
        limit=call.query_int("limit", 50),
    )
    return _page(call, found.threads) | {"has_more": found.has_more}


def _page(call: Call, found: list[Channel]) -> Json:
    own = [
        thread_member_json(one, one.thread, call.bot.id)
        for one in found
        if one.thread is not None and call.bot.id in one.thread.members
    ]
    return {
        "threads": [channel_json(call.state, one, viewer_id=call.bot.id) for one in found],
        "members": own,
        "has_more": False,
    }


def public_archived(call: Call) -> Any:
    """List a channel's archived public threads."""
    return _archived(call, private=False)


def private_archived(call: Call) -> Any:
    """List a channel's archived private threads."""
    return _archived(call, private=True)


def joined_archived(call: Call) -> Any:
    """List a channel's archived private threads the bot is in."""
    return _archived(call, private=True, joined=True)


ROUTES: dict[tuple[str, str], Handler] = {
    ("POST", CHANNEL + "/threads"): create,
    ("POST", CHANNEL + "/messages/{message_id}/threads"): create_from,
    ("GET", CHANNEL + "/threads/archived/public"): public_archived,
    ("GET", CHANNEL + "/threads/archived/private"): private_archived,
    ("GET", CHANNEL + "/users/@me/threads/archived/private"): joined_archived,
    ("GET", "/guilds/{guild_id}/threads/active"): active,
    ("GET", MEMBERS): members,
    ("GET", MEMBER): member,
    ("PUT", MEMBER): join,
    ("DELETE", MEMBER): leave,
}
