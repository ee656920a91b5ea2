"""Application commands, as a bot registers them."""

from dataclasses import dataclass, field
from typing import ClassVar

from sandbox.state.record import Json, Record

CHAT_INPUT = 1
USER = 2
MESSAGE = 3


@dataclass(kw_only=True)
class Command(Record):
    """One command; `guild_id` is None for a global one. `body` holds the rest in Discord's shape."""

    kind: ClassVar[str] = "command"

    id: int
    application_id: int
    name: str
    guild_id: int | None = None
    type: int = CHAT_INPUT
    version: int = 0
    body: Json = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Name this command's row."""
        return str(self.id)
