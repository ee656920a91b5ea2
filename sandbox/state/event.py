"""Scheduled events of a guild."""

from dataclasses import dataclass, field
from typing import ClassVar

from sandbox.state.record import Json, Record

SCHEDULED = 1
ACTIVE = 2
COMPLETED = 3
CANCELED = 4

IN_STAGE = 1
IN_VOICE = 2
ELSEWHERE = 3


@dataclass(kw_only=True)
class ScheduledEvent(Record):
    """One event. Times are ISO 8601; `location` is set for those held elsewhere."""

    kind: ClassVar[str] = "event"

    id: int
    guild_id: int
    creator_id: int
    name: str
    start: str
    entity_type: int
    description: str | None = None
    end: str | None = None
    channel_id: int | None = None
    location: str | None = None
    status: int = SCHEDULED
    recurrence_rule: Json | None = None
    interested: list[int] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Name this event's row."""
        return str(self.id)
