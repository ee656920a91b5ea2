"""The Discord client: opens what it needs when it logs in, closes it when it is closed."""

import asyncio
import logging
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import aiohttp
import discord
from discord.backoff import ExponentialBackoff
from discord.ext import commands

from bot.backups import Backups
from bot.clearing import Clearing
from bot.clock import Alarm, Clock, SystemClock
from bot.features import features, intents
from bot.formats import load_formats
from bot.forms import Forms
from bot.gateway import Data, attend
from bot.ingest import Ingest
from bot.letters import Letters
from bot.mirror import Mirror
from bot.monitor import Measures, Server
from bot.outbox import Outbox
from bot.presses import Presses
from bot.settings import Settings
from bot.shards.shard import Shard
from bot.traffic import Traffic
from bot.tree import Tree
from bot.underway import UnderWay
from bot.wire import give_up_after, look_after_answers, refuse_to_repeat
from bot.wire.frames import UNREADABLE
from community.errors import GuildhallError, Refusal, Unavailable
from community.shards import Share
from storage import rights
from storage.at_rest import at_rest
from storage.database import Closed, Database, Writing
from storage.outage import NOT_SETTLED
from storage.outbox import free_claims

log = logging.getLogger(__name__)

_SIGHT_WITHIN = 2.0
"""Seconds that an interaction waits for changes of access under way: Discord waits for three."""


_NEXT_GUILD_WITHIN = 0.5
"""Seconds that a start waits for one more guild; one that comes later is checked when it comes."""


