"""Opening threads and forum posts, joining and leaving them, putting them away."""

from typing import Any

from sandbox.actions.channels import edit_channel
from sandbox.actions.lookup import the_channel
from sandbox.actions.messages import create_message
from sandbox.actions.threads import join_thread, leave_thread, open_thread
from sandbox.member.asking import Asking
from sandbox.member.people import thread_json
from sandbox.state import Json
from sandbox.state.channel import FORUMS, PRIVATE_THREAD, PUBLIC_THREAD

CHANGEABLE = ("archived", "locked", "name", "applied_tags", "invitable", "auto_archive_duration")


async def create(asking: Asking) -> Any:
    """Open a thread: in a channel, from a message, private, or as a forum's post."""
    body, actor_id = asking.body, asking.actor.id
    parent = the_channel(asking.state, asking.id("channel"))
    asked: Json = {"name": body.get("name")}
    if parent.type in FORUMS:
        asked |= {"message": {"content": body.get("content") or ""}, "applied_tags": body.get("tags") or []}
        thread = open_thread(asking.state, actor_id, parent.id, asked, files=asking.files)
        return thread_json(asking.state, thread, actor_id)
    origin = int(body["from_message"]) if body.get("from_message") else None
    if origin is None:
        asked["type"] = PRIVATE_THREAD if body.get("private") else PUBLIC_THREAD
    thread = open_thread(asking.state, actor_id, parent.id, asked, message_id=origin)
    if body.get("content") or asking.files:
        said = {"content": body.get("content") or ""}
        create_message(asking.state, actor_id, thread.id, said, files=asking.files)
    return thread_json(asking.state, thread, actor_id)


async def join(asking: Asking) -> None:
    """Join a thread, or bring someone into it."""
    join_thread(asking.state, asking.actor.id, asking.id("channel"), asking.id("user"))


async def leave(asking: Asking) -> None:
    """Leave a thread, or take someone out of it."""
    leave_thread(asking.state, asking.actor.id, asking.id("channel"), asking.id("user"))


async def change(asking: Asking) -> Any:
    """Archive a thread, take it up again, or rename it."""
    changes = {key: asking.body[key] for key in CHANGEABLE if key in asking.body}
    channel = edit_channel(asking.state, asking.actor.id, asking.id("channel"), changes)
    return thread_json(asking.state, channel, asking.actor.id)
