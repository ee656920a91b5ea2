"""All that the sandbox knows, in memory: plain records, found by id, and marked when they change."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from sandbox.bus import Bus, Event
from sandbox.state.ahead import Ahead
from sandbox.state.attachment import File
from sandbox.state.channel import Channel, Overwrite, Tag, Thread
from sandbox.state.command import Command
from sandbox.state.event import ScheduledEvent
from sandbox.state.guild import Emoji, Guild, Member, Role
from sandbox.state.message import Message, Timeline
from sandbox.state.record import Json, Record
from sandbox.state.snowflakes import Snowflakes
from sandbox.state.user import User
from sandbox.state.voice import VoiceState
from sandbox.state.webhook import Webhook

__all__ = [
    "Ahead",
    "Channel",
    "Command",
    "Emoji",
    "File",
    "Guild",
    "Json",
    "Member",
    "Message",
    "Overwrite",
    "Record",
    "Role",
    "ScheduledEvent",
    "State",
    "Tag",
    "Thread",
    "Timeline",
    "User",
    "VoiceState",
    "Webhook",
]

KINDS: tuple[type[Record], ...] = (
    User,
    Guild,
    Member,
    Channel,
    Message,
    Command,
    ScheduledEvent,
    Webhook,
    File,
    Ahead,
)


def _now() -> datetime:
    return datetime.now(UTC)


class State:
    """The whole of a sandbox's memory.

    Change a record, then `put` it; `put` also adds a new one. `drop` removes one. Neither checks anything nor
    tells anyone: that is what `sandbox.actions` does. `dirty` holds what changed since the store last wrote.
    """

    def __init__(self, *, now: Callable[[], datetime] = _now, base_url: str = "http://127.0.0.1") -> None:
        self._machine = now
        self.ahead = Ahead()
        self.base_url = base_url
        self.snowflakes = Snowflakes(self.now)
        self.bus = Bus()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.members: dict[int, dict[int, Member]] = {}
        self.channels: dict[int, Channel] = {}
        self.timelines: dict[int, Timeline] = {}
        self.commands: dict[int, Command] = {}
        self.events: dict[int, ScheduledEvent] = {}
        self.webhooks: dict[int, Webhook] = {}
        self.files: dict[int, File] = {}
        self.voices: dict[int, VoiceState] = {}
        self.threads_of: dict[int, set[int]] = {}
        self.channels_of: dict[int, set[int]] = {}
        self.dirty: dict[tuple[str, str], Record | None] = {}

    def now(self) -> datetime:
        """Give the present moment: the machine's, and what was let pass since."""
        return self._machine() + self.ahead.by

    def new_id(self, at: datetime | None = None) -> int:
        """Make an id of this moment, or of `at`."""
        return self.snowflakes.make(at)

    def put(self, record: Record) -> None:
        """Add a record or mark it changed."""
        self.index(record)
        self.dirty[record.kind, record.key] = record

    def drop(self, record: Record) -> None:
        """Remove a record; a channel's messages go with it."""
        if isinstance(record, Channel):
            self._drop_channel(record)
        elif isinstance(record, Message):
            self.timeline(record.channel_id).drop(record.id)
        elif isinstance(record, Member):
            self.members[record.guild_id].pop(record.user_id, None)
        else:
            self._table(record).pop(int(record.key), None)
        self.dirty[record.kind, record.key] = None

    def index(self, record: Record) -> None:
        """Make a record findable without marking it changed (the store does this on reading)."""
        if isinstance(record, Message):
            self.timeline(record.channel_id).add(record)
        elif isinstance(record, Member):
            self.members.setdefault(record.guild_id, {})[record.user_id] = record
        elif isinstance(record, Channel):
            self.channels[record.id] = record
            if record.guild_id is not None:
                self.channels_of.setdefault(record.guild_id, set()).add(record.id)
            if record.is_thread and record.parent_id is not None:
                self.threads_of.setdefault(record.parent_id, set()).add(record.id)
        elif isinstance(record, Ahead):
            self.ahead = record
        else:
            self._table(record)[int(record.key)] = record

    def _table(self, record: Record) -> dict[int, Record]:
        tables = {
            User: self.users,
            Guild: self.guilds,
            Command: self.commands,
            ScheduledEvent: self.events,
            Webhook: self.webhooks,
            File: self.files,
        }
        return tables[type(record)]  # type: ignore[return-value]  # one table a kind, chosen by the kind

    def _drop_channel(self, channel: Channel) -> None:
        self.channels.pop(channel.id, None)
        if channel.guild_id is not None:
            self.channels_of[channel.guild_id].discard(channel.id)
        if channel.parent_id is not None and channel.is_thread:
            self.threads_of.get(channel.parent_id, set()).discard(channel.id)
        for message in tuple(self.timeline(channel.id)):
            self.dirty[message.kind, message.key] = None
        self.timelines.pop(channel.id, None)

    def timeline(self, channel_id: int) -> Timeline:
        """Give a channel's messages, in order."""
        return self.timelines.setdefault(channel_id, Timeline())

    def message(self, channel_id: int, message_id: int) -> Message | None:
        """Find a message."""
        return self.timeline(channel_id).by_id.get(message_id)

    def member(self, guild_id: int, user_id: int) -> Member | None:
        """Find a member."""
        return self.members.get(guild_id, {}).get(user_id)

    def members_of(self, guild_id: int) -> Iterable[Member]:
        """Give a guild's members, in order of joining the state."""
        return self.members.get(guild_id, {}).values()

    def guilds_of(self, user_id: int) -> Iterator[Guild]:
        """Give the guilds a user is in."""
        return (guild for guild in self.guilds.values() if self.member(guild.id, user_id) is not None)

    def guild_channels(self, guild_id: int) -> list[Channel]:
        """Give a guild's channels without threads, in order of position."""
        found = (self.channels[one] for one in self.channels_of.get(guild_id, ()))
        return sorted((one for one in found if not one.is_thread), key=lambda one: (one.position, one.id))

    def all_threads(self, guild_id: int) -> list[Channel]:
        """Give a guild's threads, active and archived, newest first."""
        found = (self.channels[one] for one in self.channels_of.get(guild_id, ()))
        return sorted((one for one in found if one.is_thread), key=lambda one: -one.id)

    def guild_threads(self, guild_id: int) -> list[Channel]:
        """Give a guild's active threads, newest first."""
        return [one for one in self.all_threads(guild_id) if one.thread is not None and not one.thread.archived]

    def threads(self, parent_id: int) -> list[Channel]:
        """Give all threads of a channel, newest first."""
        return sorted((self.channels[one] for one in self.threads_of.get(parent_id, ())), key=lambda one: -one.id)

    def voice_of(self, user_id: int) -> VoiceState | None:
        """Find where somebody is in voice; a person is in one channel at a time, wherever that is."""
        return self.voices.get(user_id)

    def voices_in(self, channel_id: int) -> list[VoiceState]:
        """Give who is in a voice channel, in the order they came."""
        return [one for one in self.voices.values() if one.channel_id == channel_id]

    def bot_of(self, token: str) -> User | None:
        """Find the bot a token belongs to."""
        return next((user for user in self.users.values() if user.bot and user.token == token), None)

    def dm_between(self, one: int, other: int) -> Channel | None:
        """Find the direct-message channel of two users."""
        pair = {one, other}
        return next((found for found in self.channels.values() if pair == set(found.recipients)), None)

    def publish(self, event: Event) -> None:
        """Tell every listener of an event."""
        self.bus.publish(event)
