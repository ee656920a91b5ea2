"""Webhooks: addresses that write into a channel."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.state.record import Record


@dataclass(kw_only=True)
class Webhook(Record):
    """An incoming webhook of one channel."""

    kind: ClassVar[str] = "webhook"

    id: int
    guild_id: int
    channel_id: int
    creator_id: int
    name: str
    token: str
    application_id: int | None = None
    avatar: str | None = None

    @property
    def key(self) -> str:
        """Name this webhook's row."""
        return str(self.id)
