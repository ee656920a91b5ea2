"""How far the sandbox's time is ahead of the machine's."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from sandbox.state.record import Record


@dataclass(kw_only=True)
class Ahead(Record):
    """The one record of its kind: time can be moved on, never back, and stays so when the sandbox starts again."""

    kind: ClassVar[str] = "ahead"

    seconds: float = 0.0

    @property
    def key(self) -> str:
        """Name the only row there is."""
        return "ahead"

    @property
    def by(self) -> timedelta:
        """Give it as a span of time."""
        return timedelta(seconds=self.seconds)
