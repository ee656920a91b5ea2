"""Presses of buttons, choices in menus and forms: held back while a change of access is being written.

Commands wait for that in the tree; of these, discord.py has no one place that could.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import discord

from bot.answer import answer_error
from community.errors import Refusal

if TYPE_CHECKING:
    from bot.client import Guildhall

log = logging.getLogger(__name__)

_KINDS = {3, 5}
"""Types of interaction: a component of a message, a form."""


class Presses:
    """Hands presses on, at once where access is settled, and else once it is."""

    def __init__(self, bot: "Guildhall") -> None:
        self._bot = bot
        self._waiting: set[asyncio.Task[None]] = set()

    def take(self, data: Mapping[str, Any], parse: Callable[[Any], Any]) -> None:
        """Take one interaction in; `parse` is discord.py's own reading of it."""
        if data.get("type") not in _KINDS or (self._bot.ready.is_set() and self._bot.mirror.is_settled):
            parse(data)
            return
        task = asyncio.create_task(self._later(data, parse), name="press")
        self._waiting.add(task)
        task.add_done_callback(self._waiting.discard)

    async def stop(self) -> None:
        """Drop what still waits: nothing of it was answered."""
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)

    async def _later(self, data: Mapping[str, Any], parse: Callable[[Any], Any]) -> None:
        try:
            await self._bot.in_sight()
        except TimeoutError:
            interaction: discord.Interaction = discord.Interaction(data=dict(data), state=self._bot._connection)  # type: ignore[arg-type]  # noqa: SLF001 - the gateway's own JSON, and the only state there is
            await answer_error(interaction, Refusal("I am only just starting. Try again in a few seconds."))
        else:
            parse(data)
