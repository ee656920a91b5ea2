"""Threads that fall silent archive themselves."""

from datetime import datetime, timedelta

from sandbox.actions.news import tell_channel
from sandbox.state import Channel, State, Thread
from sandbox.state.channel import PINNED_POST
from sandbox.state.snowflakes import iso, time_of


def falls_silent(channel: Channel, thread: Thread) -> datetime:
    """Tell when a thread archives itself if nothing more happens: its duration after the last word or reopening."""
    last = time_of(channel.last_message_id or channel.id)
    changed = datetime.fromisoformat(thread.archive_timestamp)
    return max(last, changed) + timedelta(minutes=thread.auto_archive_duration)


def archive_silent(state: State) -> list[Channel]:
    """Archive the threads whose time is over, tell of each and give them; a forum's pinned post stays."""
    found = []
    for guild_id in state.guilds:
        for channel in state.guild_threads(guild_id):
            thread = channel.thread
            if thread is None or channel.flags & PINNED_POST or falls_silent(channel, thread) > state.now():
                continue
            thread.archived = True
            thread.archive_timestamp = iso(state.now())
            state.put(channel)
            tell_channel(state, "THREAD_UPDATE", channel)
            found.append(channel)
    return found
