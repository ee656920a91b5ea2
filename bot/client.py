"""The Discord client: opens what it needs when it logs in, closes it when it is closed."""

import asyncio
import logging
import pkgutil
from typing import Any

import discord
from discord.ext import commands

import cogs
from bot.clock import Alarm, Clock, SystemClock
from bot.outbox import Outbox
from bot.settings import Settings
from bot.tree import Tree
from bot.wire import point_at
from storage.database import Database

log = logging.getLogger(__name__)


def intents() -> discord.Intents:
    """Give the intents Guildhall needs, and no others; members and message content are privileged."""
    return discord.Intents(
        guilds=True,
        members=True,
        guild_messages=True,
        guild_reactions=True,
        message_content=True,
        guild_scheduled_events=True,
    )


class Guildhall(commands.Bot):
    """Guildhall as a discord.py client. Any host may start it; closing it closes all that it opened."""

    database: Database
    outbox: Outbox

    def __init__(self, settings: Settings, clock: Clock) -> None:
        super().__init__(
            command_prefix=(),
            intents=intents(),
            tree_cls=Tree,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            help_command=None,
            chunk_guilds_at_startup=True,
        )
        self.settings = settings
        self.clock = clock
        self.ready = asyncio.Event()
        """Set once connected and the mirror of access is checked: from then on commands see what they should."""
        self._alarm = Alarm(self._wake)
        self._worker: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Open the database, load the cogs and tell Discord the commands; discord.py calls it once, at login."""
        self.database = await Database.open(self.settings.database.address, now=self.clock.now)
        self.outbox = Outbox(self.database, self.clock)
        self.outbox.each_wake(self.database.forget_old_keys)
        for module in pkgutil.iter_modules(cogs.__path__):
            await self.load_extension(f"cogs.{module.name}")
        if self.settings.discord.sync_commands:
            await self.tree.sync()
        self._worker = asyncio.create_task(self._work(), name="outbox")
        self._alarm.start()

    async def tick(self) -> None:
        """Do at once what the clock's next wake-up would do."""
        await self.outbox.wake()

    async def on_ready(self) -> None:
        """Say that commands can be answered."""
        self.ready.set()

    async def on_message(self, message: discord.Message) -> None:
        """Leave messages alone: there are no prefix commands."""

    async def close(self) -> None:
        """Finish what was begun, then let go of Discord and the database."""
        self._alarm.stop()
        if self._worker:
            await self.outbox.stop()
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
            self._worker = None
        await super().close()
        if hasattr(self, "database"):
            await self.database.close()

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log an error in an event once, without the event's contents."""
        log.exception("an event could not be handled", extra={"event": event_method})  # noqa: LOG004 - called in an except

    async def _work(self) -> None:
        await self.wait_until_ready()
        await self._wake()
        await self.outbox.serve()

    async def _wake(self) -> None:
        if not self.is_ready():
            return
        try:
            await self.outbox.wake()
        except Exception:
            log.exception("a wake-up failed; the next one tries again")


def build_bot(settings: Settings, *, clock: Clock | None = None) -> Guildhall:
    """Make a client that is not yet logged in; `clock` tells it the time (the machine's, unless given)."""
    point_at(settings.discord)
    return Guildhall(settings, clock or SystemClock())
