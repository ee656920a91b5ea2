"""Direct messages: none is read or kept; whoever writes one is told what they can ask for."""

import asyncio
import logging
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord

from bot.clock import Clock
from bot.gateway import Data
from bot.reply import NOBODY, View

log = logging.getLogger(__name__)

_AGAIN = timedelta(minutes=10)
"""For so long nobody is told the same again, however much they write."""
_REMEMBERED = 1000
_TOLD = (
    "I am a program, and I neither read nor keep what is written to me here. You can ask me what is held about you, "
    "answer for words of yours that are quoted, have a file of everything, or have it erased, also when you have left "
    "the server: press the button, or use `/privacy show` here."
)


class Letters:
    """Answers who writes to the bot; hears every event of the gateway, and lets all others pass."""

    def __init__(self, client: discord.Client, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._told: dict[int, datetime] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    def hear(self, event: str, data: Data) -> None:
        """Take in one event."""
        if event != "MESSAGE_CREATE" or data.get("guild_id") or data["author"].get("bot"):
            return
        author_id, now = int(data["author"]["id"]), self._clock.now()
        before = self._told.pop(author_id, None)
        if before is not None and before <= now < before + _AGAIN:
            self._told[author_id] = before
            return
        self._told[author_id] = now
        if len(self._told) > _REMEMBERED:
            del self._told[next(iter(self._told))]
        answer = asyncio.create_task(self._answer(int(data["channel_id"]), str(data["id"])), name="answer to a letter")
        self._under_way.add(answer)
        answer.add_done_callback(self._under_way.discard)

    async def stop(self) -> None:
        """Drop answers under way."""
        dropped = list(self._under_way)
        for answer in dropped:
            answer.cancel()
        await asyncio.gather(*dropped, return_exceptions=True)

    async def _answer(self, channel_id: int, message_id: str) -> None:
        view = View(timeout=None)
        button: discord.ui.Button[Any] = discord.ui.Button(
            label="What is held about me", custom_id="guildhall:privacy:act:show:0"
        )
        view.add_item(button)
        channel = self._client.get_partial_messageable(channel_id)
        try:
            await channel.send(_TOLD, view=view, nonce=message_id, allowed_mentions=NOBODY)
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
            log.info("a direct message could not be answered", extra={"why": type(error).__name__})
