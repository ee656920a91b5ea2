"""Copying the files that go with an entry's quotes: Discord's addresses of them expire."""

import logging
from collections.abc import Mapping
from functools import partial

import discord

from bot.client import Guildhall
from bot.fetching import NotFetchedError, fetch
from community.files import is_what_it_says
from storage import knowhow
from storage.knowhow import Wanted
from storage.outbox import Claimed

log = logging.getLogger(__name__)

_GONE = "gone"


class Copying:
    """Acts on the due rows of files. What can't be had is noted, and not asked for again."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot

    async def __call__(self, row: Claimed) -> int | None:
        """Copy what an entry's quotes want now."""
        entry_id = row.payload["entry_id"]
        async with self.bot.database.read() as tx:
            wanted = await knowhow.files_wanted(tx, entry_id)
        addresses: dict[int, Mapping[int, str]] = {}
        for one in wanted:
            if one.message_id not in addresses:
                addresses[one.message_id] = await self._addresses(one)
            content, why_not = await self._content(one, addresses[one.message_id].get(one.file.id))
            if why_not is not None:
                log.info("a file is not copied", extra={"entry": entry_id, "file": one.file.id, "why": why_not})
            now = self.bot.clock.now()
            work = partial(knowhow.keep_copy, entry_id=entry_id, wanted=one, content=content, at=now, why_not=why_not)
            await self.bot.database.write(None, work)
        return None

    async def _addresses(self, wanted: Wanted) -> Mapping[int, str]:
        """Ask Discord where the files of a message are now, by their ids; none for a message that is gone."""
        try:
            message = await self.bot.http.get_message(wanted.place_id, wanted.message_id)
        except (discord.NotFound, discord.Forbidden):
            return {}
        return {int(file["id"]): str(file["url"]) for file in message["attachments"]}

    async def _content(self, wanted: Wanted, address: str | None) -> tuple[bytes | None, str | None]:
        if address is None:
            return None, _GONE
        try:
            content = await fetch(address, self.bot.settings.discord)
        except NotFetchedError as error:
            return None, str(error)
        if not is_what_it_says(wanted.file.kind, content):
            return None, "not what its kind says"
        return content, None
