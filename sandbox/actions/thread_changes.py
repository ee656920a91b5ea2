"""Changing a thread: its name, tags, whether it is archived or locked."""

from typing import Final

from sandbox.actions.news import tell_channel
from sandbox.actions.threads import MOST_NAME, check_duration, check_tags
from sandbox.bits import MANAGE_THREADS, SEND_MESSAGES_IN_THREADS, VIEW_CHANNEL
from sandbox.errors import MISSING_PERMISSIONS, THREAD_ARCHIVED, Form
from sandbox.permissions import require
from sandbox.state import Channel, Json, State, Thread
from sandbox.state.snowflakes import iso

OF_OWNERS: Final = frozenset({"name", "auto_archive_duration", "applied_tags", "invitable"})
OF_MANAGERS: Final = frozenset({"locked", "rate_limit_per_user", "flags"})


def edit_thread(state: State, actor_id: int, channel: Channel, body: Json) -> Channel:
    """Change a thread.

    Its owner may rename and archive it; anyone who may write in it may reopen it unless it is locked; the
    rest needs MANAGE_THREADS. An archived thread takes no change but being reopened, or with it (50083).
    """
    thread = channel.thread
    assert thread is not None
    held = require(state, channel, actor_id, VIEW_CHANNEL)
    _refuse(thread, held, actor_id, body)
    form = Form()
    if "name" in body:
        form.length(("name",), body["name"], 1, MOST_NAME)
    check_duration(form, body)
    parent = state.channels.get(channel.parent_id or 0)
    if body.get("applied_tags") is not None and parent is not None:
        check_tags(form, parent, body)
    form.check()
    _apply(state, channel, thread, body)
    state.put(channel)
    tell_channel(state, "THREAD_UPDATE", channel)
    return channel


def _refuse(thread: Thread, held: int, actor_id: int, body: Json) -> None:
    manages = bool(held & MANAGE_THREADS)
    owns = thread.owner_id == actor_id
    reopening = body.get("archived") is False
    if thread.archived and not reopening and set(body) - {"archived", "locked"}:
        raise THREAD_ARCHIVED
    if manages:
        return
    if OF_MANAGERS & set(body) or (OF_OWNERS & set(body) and not owns):
        raise MISSING_PERMISSIONS
    if "archived" in body and not owns and not reopening:
        raise MISSING_PERMISSIONS
    if thread.locked or (reopening and not held & SEND_MESSAGES_IN_THREADS):
        raise MISSING_PERMISSIONS


def _apply(state: State, channel: Channel, thread: Thread, body: Json) -> None:
    if "name" in body:
        channel.name = body["name"]
    if body.get("rate_limit_per_user") is not None:
        channel.rate_limit_per_user = body["rate_limit_per_user"]
    if body.get("flags") is not None:
        channel.flags = body["flags"]
    for name in ("auto_archive_duration", "locked", "invitable"):
        if body.get(name) is not None:
            setattr(thread, name, body[name])
    if body.get("applied_tags") is not None:
        thread.applied_tags = [int(tag) for tag in body["applied_tags"]]
    if body.get("archived") is not None and body["archived"] != thread.archived:
        thread.archived = body["archived"]
        thread.archive_timestamp = iso(state.now())
