"""A server: its roles, members, emojis and bans."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sandbox.state.record import Json, Record, by_id


@dataclass(kw_only=True)
class Role:
    """A role; the one whose id is the guild's is @everyone. `bot_id` marks a bot's managed role."""

    id: int
    name: str
    permissions: int = 0
    position: int = 1
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    bot_id: int | None = None
    unicode_emoji: str | None = None

    @property
    def managed(self) -> bool:
        """Tell whether this is a bot's own role."""
        return self.bot_id is not None


@dataclass(kw_only=True)
class Emoji:
    """A custom emoji."""

    id: int
    name: str
    animated: bool = False


@dataclass(kw_only=True)
class Guild(Record):
    """A server. `extra` holds settings that are kept and told but decide nothing here."""

    kind: ClassVar[str] = "guild"
    nested: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "roles": by_id(Role),
        "emojis": by_id(Emoji),
    }

    id: int
    name: str
    owner_id: int
    roles: dict[int, Role] = field(default_factory=dict)
    emojis: dict[int, Emoji] = field(default_factory=dict)
    banned: list[int] = field(default_factory=list)
    description: str | None = None
    icon: str | None = None
    locale: str = "en-GB"
    system_channel_id: int | None = None
    extra: Json = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Name this guild's row."""
        return str(self.id)

    @property
    def everyone(self) -> Role:
        """Give the role all members have."""
        return self.roles[self.id]


@dataclass(kw_only=True)
class Member(Record):
    """A user's place in a guild. Times are ISO 8601; `roles` leaves @everyone out."""

    kind: ClassVar[str] = "member"

    guild_id: int
    user_id: int
    joined_at: str
    nick: str | None = None
    roles: list[int] = field(default_factory=list)
    timeout_until: str | None = None
    pending: bool = False
    mute: bool = False
    deaf: bool = False

    @property
    def key(self) -> str:
        """Name this member's row."""
        return f"{self.guild_id}/{self.user_id}"
