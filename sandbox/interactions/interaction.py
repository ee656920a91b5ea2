"""One interaction and how far it has come."""

import asyncio
from dataclasses import dataclass, field
from typing import Final

from sandbox.state import Json

COMMAND, COMPONENT, AUTOCOMPLETE, FORM = 2, 3, 4, 5

WAITING: Final = "waiting"
MESSAGE: Final = "message"
DEFERRED: Final = "deferred"
UPDATE: Final = "update"
DEFERRED_UPDATE: Final = "deferred_update"
MODAL: Final = "modal"
CHOICES: Final = "choices"
FAILED: Final = "failed"


@dataclass(kw_only=True, eq=False)
class Interaction:
    """What a member did and what came of it.

    `began` is the loop's time. `message_id` is the message whose component was used (or whose component opened the
    form); `original_id` the response's message, which for updates is the same. `opened_by` is the interaction that
    opened a form. `quiet` tells that an update was deferred and nothing has come of it yet.
    """

    id: int
    token: str
    type: int
    application_id: int
    user_id: int
    channel_id: int
    guild_id: int | None
    data: Json
    began: float
    message_id: int | None = None
    opened_by: "Interaction | None" = None
    outcome: str = WAITING
    error: str | None = None
    original_id: int | None = None
    modal: Json | None = None
    choices: list[Json] | None = None
    followups: list[int] = field(default_factory=list)
    loading: bool = False
    quiet: bool = False
    ephemeral: bool = False
    _acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits for its bot."""
        return self.outcome == WAITING

    def close(self, outcome: str, *, error: str | None = None) -> None:
        """Note how it was acknowledged, or that it failed."""
        self.outcome, self.error = outcome, error
        self._acknowledged.set()
        self.changed()
        self.quiet = outcome == DEFERRED_UPDATE

    def changed(self) -> None:
        """Wake those who wait for the response."""
        self.quiet = False
        self._changed.set()
        self._changed = asyncio.Event()

    async def answered(self) -> "Interaction":
        """Wait until it is acknowledged or has failed; it always ends, as the deadline ends it."""
        await self._acknowledged.wait()
        return self

    async def settled(self, seconds: float) -> bool:
        """Wait until what was deferred, a response or an update, has come; tells whether it came in time."""
        try:
            async with asyncio.timeout(seconds):
                while self.is_open or self.loading or self.quiet:
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True
