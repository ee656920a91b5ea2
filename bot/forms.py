"""Forms that are acted on by their ids, whichever run of the bot opened them: what is written outlives a restart."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import discord

from bot.answer import answering
from bot.reply import Form

if TYPE_CHECKING:
    from bot.client import Guildhall

Asked = discord.Interaction["Guildhall"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was written in a form, and what was chosen in it, by the ids of its rows."""

    texts: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __getitem__(self, row: str) -> str:
        """Give what was written in a row, or the one thing that was chosen; empty for neither."""
        return self.texts.get(row) or "".join(self.chosen.get(row, ()))


Act = Callable[[Asked, re.Match[str], Sent], Awaitable[None]]
"""Acts on a form that was sent: its id, matched, says what it is for."""


class LastingForm(Form):
    """A form that `Forms` acts on by its id: it needs nothing that was known when it was opened."""

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Leave it to `Forms`."""


class Forms:
    """Hands forms that were sent to whatever acts on their ids, and answers for its errors."""

    def __init__(self, bot: "Guildhall") -> None:
        self._bot = bot
        self._acts: dict[re.Pattern[str], Act] = {}
        bot.add_listener(self._take, "on_interaction")

    def register(self, template: str | re.Pattern[str], act: Act) -> None:
        """Have forms whose ids match a template acted on."""
        self._acts[re.compile(template)] = act

    def knows(self, custom_id: str) -> bool:
        """Say whether anything acts on a form."""
        return any(template.fullmatch(custom_id) for template in self._acts)

    async def _take(self, interaction: Asked) -> None:
        if interaction.type is not discord.InteractionType.modal_submit or interaction.data is None:
            return
        told: Any = interaction.data
        for template, act in self._acts.items():
            if match := template.fullmatch(str(told.get("custom_id", ""))):
                task = asyncio.current_task()
                assert task is not None, "a listener runs in a task of its own"
                self._bot.under_way.add(task)
                async with answering(interaction):
                    await act(interaction, match, sent_in(told))
                return


def sent_in(data: Mapping[str, Any]) -> Sent:
    """Give what a form holds that was sent; `data` is the interaction's."""
    rows = {row["custom_id"]: row for row in _rows(data.get("components") or [])}
    return Sent(
        {name: row.get("value") or "" for name, row in rows.items() if "values" not in row},
        {name: row["values"] for name, row in rows.items() if "values" in row},
    )


def _rows(parts: Sequence[Any]) -> Iterator[dict[str, Any]]:
    for part in parts:
        if "component" in part:
            yield part["component"]
        yield from (row for row in part.get("components") or [] if "custom_id" in row)
