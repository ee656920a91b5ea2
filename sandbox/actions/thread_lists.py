"""Finding threads: active ones of a guild, archived ones of a channel."""

from dataclasses import dataclass
from datetime import datetime

from sandbox.actions.lookup import seen_channel, the_guild
from sandbox.bits import MANAGE_THREADS, READ_MESSAGE_HISTORY, VIEW_CHANNEL
from sandbox.errors import MISSING_PERMISSIONS
from sandbox.permissions import can_view, channel_permissions
from sandbox.state import Channel, State, Thread
from sandbox.state.channel import PRIVATE_THREAD


@dataclass(frozen=True, slots=True)
class Page:
    """Some threads, and whether there are more."""

    threads: list[Channel]
    has_more: bool


def active_threads(state: State, actor_id: int, guild_id: int) -> list[Channel]:
    """Give the threads of a guild that are not archived and that the actor sees, newest first."""
    the_guild(state, guild_id, actor_id)
    return [one for one in state.guild_threads(guild_id) if can_view(state, one, actor_id)]


def archived_threads(
    state: State,
    actor_id: int,
    channel_id: int,
    *,
    private: bool = False,
    joined: bool = False,
    before: datetime | int | None = None,
    limit: int = 50,
) -> Page:
    """Give archived threads of a channel, the last archived first.

    `private` ones need MANAGE_THREADS unless `joined`, which asks for those the actor is in, by falling id;
    `before` is then an id, otherwise a time.
    """
    parent = seen_channel(state, actor_id, channel_id, VIEW_CHANNEL | READ_MESSAGE_HISTORY)
    if private and not joined and not channel_permissions(state, parent, actor_id) & MANAGE_THREADS:
        raise MISSING_PERMISSIONS
    found = []
    for channel in state.threads(channel_id):
        thread = channel.thread
        if thread is None or not thread.archived or (channel.type == PRIVATE_THREAD) != private:
            continue
        if (not joined or actor_id in thread.members) and _is_before(channel, thread, before):
            found.append(channel)
    if not joined:
        found.sort(key=lambda one: one.thread.archive_timestamp if one.thread else "", reverse=True)
    return Page(found[:limit], len(found) > limit)


def _is_before(channel: Channel, thread: Thread, before: datetime | int | None) -> bool:
    if isinstance(before, int):
        return channel.id < before
    return before is None or datetime.fromisoformat(thread.archive_timestamp) < before
