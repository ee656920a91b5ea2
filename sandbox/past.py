"""What was there before the sandbox began: the records that worlds and histories both lay down.

Nothing here tells anyone of a change, as nobody listens yet.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sandbox.actions.silence import falls_silent
from sandbox.bits import DEFAULT_EVERYONE, bits
from sandbox.state import Channel, Guild, Member, Message, Role, State, Thread, User
from sandbox.state.channel import ANNOUNCEMENT, ANNOUNCEMENT_THREAD, FORUMS, PRIVATE_THREAD, PUBLIC_THREAD
from sandbox.state.message import DEFAULT, HAS_THREAD, THREAD_STARTER
from sandbox.state.record import Json
from sandbox.state.snowflakes import iso, iso_of, time_of

ARCHIVE_MINUTES = 10080
"""After how long without a word a thread of the past is archived."""

BOT_PERMISSIONS = (
    "view_channel",
    "send_messages",
    "send_messages_in_threads",
    "create_public_threads",
    "create_private_threads",
    "manage_threads",
    "manage_messages",
    "embed_links",
    "attach_files",
    "read_message_history",
    "add_reactions",
    "use_external_emojis",
    "create_events",
    "manage_events",
)
"""What a bot's own role allows where nothing else is said."""


def found_guild(state: State, *, guild_id: int, name: str, owner_id: int) -> Guild:
    """Put a new guild with nothing in it but @everyone."""
    guild = Guild(id=guild_id, name=name, owner_id=owner_id)
    guild.roles[guild_id] = Role(id=guild_id, name="@everyone", permissions=DEFAULT_EVERYONE, position=0)
    state.put(guild)
    return guild


def admit_bot(state: State, guild: Guild, name: str, token: str, permissions: Sequence[str] = BOT_PERMISSIONS) -> User:
    """Put a bot into a guild, with a managed role of its own; a bot with this token is made if there is none.

    Raises KeyError for an unknown permission.
    """
    allowed = bits(*permissions)
    bot = state.bot_of(token)
    if bot is None:
        bot = User(id=state.new_id(time_of(guild.id)), name=name, bot=True, token=token, owner_id=guild.owner_id)
        state.put(bot)
    if state.member(guild.id, bot.id) is not None:
        return bot
    position = max(role.position for role in guild.roles.values()) + 1
    role = Role(
        id=state.new_id(time_of(guild.id)),
        name=bot.name,
        permissions=allowed,
        position=position,
        bot_id=bot.id,
    )
    guild.roles[role.id] = role
    state.put(guild)
    state.put(Member(guild_id=guild.id, user_id=bot.id, joined_at=iso_of(guild.id), roles=[role.id]))
    return bot


def open_thread(
    state: State, parent: Channel, *, thread_id: int, name: str, owner_id: int, private: bool = False
) -> Channel:
    """Put a thread or forum post under its parent; say what was written in it, then `settle` it."""
    kind = PRIVATE_THREAD if private else PUBLIC_THREAD
    if parent.type == ANNOUNCEMENT:
        kind = ANNOUNCEMENT_THREAD
    opened = iso_of(thread_id)
    thread = Channel(
        id=thread_id,
        type=kind,
        name=name,
        guild_id=parent.guild_id,
        parent_id=parent.id,
        thread=Thread(
            owner_id=owner_id,
            archive_timestamp=opened,
            created_at=opened,
            auto_archive_duration=ARCHIVE_MINUTES,
            members={owner_id: opened},
        ),
    )
    state.put(thread)
    return thread


def start_from(state: State, thread: Channel, message: Message, *, at: datetime) -> None:
    """Mark a message as the one a thread was opened from, and put the thread's first line that shows it."""
    message.flags |= HAS_THREAD
    state.put(message)
    assert thread.thread is not None
    state.put(
        Message(
            id=state.new_id(at),
            channel_id=thread.id,
            author_id=thread.thread.owner_id,
            type=THREAD_STARTER,
            reference=reference_to(message.id, message.channel_id, thread.guild_id),
        )
    )
    thread.thread.created_at = iso(at)


def reference_to(message_id: int | None, channel_id: int, guild_id: int | None) -> Json:
    """Write a message's reference to another (a reply's, a thread starter's) as Discord does."""
    found: Json = {"type": DEFAULT, "channel_id": str(channel_id)}
    if message_id is not None:
        found["message_id"] = str(message_id)
    if guild_id is not None:
        found["guild_id"] = str(guild_id)
    return found


def settle(state: State, channel: Channel, *, by: datetime, archived: bool | None = None) -> None:
    """Work out what follows from a channel's messages once all are in: counts, members, the last message.

    A thread silent for a week before `by` is archived, unless `archived` says. Settle threads before their parent.
    """
    messages = list(state.timeline(channel.id))
    channel.last_message_id = messages[-1].id if messages else None
    if channel.type in FORUMS:
        channel.last_message_id = max((post.id for post in state.threads(channel.id)), default=None)
    if channel.thread is not None:
        _settle_thread(channel.thread, channel.id, messages)
        last = time_of(messages[-1].id if messages else channel.id)
        silent = by - last > timedelta(minutes=ARCHIVE_MINUTES)
        channel.thread.archived = silent if archived is None else archived
        ended = last + timedelta(minutes=ARCHIVE_MINUTES) if channel.thread.archived else last
        channel.thread.archive_timestamp = iso(min(ended, by))
        if not channel.thread.archived and falls_silent(channel, channel.thread) <= state.now():
            # It was going on when the past ended: its time runs anew from the moment it is laid out.
            channel.thread.archive_timestamp = iso(state.now())
    state.put(channel)


def _settle_thread(thread: Thread, thread_id: int, messages: Sequence[Message]) -> None:
    for message in messages:
        if message.type != THREAD_STARTER:
            thread.members.setdefault(message.author_id, iso_of(message.id))
    counted = sum(1 for one in messages if one.id != thread_id and one.type != THREAD_STARTER)
    thread.message_count = thread.total_message_sent = counted
