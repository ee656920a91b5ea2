"""Clearing the database's files of what was deleted: soon where somebody asked for it, else once a day, at night."""

import logging
from datetime import datetime, timedelta
from functools import partial

from bot.clock import Clock
from bot.ingest import Ingest
from community.errors import GuildhallError
from storage import rights, scrubs
from storage.database import INGEST, Closed, Database
from storage.errand import Errand

log = logging.getLogger(__name__)

_LOOK_EVERY = timedelta(minutes=15)
"""Whether anything was deleted is asked of whole tables."""


class Clearing:
    """Looks at each wake-up whether files are to be cleared, and does so while little else goes on."""

    def __init__(self, database: Database, clock: Clock, ingest: Ingest, hour: int) -> None:
        self._database = database
        self._clock = clock
        self._ingest = ingest
        self._hour = hour
        self._looked_at: datetime | None = None
        self._errand = Errand("clearing", self._work)

    async def look(self) -> None:
        """Clear the files if that is due, without anybody waiting for it."""
        self._errand.call()

    async def settled(self) -> None:
        """Return once the clearing under way, if any, is done."""
        await self._errand.finish()

    async def stop(self) -> None:
        """Begin no other."""
        await self._errand.end()

    async def _work(self) -> None:
        try:
            await self._clear_when_due()
        except Closed:
            return
        except GuildhallError as error:
            log.warning("the files could not be cleared; tried again at the next wake-up", extra={"why": str(error)})
        except Exception:
            log.exception("the files could not be cleared; tried again at the next wake-up")

    async def _clear_when_due(self) -> None:
        now = self._clock.now()
        if self._ingest.queued:
            return
        if self._looked_at is None or not timedelta() <= now - self._looked_at < _LOOK_EVERY:
            self._looked_at = now
            await self._database.write(None, partial(scrubs.ask_when_due, now=now, hour=self._hour), rank=INGEST)
        async with self._database.read() as tx:
            asked = await scrubs.asked(tx)
        if asked and await rights.clear(self._database, now):
            log.info("the database's files were cleared of what was deleted")
