"""What members ask for, before discord.py reads it: presses of buttons, choices in menus, forms, and commands.

While too much is under way, nothing more is begun, and whoever asks is told. Presses, choices and forms are held back
while a change of access is being written (commands wait for that in the tree; for these, discord.py has no one place
that could), and one that nothing here is waiting for any more is answered all the same.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import discord

from bot.answer import answer_error
from community.errors import GuildhallError, Refusal

if TYPE_CHECKING:
    from bot.client import Guildhall

log = logging.getLogger(__name__)

_COMPONENT, _AUTOCOMPLETE, _FORM = 3, 4, 5
_REMEMBERED = 5000
"""Interactions that are remembered so as to act on each once."""
_BUSY = "I am very busy just now. Try again in a moment."
_MOST_REFUSED = 100
"""Refusals that may be on their way at once; whoever asks beyond that hears from Discord that nobody answers."""
_OVER = {
    _COMPONENT: "This panel is too old to be pressed. Use its command again.",
    _FORM: "This form was opened too long ago, so it was not taken. Open it again.",
}


class Presses:
    """Hands presses on, at once where access is settled, and else once it is."""

    def __init__(self, bot: "Guildhall") -> None:
        self._bot = bot
        self._known: dict[str, None] = {}
        self._waiting: set[asyncio.Task[None]] = set()
        self._refusing: set[asyncio.Task[None]] = set()
        store = bot._connection._view_store  # noqa: SLF001 - where discord.py keeps the tasks of presses and forms
        self._keep = store.add_task
        store.add_task = self._add_task  # type: ignore[method-assign]  # nobody else is told of them

    def take(self, data: Mapping[str, Any], parse: Callable[[Any], Any]) -> None:
        """Take one interaction in; `parse` is discord.py's own reading of it."""
        self._bot.traffic.heard(data["id"])
        data = _clean(data)
        if self._is_known(data):
            return
        if self._bot.under_way.is_full:
            self._turn_away(data)
            return
        current = self._bot.ready.is_set() and self._bot.mirror.is_current
        if data.get("type") not in _OVER or (current and self._is_awaited(data)):
            parse(data)
        else:
            task = asyncio.create_task(self._later(data, parse), name="press")
            self._bot.under_way.add(task)
            self._waiting.add(task)
            task.add_done_callback(self._waiting.discard)

    def _add_task(self, task: asyncio.Task[None]) -> None:
        self._bot.under_way.add(task)
        self._keep(task)

    def _turn_away(self, data: Mapping[str, Any]) -> None:
        """Say that there is too much to do; what is only typed so far is left without suggestions."""
        if data.get("type") == _AUTOCOMPLETE or len(self._refusing) >= _MOST_REFUSED:
            return
        if not self._refusing:
            log.warning("too much is asked at once; no more is begun until some of it is done")
        task = asyncio.create_task(self._refuse(data, Refusal(_BUSY)), name="refusal")
        self._refusing.add(task)
        task.add_done_callback(self._refusing.discard)

    def _is_known(self, data: Mapping[str, Any]) -> bool:
        """Say whether an interaction was told before: Discord may tell one twice when a connection is resumed."""
        if data["id"] in self._known:
            return True
        self._known[data["id"]] = None
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        return False

    async def stop(self) -> None:
        """Drop what still waits: nothing of it was answered."""
        dropped = [*self._waiting, *self._refusing]
        for task in dropped:
            task.cancel()
        await asyncio.gather(*dropped, return_exceptions=True)

    async def _later(self, data: Mapping[str, Any], parse: Callable[[Any], Any]) -> None:
        try:
            await self._bot.in_sight()
        except TimeoutError:
            await self._refuse(data, self._bot.out_of_sight())
            return
        if self._is_awaited(data):
            parse(data)
        else:
            await self._refuse(data, Refusal(_OVER[data["type"]]))

    def _is_awaited(self, data: Mapping[str, Any]) -> bool:
        """Say whether a view or form is there for it: those forget their own after some minutes, or at a restart."""
        told = data["data"]
        id_ = told["custom_id"]
        store = self._bot._connection._view_store  # noqa: SLF001 - where discord.py keeps what is waited for
        if data["type"] == _FORM:
            return id_ in store._modals or self._bot.forms.knows(id_)  # noqa: SLF001 - the same
        if any(template.fullmatch(id_) for template in store._dynamic_items):  # noqa: SLF001 - the same
            return True
        key = (told.get("component_type"), id_)
        return any(key in items for items in store._views.values())  # noqa: SLF001 - the same

    async def _refuse(self, data: Mapping[str, Any], why: GuildhallError) -> None:
        interaction: discord.Interaction = discord.Interaction(data=dict(data), state=self._bot._connection)  # type: ignore[arg-type]  # noqa: SLF001 - the gateway's own JSON, and the only state there is
        await answer_error(interaction, why)


def _clean(told: Any) -> Any:
    """Take out of all text what no database takes: NUL, and halves of a character."""
    if isinstance(told, str):
        return told.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(told, dict):
        return {key: _clean(value) for key, value in told.items()}
    return [_clean(one) for one in told] if isinstance(told, list) else told
