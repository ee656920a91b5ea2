"""What members have asked for and is not done yet: counted and bounded, whatever comes at once.

discord.py makes a task for each command, press and form, however many there are. Each has at most one write in line at
the database, so what bounds these bounds that line, too.
"""

import asyncio
from collections.abc import Collection
from typing import Any, Final

_MOST: Final = 300
"""How many may be worked on at once; each takes about 10 ms of CPU, and Discord waits three seconds for its word."""
_MOST_OPEN: Final = 2000
"""The same, with those that only wait for a member."""


class UnderWay:
    """Counts the commands, presses and forms of one client that are not done.

    `idle` are those among them that only wait for what a member does next.
    """

    def __init__(self, idle: Collection[object]) -> None:
        self._idle = idle
        self._tasks: set[asyncio.Task[Any]] = set()
        self.commands = 0
        self.most = _MOST

    def __len__(self) -> int:
        """Count what is not done."""
        return self.commands + len(self._tasks)

    def add(self, task: asyncio.Task[Any]) -> None:
        """Count what a task does, until it ends."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def is_full(self) -> bool:
        """Whether nothing more should be begun."""
        return len(self) - len(self._idle) >= self.most or len(self) >= _MOST_OPEN
