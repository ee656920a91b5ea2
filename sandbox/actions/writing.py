"""Who may write into a channel, and what writing there brings with it."""

from sandbox.actions.membership import enter_thread
from sandbox.actions.news import tell_channel
from sandbox.bits import (
    ATTACH_FILES,
    EMBED_LINKS,
    MANAGE_MESSAGES,
    MANAGE_THREADS,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
)
from sandbox.errors import CANNOT_DM, NOT_IN_NON_TEXT, THREAD_LOCKED, Refused
from sandbox.permissions import channel_permissions, require
from sandbox.state import Channel, Json, Message, State
from sandbox.state.channel import WRITTEN
from sandbox.state.snowflakes import iso, iso_of, time_of
from sandbox.uploads import Upload


def admit(state: State, actor_id: int, channel: Channel, body: Json, files: tuple[Upload, ...]) -> None:
    """Raise 50008, 50001 or 50013 if the actor may not write this message here, 20016 if it comes too soon."""
    if channel.type not in WRITTEN:
        raise NOT_IN_NON_TEXT
    wanted = SEND_MESSAGES_IN_THREADS if channel.is_thread else SEND_MESSAGES
    if files:
        wanted |= ATTACH_FILES
    if body.get("embeds"):
        wanted |= EMBED_LINKS
    if body.get("message_reference"):
        wanted |= READ_MESSAGE_HISTORY
    if channel.guild_id is None:
        require(state, channel, actor_id, 0)
        return
    held = require(state, channel, actor_id, wanted)
    if channel.rate_limit_per_user and not held & (MANAGE_MESSAGES | MANAGE_THREADS):
        _refuse_haste(state, actor_id, channel)


def _refuse_haste(state: State, actor_id: int, channel: Channel) -> None:
    if state.users[actor_id].bot:
        return
    now = state.now()
    for message in state.timeline(channel.id).newest_first():
        if (now - time_of(message.id)).total_seconds() >= channel.rate_limit_per_user:
            return
        if message.author_id == actor_id and message.ephemeral_to is None:
            sentence = "This action cannot be performed due to slowmode rate limit"
            raise Refused(429, 20016, sentence)


def refuse_dm(state: State, actor_id: int, channel: Channel) -> None:
    """Raise 50007 if the other side takes no messages from a bot, is one, or shares no server with it."""
    if not state.users[actor_id].bot:
        return
    for other_id in channel.recipients:
        other = state.users.get(other_id)
        if other_id == actor_id:
            continue
        shared = any(state.member(guild.id, other_id) for guild in state.guilds_of(actor_id))
        if other is None or other.bot or not other.dms_open or not shared:
            raise CANNOT_DM


def reopen(state: State, channel: Channel, actor_id: int) -> None:
    """Unarchive a thread that is written into; raise 160005 if it is locked for the actor."""
    thread = channel.thread
    if thread is None:
        return
    if thread.locked and not channel_permissions(state, channel, actor_id) & MANAGE_THREADS:
        raise THREAD_LOCKED
    if thread.archived:
        thread.archived = False
        thread.archive_timestamp = iso(state.now())
        state.put(channel)
        tell_channel(state, "THREAD_UPDATE", channel)


def note_sent(state: State, channel: Channel, message: Message) -> None:
    """Count a new message; its author joins the thread it was written in."""
    if message.ephemeral_to is not None:
        return
    channel.last_message_id = message.id
    thread = channel.thread
    if thread is not None:
        thread.total_message_sent += 1
        if message.id != channel.id:
            thread.message_count += 1
        if message.webhook_name is None and message.author_id not in thread.members:
            enter_thread(state, channel, message.author_id, at=iso_of(message.id))
    state.put(channel)