class Guildhall(commands.Bot):
    """Guildhall as a discord.py client. Any host may start it; closing it closes all that it opened."""

    database: Database
    outbox: Outbox
    mirror: Mirror
    ingest: Ingest
    backups: Backups

    def __init__(self, settings: Settings, clock: Clock, shard: Shard | None = None) -> None:
        trace = aiohttp.TraceConfig() if shard is None else shard.trace()
        divided: dict[str, Any] = {}
        if shard is not None:
            divided = {"shard_id": shard.share.number, "shard_count": shard.share.count}
        self.traffic = Traffic()
        """What is asked of Discord: how much of that it refuses, and how soon interactions are acknowledged."""
        if isinstance(clock, SystemClock):
            self.traffic.on_date = clock.hear
        measures = Measures(self.traffic)
        measures.watch(trace)
        super().__init__(
            command_prefix=(),
            intents=intents(),
            tree_cls=Tree,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            help_command=None,
            chunk_guilds_at_startup=True,
            guild_ready_timeout=_NEXT_GUILD_WITHIN,
            http_trace=refuse_to_repeat(self.traffic.watch(trace)),
            **divided,
        )
        self.settings = settings
        self.formats = load_formats(settings.sessions.formats)
        """How sessions run; what is wrong with an operator's own is told with what else is missing."""
        self.clock = clock
        self.shard = shard
        """The part of the communities that this client works, where several processes share them; else None."""
        self.ready = asyncio.Event()
        """Set once connected and the mirror of access is checked: from then on commands see what they should."""
        self.waiting: set[asyncio.Future[Any]] = set()
        """Answers of writers that handlers wait for; closing ends the waiting."""
        self.under_way = UnderWay(self.waiting)
        """Commands, presses and forms that are not done: no more than so many are begun."""
        self._hears = True
        self._alarm = Alarm(self._wake)
        self.forms = Forms(self)
        """Forms that are acted on by their ids, so that one opened before a restart is taken after it."""
        self._presses = Presses(self)
        self._letters = Letters(self, clock)
        self.monitor = Server(self, measures)
        self.started_at = clock.now()

    async def setup_hook(self) -> None:
        """Open the database, load the cogs and tell Discord the commands; discord.py calls it once, at login."""
        give_up_after(self, self.settings.discord.timeout)
        self.database = await self._open_database()
        log.info(at_rest(self.settings.database.address, self.settings.database.at_rest))
        self.outbox = Outbox(self.database, self.clock, self.traffic)
        self.outbox.each_wake(self.database.forget_old_keys)
        await self.hear_gateway()
        self.outbox.each_wake(self.mirror.check_when_due)
        self.outbox.each_wake(self.ingest.let_go)
        self.outbox.each_wake(self.ingest.look_again)
        self.backups = Backups(self.database, self.clock, self.settings)
        self.outbox.each_wake(self.backups.look)
        self.clearing = Clearing(self.database, self.clock, self.ingest, self.settings.database.clear_hour)
        self.outbox.each_wake(self.clearing.look)
        for name in features():
            # Not as extensions: when a client is closed, these are taken out of memory, from under all others too.
            await import_module(name).setup(self)
        if self.settings.discord.sync_commands and (self.shard is None or self.shard.share.number == 0):
            await self.tree.sync()
        self._alarm.start()
        if port := self.settings.metrics.port:
            await self.monitor.start(port + (self.shard.share.number if self.shard else 0))

    async def _open_database(self) -> Database:
        if self.shard is not None:
            return self.shard.database
        place = self.settings.database
        database = await Database.open(place.address, now=self.clock.now, ledger=place.ledger)
        try:
            is_alone = database.run_alone()
            await rights.reconcile(database, self.clock.now())
            if is_alone:
                await database.write(None, self._free_claims)
        except BaseException:
            await database.close()
            raise
        return database

    async def _free_claims(self, tx: Writing) -> None:
        """Let go of what the process before had claimed, if it ended without a word: it works here no more."""
        await free_claims(tx, Share(), self.clock.now())

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for our turn to open a session: Discord counts those of all processes together."""
        if self.shard is None:
            await super().before_identify_hook(shard_id, initial=initial)
            return
        _, _, limit = await self.http.get_bot_gateway()
        await self.shard.identify_turn(limit["max_concurrency"])

    @property
    def is_ours(self) -> bool:
        """Whether this process may act: not once the lease on its shard is over, and another may work it."""
        return self.shard is None or self.shard.is_held

    def hear_no_more(self) -> None:
        """Let pass what comes from now on: there would be no time left to answer. What was said is read back later."""
        self._hears = False

    async def connect(self, *, reconnect: bool = True) -> None:
        """Be connected until closed; begin anew where discord.py would end over what it can't read."""
        look_after_answers()
        backoff = ExponentialBackoff()
        while not self.is_closed():
            try:
                await super().connect(reconnect=reconnect)
            except UNREADABLE as error:
                log.warning("the connection is begun anew", extra={"error": type(error).__name__})
                await asyncio.sleep(backoff.delay())
            else:
                return

    async def hear_gateway(self) -> None:
        """Let the mirror and ingest hear the gateway, before anything comes over it."""
        self.mirror = Mirror(self, self.database, self.clock)
        self.ingest = Ingest(self, self.database, self.clock, self.settings.ingest)
        attend(
            self,
            lambda: self._hears and self.is_ours,
            before=self._hear,
            after=self.mirror.hear,
            press=self._presses.take,
        )
        await self.ingest.start()

    def _hear(self, event: str, data: Data) -> None:
        self.ingest.hear(event, data)
        self._letters.hear(event, data)

    async def tick(self) -> None:
        """Do at once what the clock's next wake-up would do.

        Nothing, before the bot is connected or after its end; no more than it can, while the database can't write.
        """
        if not self.is_ready() or self.is_closed():
            return
        await self.ready.wait()
        with suppress(Unavailable):  # the log has it; the next wake-up tries again
            await self.outbox.wake()

    async def on_ready(self) -> None:
        """Check who sees what, say that commands can be answered, and read back what was missed."""
        await self.mirror.check_all()
        self.ingest.catch_up()
        self.ready.set()
        self.outbox.start()
        await self._wake()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Get to know a new community."""
        await self.mirror.check(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Check a community that Discord had lost for a while, and read back what was said in it."""
        if self.ready.is_set():
            await self.mirror.check(guild)
            self.ingest.fall_behind()
            self.ingest.catch_up()

    async def topics_changed(self) -> None:
        """Follow topics that were opened or closed just now (call it after the commit); a new one's past is read."""
        for community_id in await self.ingest.follow():
            self.mirror.look_again(community_id)

    async def in_sight(self) -> None:
        """Return once what Discord has told of access so far is written; raises TimeoutError after a while."""
        async with asyncio.timeout(_SIGHT_WITHIN):
            await self.ready.wait()
            await self.mirror.current()

    def out_of_sight(self) -> GuildhallError:
        """Say why nobody can be answered just now, where `in_sight` waited in vain."""
        if self.database.outage:
            return Unavailable(NOT_SETTLED)
        return Refusal("I am only just starting. Try again in a few seconds.")

    async def on_message(self, message: discord.Message) -> None:
        """Leave messages alone: there are no prefix commands."""

    async def close(self) -> None:
        """Finish what was begun, then let go of Discord and the database."""
        await self.monitor.stop()
        await self._presses.stop()
        await self._letters.stop()
        for answer in self.waiting:
            answer.cancel()
        if hasattr(self, "ingest"):
            await self.outbox.stop()
        await self._alarm.stop()
        if hasattr(self, "ingest"):
            await self.mirror.stop()
            await self.ingest.stop()
        if hasattr(self, "clearing"):
            await self.backups.stop()
            await self.clearing.stop()
        await super().close()
        if hasattr(self, "database"):
            await self.database.close()

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log an error in an event once, without the event's contents; what closing cuts short is no error.

        That the database can't do its work is in the log already.
        """
        if isinstance(sys.exc_info()[1], Closed | Unavailable):
            return
        log.exception("an event could not be handled", extra={"event": event_method})  # noqa: LOG004 - called in an except

    async def _wake(self) -> None:
        if not (self.is_ready() and self.ready.is_set()):
            return
        try:
            await self.outbox.wake()
        except Closed:
            return  # closing cut it short; what is due is done at the next start
        except Unavailable:
            return  # the log has it; the next wake-up tries again
        except Exception:
            log.exception("a wake-up failed; the next one tries again")
