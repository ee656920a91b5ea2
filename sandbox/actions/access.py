"""Bots that come to see channels are told of the threads there, as Discord tells them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.actions.news import tell_users
from sandbox.permissions import can_view
from sandbox.state import State
from sandbox.wire import channel_json, thread_member_json


def _seen(state: State, guild_id: int) -> dict[int, set[int]]:
    bots = [one.user_id for one in state.members_of(guild_id) if state.users[one.user_id].bot]
    channels = state.guild_channels(guild_id)
    return {bot: {one.id for one in channels if can_view(state, one, bot)} for bot in bots}


@contextmanager
def with_new_threads(state: State, guild_id: int) -> Iterator[None]:
    """Send THREAD_LIST_SYNC to bots that see more channels after a change; who sees fewer is told nothing."""
    before = _seen(state, guild_id)
    yield
    if guild_id not in state.guilds:
        return
    for bot, seen in _seen(state, guild_id).items():
        gained = seen - before.get(bot, seen)
        if gained:
            _sync(state, guild_id, bot, gained)


def _sync(state: State, guild_id: int, bot: int, channels: set[int]) -> None:
    threads = [one for one in state.guild_threads(guild_id) if one.parent_id in channels and can_view(state, one, bot)]
    data = {
        "guild_id": str(guild_id),
        "channel_ids": [str(one) for one in sorted(channels)],
        "threads": [channel_json(state, one, viewer_id=bot) for one in threads],
        "members": [
            thread_member_json(one, one.thread, bot)
            for one in threads
            if one.thread is not None and bot in one.thread.members
        ],
    }
    tell_users(state, "THREAD_LIST_SYNC", data, {bot}, guild_id=guild_id)
