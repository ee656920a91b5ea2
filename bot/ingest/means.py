"""What reading back works with."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

import discord
from discord.http import HTTPClient

from bot.clock import Clock
from bot.gateway import Data
from bot.ingest.history import PAGE, page_after, said_on
from bot.ingest.places import Places
from bot.ingest.queue import Queue
from bot.ingest.writing import Page
from community.messages import Place
from storage.database import Database

log = logging.getLogger(__name__)

_ONE = 1

UNSETTLED = timedelta(minutes=1)
"""How long Discord's servers may disagree about what was said."""


@dataclass(frozen=True, slots=True)
class Means:
    """Discord, the database, what is followed, and the queue between them; `window` is how far back is read again."""

    client: discord.Client
    database: Database
    clock: Clock
    places: Places
    queue: Queue
    window: timedelta

    @property
    def http(self) -> HTTPClient:
        """Discord's HTTP API."""
        return self.client.http

    @property
    def own_id(self) -> int:
        """The bot's own id."""
        return self.client.user.id if self.client.user else 0

    async def take_in(self, place: Place, page: Sequence[Data]) -> None:
        """Put what people and other bots wrote on a page into the queue."""
        for said in said_on(page, place, self.own_id):
            await self.queue.put_when_free(said)

    async def compare(self, place: Place, ids: Sequence[int]) -> int:
        """Compare kept messages of a place, by rising id, with one page of Discord's; give the last one compared.

        What was edited is corrected, what was deleted is forgotten, and nothing is taken in that was not kept.
        """
        limit = PAGE if len(ids) > 1 else _ONE
        page = await page_after(self.http, place.id, ids[0] - 1, limit)
        there = frozenset(int(data["id"]) for data in page)
        last = max(there) if len(page) == limit else ids[-1]
        if not page and not await self.is_gone(place, last):
            return last
        asked = {id_ for id_ in ids if id_ <= last}
        there |= await self.still_there(place, asked - there)
        await self.take_in(place, [data for data in page if int(data["id"]) in asked])
        await self.queue.put_when_free(Page(place, ids[0], last, there))
        return max(asked)

    async def still_there(self, place: Place, missing: Collection[int]) -> frozenset[int]:
        """Give those of the messages missing from a page that Discord has all the same, when asked for one by one.

        Discord's servers may disagree about the last minute, so what was said in it is not yet believed to be gone.
        """
        settled = discord.utils.time_snowflake(self.clock.now() - UNSETTLED)
        young = [id_ for id_ in missing if id_ > settled]
        return frozenset([id_ for id_ in young if not await self.is_gone(place, id_)])

    async def is_gone(self, place: Place, message_id: int) -> bool:
        """Say whether Discord says in so many words that a message is not there.

        Where the bot may not read back, history is empty: that is no proof that anything was deleted.
        """
        try:
            await self.http.get_message(place.id, message_id)
        except discord.NotFound:
            return True
        except discord.Forbidden:
            log.warning("a place can't be read back: Read Message History is missing", extra={"place": place.id})
        return False
