"""Backups that are made by themselves, where a folder for them is set; each wake-up sees whether one is due."""

import asyncio
import logging
import secrets
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.clock import Clock
from bot.settings import Settings
from community.errors import GuildhallError
from storage.backups import make_backup, prune, schedule, tidy
from storage.backups.folder import name_of
from storage.database import Closed, Database
from storage.errand import Errand

log = logging.getLogger(__name__)


class Backups:
    """Makes backups beside whatever else goes on, and removes those that are older than is promised."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self._database = database
        self._clock = clock
        self._address = settings.database.address
        self._folder = Path(settings.backup.folder) if settings.backup.folder else None
        self._every = timedelta(hours=settings.backup.every_hours)
        self._keep = timedelta(days=settings.backup.keep_days)
        self._name = secrets.token_hex(6)
        self._errand = Errand("backup", self._work)

    async def look(self) -> None:
        """Make a backup if one is due, without anybody waiting for it; nothing, unless a folder is set."""
        if self._folder is not None:
            self._errand.call()

    async def settled(self) -> None:
        """Return once the backup under way, if any, is made."""
        await self._errand.finish()

    async def stop(self) -> None:
        """Give up the backup under way: it leaves no file."""
        await self._errand.end()

    async def _work(self) -> None:
        try:
            await self._make_when_due()
        except Closed:
            return
        except (GuildhallError, OSError) as error:
            log.error("no backup could be made; it is tried again in an hour", extra={"why": str(error)})  # noqa: TRY400 - the sentence says it all
        except Exception:
            log.exception("no backup could be made; it is tried again in an hour")

    async def _make_when_due(self) -> None:
        folder, now = self._folder, self._clock.now()
        assert folder is not None, "asked before"
        # Old ones go whether or not a new one can be made: so long, and no longer, is what members were told.
        for name in await asyncio.to_thread(prune, folder, now, self._keep):
            log.info("an old backup was removed", extra={"backup": name})
        begin = partial(schedule.begin, who=self._name, now=now, every=self._every)
        id_ = await self._database.write(None, begin)
        if id_ is None:
            return
        await asyncio.to_thread(self._ready, folder)
        made = await make_backup(self._address, folder / name_of(now), now)
        finish = partial(schedule.finish, id_=id_, now=self._clock.now(), size=made.bytes)
        await self._database.write(None, finish)
        log.info("a backup was made and found whole", extra={"backup": made.file.name, "bytes": made.bytes})

    def _ready(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tidy(folder)
