"""How often a bot may open sessions."""

import asyncio
from collections import Counter
from typing import Final

MAX_CONCURRENCY: Final = 1
SESSIONS: Final = 1000
"""Sessions a day. They are counted, and none is refused for it."""


class Turns:
    """Lets each bucket of a bot's shards open one session in `every` seconds; 0 sets no bound.

    `refused` counts the IDENTIFYs that came too soon.
    """

    def __init__(self, every: float) -> None:
        self.every = every
        self.refused = 0
        self._opened: Counter[int] = Counter()
        self._last: dict[tuple[int, int], float] = {}

    def take(self, user_id: int, shard: int) -> bool:
        """Open a session, or say that it is too soon."""
        now = asyncio.get_running_loop().time()
        bucket = (user_id, shard % MAX_CONCURRENCY)
        if now - self._last.get(bucket, -self.every) < self.every:
            self.refused += 1
            return False
        self._last[bucket] = now
        self._opened[user_id] += 1
        return True

    def limit(self, user_id: int) -> dict[str, int]:
        """Give what /gateway/bot tells of the bound."""
        remaining = max(0, SESSIONS - self._opened[user_id])
        return {
            "total": SESSIONS,
            "remaining": remaining,
            "reset_after": 86_400_000,
            "max_concurrency": MAX_CONCURRENCY,
        }
