"""What can be asked for about oneself; in a direct message, in which of the communities that hold anything.

Somebody who has left is shown what is theirs there, and nothing else of the community.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Self

import discord
from discord import ui

from bot.client import Guildhall
from bot.options import Asking
from bot.reply import NOBODY, View, answering, clip, quotes_button
from cogs.privacy import erasing, exporting, quoting
from cogs.privacy.held import page
from cogs.privacy.where import called, here
from community.errors import NotFound
from community.privacy import ANSWERS
from storage import communities, ledger, privacy, rights

_ACT = r"(?P<act>[a-z-]+)"
_MOST = 25
_NOWHERE = "Nothing is held about you, of any server that I know."
_WHICH = "Something of yours is held in several communities. Which one do you mean?"
_MANY = f"{_WHICH} These are the first {_MOST}; for another, ask in its server, or whoever runs it."


async def act(bot: Guildhall, interaction: discord.Interaction, name: str) -> None:
    """Answer a deferred command about the community it comes from, or the one that the person means."""
    community_id = here(interaction)
    if community_id is not None:
        await ACTS[name](bot, interaction, community_id)
        return
    known = await _known(bot, interaction.user.id)
    if not known:
        raise NotFound(_NOWHERE)
    if len(known) == 1:
        await ACTS[name](bot, interaction, *known)
        return
    view = View(timeout=None)
    view.add_item(WhichMenu(name, dict(list(known.items())[:_MOST])))
    text = _MANY if len(known) > _MOST else _WHICH
    await interaction.followup.send(text, view=view, ephemeral=True, allowed_mentions=NOBODY)


async def _show(bot: Guildhall, interaction: discord.Interaction, community_id: int) -> None:
    """Count what is held about the person; in a direct message, with buttons for all that they can ask for."""
    async with bot.database.read() as tx:
        who = await Asking.about(tx, bot, interaction, community_id)
        held = await privacy.held(tx, who.community_id, who.member_id)
        member = await communities.member(tx, who.community_id, who.member_id)
        settings = await communities.settings_of(tx, who.community_id)
        nothing = await ledger.keeps_nothing(tx, who.community_id, who.member_id)
    answer, is_named = (member.standing_answer, bool(member.display_name)) if member else ("ask", False)
    name = await called(bot, interaction, community_id)
    embed = page(held, answer, settings, is_named=is_named, keeps_nothing=nothing, elsewhere=name)
    view = _buttons(community_id, is_quoted=held.quotes > 0) if name else discord.utils.MISSING
    await interaction.followup.send(embed=embed, view=view, ephemeral=True, allowed_mentions=NOBODY)


def _buttons(community_id: int, *, is_quoted: bool) -> View:
    view = View(timeout=None)
    if is_quoted:
        view.add_item(quotes_button(f"c{community_id}", "My quotes", discord.ButtonStyle.primary))
    for name, label in (("quoting", "Standing answer"), ("export", "File of everything"), ("erase", "Erase")):
        view.add_item(ActButton(name, community_id, label))
    return view


async def _known(bot: Guildhall, member_id: int) -> dict[int, str]:
    """Give the names, by id, of the communities in which anything is held about somebody, by name."""
    async with bot.database.read() as tx:
        ids = sorted({id_ for id_, _ in await rights.people(tx, member_id)})
        found = [(id_, await communities.find(tx, id_)) for id_ in ids]
    names = {id_: community.name if community else "" for id_, community in found}
    return dict(sorted(names.items(), key=lambda one: (one[1].casefold(), one[0])))


class WhichMenu(ui.DynamicItem[ui.Select[ui.View]], template=rf"guildhall:privacy:which:{_ACT}"):
    """Which community is meant."""

    def __init__(self, name: str, known: Mapping[int, str]) -> None:
        options = [
            discord.SelectOption(label=clip(title, 100) or str(id_), value=str(id_), description=f"Server {id_}")
            for id_, title in known.items()
        ]
        custom_id = f"guildhall:privacy:which:{name}"
        super().__init__(ui.Select(custom_id=custom_id, placeholder="The community that you mean", options=options))
        self.name = name

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it from what its id says; what is offered stands in the message."""
        return cls(match["act"], {0: ""})

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer about the community chosen."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await ACTS[self.name](interaction.client, interaction, int(self.item.values[0]))


class ActButton(ui.DynamicItem[ui.Button[ui.View]], template=rf"guildhall:privacy:act:{_ACT}:(?P<community>\d+)"):
    """One of the things that can be asked for, about one community; community 0 is asked for."""

    def __init__(self, name: str, community_id: int, label: str = "Ask") -> None:
        custom_id = f"guildhall:privacy:act:{name}:{community_id}"
        super().__init__(ui.Button(label=label, custom_id=custom_id, style=discord.ButtonStyle.secondary))
        self.name, self.community_id = name, community_id

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it from what its id says."""
        return cls(match["act"], int(match["community"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Answer with what is asked for."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            if self.community_id:
                await ACTS[self.name](interaction.client, interaction, self.community_id)
            else:
                await act(interaction.client, interaction, self.name)


ACTS: Mapping[str, Callable[[Guildhall, discord.Interaction, int], Awaitable[None]]] = {
    "show": _show,
    "quoting": quoting.show,
    "export": exporting.give,
    "erase": erasing.panel,
    **{f"always-{answer}": partial(quoting.always, answer=answer) for answer in ANSWERS},
}
"""What can be asked for, by name; each answers a deferred interaction about one community."""
