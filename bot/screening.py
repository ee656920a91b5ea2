"""What a member typed, looked through before it is stored: shown to them alone, and theirs to decide.

Every command and form whose words are kept calls `screened` on its deferred interaction, and goes on with the
interaction and the words it gives::

    interaction, (purpose,) = await screened(interaction, Typed("Purpose", purpose, PURPOSE_LIMIT))

Where nothing is found it gives back what it was given, at once. What must not wait for an answer (a draft that is
saved at once, an entry to be put out of sight) is written with `without` first, and screened after.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import ui

from bot.answer import answering
from bot.reply import NOBODY, Form, View, clip, plain
from community.errors import Refusal
from community.screening import NAMELESS, Finding, Kind, find, mask, named, take_out

WITHIN = 13 * 60
"""Seconds that a writer has to choose, all in all: an interaction can be answered for fifteen minutes."""

NOTHING_SAVED = "You made no choice for a while, so nothing was saved. Use the command again."
_SHOWN = 8
_WORDS = 90
_ONE_LINE = 120
"""Characters beyond which a text has a field of several lines to be changed in, to be seen whole."""

Asked = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Typed:
    """One text that was typed: its row's name, its words, the most characters it may have, whether it has lines.

    What is found in it and stood in `before` already, which is what it replaces, was decided about then. One that is
    not `needed` may be left empty. `names` are not to stand in it: they are taken out or changed, never kept.
    """

    label: str
    text: str
    most: int
    lines: bool = False
    before: str = ""
    needed: bool = True
    names: Sequence[tuple[str, Kind]] = ()

    def findings(self) -> list[Finding]:
        """Give what was found in it and is new."""
        known = named(self.text, self.names)
        found = [one for one in find(self.text) if all(one.end <= n.start or n.end <= one.start for n in known)]
        fresh = [one for one in found if one.kind.is_proved or self.text[one.start : one.end] not in self.before]
        return sorted([*fresh, *known], key=lambda one: one.start)


def without(*typed: Typed) -> list[str]:
    """Give the texts with everything that was found in them taken out."""
    return [take_out(one.text, one.findings(), one.most) for one in typed]


async def screened(
    interaction: Asked, *typed: Typed, meanwhile: str = "Nothing is saved yet.", otherwise: str = NOTHING_SAVED
) -> tuple[Asked, list[str]]:
    """Give what to store of what was typed, and the interaction to answer from then on, deferred as the first one was.

    Where something is found, its writer is shown it and asked; `meanwhile` says what holds until they answer, and
    `otherwise` if they never do: a `Refusal` with that sentence is raised then.
    """
    until = asyncio.get_running_loop().time() + WITHIN
    while any(one.findings() for one in typed):
        answer = await _answer(interaction, typed, meanwhile, otherwise, until)
        interaction = answer.interaction
        if answer.changed is None:
            kept = [mask(one.text, one.most) for one in typed]
            return interaction, kept if answer.keeps else without(*typed)
        typed = tuple(replace(one, text=text) for one, text in zip(typed, answer.changed, strict=True))
    return interaction, [one.text for one in typed]


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the writer chose: to keep, to take out, or these texts instead; and the interaction that said so."""

    interaction: Asked
    keeps: bool = False
    changed: list[str] | None = None


async def _answer(interaction: Asked, typed: Sequence[Typed], meanwhile: str, otherwise: str, until: float) -> _Answer:
    chosen: asyncio.Future[_Answer] = asyncio.get_running_loop().create_future()
    view = _Choice(typed, chosen)
    told = await interaction.followup.send(
        _shown(typed, meanwhile), view=view, ephemeral=True, allowed_mentions=NOBODY, wait=True
    )
    interaction.client.waiting.add(chosen)
    try:
        async with asyncio.timeout_at(until):
            answer = await chosen
    except TimeoutError:
        await _clear(told)
        raise Refusal(otherwise) from None
    finally:
        interaction.client.waiting.discard(chosen)
        view.stop()
    await _clear(told)
    return answer


