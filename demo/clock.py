"""The demo's time is its sandbox's: what is let pass in the page passes for the bot, too."""

from datetime import UTC, datetime, timedelta
from typing import Final

from bot.client import Guildhall
from sandbox.client import Sandbox
from sandbox.client.stream import RECONNECTED

_LONG: Final = timedelta(days=3650).total_seconds()


class SandboxClock:
    """The machine's clock, moved on by as much as the sandbox's is."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Give the present moment, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    async def set(self, sandbox: Sandbox) -> None:
        """Ask the sandbox for its time."""
        self._ahead = await sandbox.admin.ahead()

    async def follow(self, sandbox: Sandbox, bot: Guildhall) -> None:
        """Have the bot do what is due whenever time was moved on, until cancelled."""
        anybody = sandbox.as_((await sandbox.people())[0]["user"]["id"])
        await anybody.listen()
        while True:
            since = anybody.mark()
            await self.set(sandbox)
            await bot.tick()
            await anybody.wait_for(lambda event: event.name in {"TIME_MOVED", RECONNECTED}, since=since, deadline=_LONG)
