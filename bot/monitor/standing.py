"""How things stand at one moment, by the database and the client: what the figures and the health page tell."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from community.errors import GuildhallError
from storage import monitor as store
from storage.monitor import Waiting

if TYPE_CHECKING:
    from bot.client import Guildhall

log = logging.getLogger(__name__)

_WITHIN = 2.0
"""Seconds in which the database must answer."""
_ERASED_WITHIN = timedelta(minutes=5)
"""An erasure takes a minute; one that takes this long is held up."""
_LATE = timedelta(minutes=2)
"""How long after its moment a due row is late: the outbox wakes every half minute."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the health page."""

    is_well: bool
    told: str

    def __str__(self) -> str:
        return f"{'ok ' if self.is_well else 'bad'} {self.told}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What was found; `waiting` is None where the database gave no answer."""

    at: datetime
    waiting: Waiting | None

    @classmethod
    async def now(cls, bot: "Guildhall") -> "Standing":
        """Ask the database, but not for long."""
        at = bot.clock.now()
        try:
            async with asyncio.timeout(_WITHIN), bot.database.read() as tx:
                return cls(at, await store.waiting(tx, at))
        except (GuildhallError, TimeoutError, OSError, RuntimeError) as error:
            log.warning("the database gave no answer to the monitor", extra={"why": type(error).__name__})
            return cls(at, None)

    def figures(self, bot: "Guildhall") -> dict[str, tuple[str, float | None]]:
        """Give each figure with what it means; None for what is not known."""
        w = self.waiting
        return {
            "connected": ("Whether the gateway is connected", float(_is_connected(bot))),
            "ready": ("Whether commands are answered", float(bot.ready.is_set())),
            "database_well": ("Whether the database does its work", float(self._is_well(bot))),
            "database_failures": ("Reads and writes that an outage made fail since the start", bot.database.failures),
            "ingest_waiting": ("Events that wait to be written", bot.ingest.queued),
            "ingest_places": ("Places that wait to be read back", bot.ingest.behind),
            "discord_refused": ("Requests that Discord refused within ten minutes", bot.traffic.refused),
            "discord_held_back": ("Whether so many that only members are answered", float(bot.traffic.is_held_back)),
            "erasures_waiting": ("Erasures that are not done yet", w.erasures if w else None),
            "outbox_pending": ("Rows that are to be done, now or later", w.pending if w else None),
            "outbox_due": ("Rows that are due and still to be done", w.due if w else None),
            "outbox_oldest_due_seconds": (
                "Since the oldest row fell due that is still to be done",
                self._age(w.due_at or self.at) if w else None,
            ),
            "cursor_age_seconds": (
                "Since anything said was last written",
                self._age(w.cursor_at if w else None),
            ),
            "backup_age_seconds": ("Since the last backup that made itself", self._age(w.backup_at if w else None)),
        }

    def _age(self, moment: datetime | None) -> float | None:
        return None if moment is None else max((self.at - moment).total_seconds(), 0.0)

    def health(self, bot: "Guildhall") -> list[Line]:
        """Say line by line what is well and what is not."""
        lines = [_gateway(bot), self._database(bot)]
        w = self.waiting
        if w is not None:
            lines.append(self._outbox(w))
            lines.append(self._erasures(w))
        full = bot.ingest.queued >= bot.settings.ingest.queue
        lines.append(Line(not full, f"ingest: {bot.ingest.queued} events wait to be written"))
        if bot.settings.backup.folder and w is not None:
            lines.append(self._backups(bot, w))
        return lines

    def _is_well(self, bot: "Guildhall") -> bool:
        return self.waiting is not None and bot.database.outage is None

    def _database(self, bot: "Guildhall") -> Line:
        if bot.database.outage is not None:
            return Line(is_well=False, told=f"database: {bot.database.outage.value}")
        if self.waiting is None:
            return Line(is_well=False, told="database: it gives no answer")
        return Line(is_well=True, told="database: it answers")

    def _outbox(self, waiting: Waiting) -> Line:
        if waiting.due_at is None:
            return Line(is_well=True, told="outbox: nothing is due")
        late = self.at - waiting.due_at
        told = f"outbox: {waiting.due} due, the oldest for {int(late.total_seconds())} s"
        return Line(late <= _LATE, told)

    def _erasures(self, waiting: Waiting) -> Line:
        late = waiting.erasure_at is not None and self.at - waiting.erasure_at > _ERASED_WITHIN
        return Line(not late, f"erasures: {waiting.erasures} under way")

    def _backups(self, bot: "Guildhall", waiting: Waiting) -> Line:
        every = timedelta(hours=bot.settings.backup.every_hours)
        if waiting.backup_at is None:
            return Line(self.at - bot.started_at <= every, "backups: none was made yet")
        age = self.at - waiting.backup_at
        return Line(age <= 2 * every, f"backups: the last is {age.total_seconds() / 3600:.1f} h old")


def _gateway(bot: "Guildhall") -> Line:
    if not _is_connected(bot):
        return Line(is_well=False, told="gateway: not connected")
    if not bot.ready.is_set():
        return Line(is_well=False, told="gateway: connected, but not ready yet")
    return Line(is_well=True, told="gateway: connected")


def _is_connected(bot: "Guildhall") -> bool:
    socket = bot.ws
    return not bot.is_closed() and socket is not None and socket.open