async def _clear(told: discord.WebhookMessage) -> None:
    """Take the question away: the writer's own words stay on the screen no longer than they must."""
    with suppress(discord.HTTPException):
        await told.delete()


def _shown(typed: Sequence[Typed], meanwhile: str) -> str:
    found = [(one, finding.kind, one.text[finding.start : finding.end]) for one in typed for finding in one.findings()]
    found = list(dict.fromkeys(found))
    lines = [f"**Before this is kept:** some of it could tell who somebody is. {meanwhile}"]
    for one, kind, said in found[:_SHOWN]:
        words = plain(clip(said, _WORDS), 2 * _WORDS)
        proved = " (its check digit fits, so it is taken out in any case)" if kind.is_proved else ""
        nameless = " (under the Chatham House Rule nobody is named)" if kind in NAMELESS else ""
        lines.append(f"- ||{words}|| looks like {kind.said}, in *{one.label}*{proved}{nameless}")
    if len(found) > _SHOWN:
        lines.append(f"- and {len(found) - _SHOWN} more")
    lines.append(
        f"**Take out** puts a mark such as `{found[0][1].mark}` in its place. **Change it** lets you write it "
        "anew. Touch a bar to see the words under it. Only you see this, and nobody is told what you choose. There may "
        "be more that I don't see: read it once more."
    )
    return clip("\n".join(lines), 2000)


class _Choice(View):
    """**Take out**, **Keep as it is** (unless a check digit proves all, or nobody is to be named), **Change it**."""

    def __init__(self, typed: Sequence[Typed], chosen: asyncio.Future[_Answer]) -> None:
        super().__init__(timeout=WITHIN)
        self._typed, self._chosen = typed, chosen
        kinds = [finding.kind for one in typed for finding in one.findings()]
        if all(kind.is_proved for kind in kinds) or any(kind in NAMELESS for kind in kinds):
            self.remove_item(self.keep)

    async def _choose(self, interaction: Asked, *, keeps: bool) -> None:
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            _settle(self._chosen, _Answer(interaction, keeps=keeps))

    @ui.button(label="Take out", style=discord.ButtonStyle.primary)
    async def out(self, interaction: Asked, _button: ui.Button["_Choice"]) -> None:
        """Take everything out that was found."""
        await self._choose(interaction, keeps=False)

    @ui.button(label="Keep as it is", style=discord.ButtonStyle.secondary)
    async def keep(self, interaction: Asked, _button: ui.Button["_Choice"]) -> None:
        """Keep the words, but for what a check digit proves."""
        await self._choose(interaction, keeps=True)

    @ui.button(label="Change it", style=discord.ButtonStyle.secondary)
    async def change(self, interaction: Asked, _button: ui.Button["_Choice"]) -> None:
        """Open what was typed as a form."""
        async with answering(interaction):
            await interaction.response.send_modal(_Anew(self._typed, self._chosen))


class _Anew(Form, title="Change it"):
    """What was typed, to be written anew."""

    def __init__(self, typed: Sequence[Typed], chosen: asyncio.Future[_Answer]) -> None:
        super().__init__(timeout=WITHIN)
        self._typed, self._chosen = typed, chosen
        self._rows: list[ui.TextInput[_Anew]] = []
        for one in typed:
            row: ui.TextInput[_Anew] = ui.TextInput(
                style=discord.TextStyle.paragraph if one.most > _ONE_LINE else discord.TextStyle.short,
                required=one.needed,
                default=one.text or None,
                max_length=one.most,
            )
            self._rows.append(row)
            self.add_item(ui.Label(text=clip(one.label, 45), component=row))

    async def on_submit(self, interaction: Asked, /) -> None:
        """Look through it again."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        told = [
            row.value if one.lines else " ".join(row.value.split())
            for one, row in zip(self._typed, self._rows, strict=True)
        ]
        _settle(self._chosen, _Answer(interaction, changed=told))


def _settle(chosen: asyncio.Future[_Answer], answer: _Answer) -> None:
    """Hand an answer on; raises `Refusal` where there is nobody waiting for it any more."""
    if chosen.done():
        raise Refusal("That was decided already. Use the command again.")
    chosen.set_result(answer)
