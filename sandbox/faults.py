"""Accidents on demand: what a network or an overloaded Discord does to a request, for tests."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

UNAVAILABLE: Final = 503
TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Fault:
    """One accident: the status told in place of the answer, or with `dropped` no answer at all.

    `done` says whether the request has its effect nevertheless. `retry_after` is for 429, in seconds.
    """

    status: int = UNAVAILABLE
    done: bool = True
    dropped: bool = False
    retry_after: float = 0.0


@dataclass
class Faults:
    """Accidents that wait for their request, by method and address (`/channels/{channel_id}/messages`)."""

    waiting: dict[tuple[str, str], deque[Fault]] = field(default_factory=dict)

    def add(self, method: str, path: str, fault: Fault, *, times: int = 1) -> None:
        """Let an accident befall the next requests of this kind."""
        self.waiting.setdefault((method, path), deque()).extend([fault] * times)

    def take(self, method: str, path: str) -> Fault | None:
        """Give the accident that befalls a request, if one waits."""
        queue = self.waiting.get((method, path))
        return queue.popleft() if queue else None
