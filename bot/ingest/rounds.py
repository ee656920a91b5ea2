"""The slow look: every kept message, however old, is compared with Discord again within a set number of days.

A round goes through a community's places by id and each place from its oldest message on, a page at a time. How far it
has come is in the database, so a stop costs nothing. It looks at little at each wake-up, and at nothing while there is
something to be read back or to be written.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

import aiohttp
import discord

from bot.ingest.history import PAGE
from bot.ingest.means import Means
from bot.ingest.sweep import leave
from bot.ingest.writing import Looked
from community.errors import Unavailable
from storage import communities, messages
from storage.database import Closed
from storage.errand import Errand
from storage.messages import Round

log = logging.getLogger(__name__)

AT_ONCE = 5
"""Pages that are looked at in a community at one wake-up, at most."""
_FAILURES = (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError)
_IN_TIME = 0.8
"""Share of a round's time in which it should be through."""


class Rounds:
    """Goes round the kept messages of every community of one client.

    A round takes half of `within` at most, and the next begins half of it after the last began: so no message waits for
    longer than `within` from one look to the next.
    """

    def __init__(self, means: Means, within: timedelta, is_busy: Callable[[], bool]) -> None:
        self._means = means
        self._half = within / 2
        self._is_busy = is_busy
        self._errand = Errand("rounds", self._go)

    async def stop(self) -> None:
        """End; the next start goes on from the same message."""
        await self._errand.end()

    def go_on(self) -> None:
        """Look at what has become due; it is called at each wake-up, and nothing waits for it."""
        if not self._is_busy():
            self._errand.call()

    async def gone_on(self) -> None:
        """Return once what was due at the last call is looked at."""
        await self._errand.finish()

    async def _go(self) -> None:
        try:
            for guild in list(self._means.client.guilds):
                if not guild.unavailable:
                    await self._look(guild.id)
        except (Closed, Unavailable):
            return
        except _FAILURES as error:
            log.warning(
                "the slow look was cut short; it goes on at the next wake-up", extra={"why": type(error).__name__}
            )
        except Exception:
            log.exception("the slow look failed; it goes on at the next wake-up")

    async def _look(self, community_id: int) -> None:
        now = self._means.clock.now()
        one = await self._begun(community_id, now)
        for _ in range(pages_due(one, now, self._half) if one else 0):
            if one is None or one.ended_at is not None or self._is_busy():
                return
            one = await self._step(one)
            await self._means.queue.settled()

    async def _begun(self, community_id: int, now: datetime) -> Round | None:
        """Give the round under way, a new one if it is time for that, or None while there is nothing to do."""
        async with self._means.database.read() as tx:
            if await communities.find(tx, community_id) is None:
                return None  # it was joined just now
            one = await messages.round_of(tx, community_id)
            if one is not None and (one.ended_at is None or now < one.began_at + self._half):
                return one if one.ended_at is None else None
            standing = await messages.count_standing(tx, community_id)
        pages = ceil(standing / PAGE) + len(self._means.places.of(community_id))
        one = Round(community_id, now, pages)
        await self._means.queue.put_when_free(Looked(one))
        return one

    async def _step(self, one: Round) -> Round:
        """Compare the next page, and note that in the queue behind what was found."""
        async with self._means.database.read() as tx:
            ids = await messages.standing_after(tx, one.place_id, one.message_id, PAGE) if one.place_id else []
            if not ids:
                later = [id_ for id_ in self._means.places.of(one.community_id) if id_ > one.place_id]
                found = await messages.first_with_messages(tx, later)
                if found is not None:
                    one = replace(one, place_id=found, message_id=0)
                    ids = await messages.standing_after(tx, found, 0, PAGE)
        if not ids:
            one = replace(one, ended_at=self._means.clock.now())
        else:
            one = replace(one, message_id=await self._compare(one, ids), looked=one.looked + 1)
        await self._means.queue.put_when_free(Looked(one))
        return one

    async def _compare(self, one: Round, ids: list[int]) -> int:
        place = self._means.places.find(one.place_id)
        if place is not None:
            try:
                return await self._means.compare(place, ids)
            except (discord.NotFound, discord.Forbidden) as error:
                await leave(self._means, place, error)
        return _PAST_ALL


_PAST_ALL = (1 << 63) - 1
"""No message has a higher id: the rest of a place that can't be read is passed over."""


def pages_due(one: Round, now: datetime, time: timedelta) -> int:
    """Give how many pages a round that takes `time` has to look at now: by its share of the time gone, so steadily."""
    gone = (now - one.began_at) / time
    if gone >= 1:
        return AT_ONCE
    return max(0, min(AT_ONCE, ceil(one.pages * gone / _IN_TIME) - one.looked))
