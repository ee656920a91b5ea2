"""A name that a member misses on the list: told to the stewards without the member's, who add it or leave it out."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, Self

import discord
from discord import ui

from bot.client import Guildhall
from bot.notices import channel_with
from bot.outbox import GiveUp
from bot.reply import NOBODY, View, answering, plain
from bot.rights import manages_community
from bot.sending import send_once
from community.errors import NotAllowed, NotFound
from community.profile import Listed
from storage import communities, profiles, topics
from storage.database import Reading, Writing
from storage.outbox import Claimed

_GONE = "That name is decided about already, or nobody asks for it any more."


async def is_steward(tx: Reading, interaction: discord.Interaction[Any]) -> bool:
    """Say whether the person may change the list: a steward, or with Manage Server."""
    return manages_community(interaction) or await topics.is_steward(tx, interaction.guild_id or 0, interaction.user.id)


def tell_stewards(bot: Guildhall) -> Callable[[Claimed], Awaitable[int | None]]:
    """Make what tells the stewards, where the community's notices go, of a name that is asked for."""

    async def tell(row: Claimed) -> int | None:
        async with bot.database.read() as tx:
            one = await profiles.named(tx, row.community_id, row.payload["organisation_id"])
            settings = await communities.settings_of(tx, row.community_id)
        if one is None or not one.is_asked:
            return None
        place = await channel_with(bot, settings["notices_channel"])
        if not isinstance(place, discord.TextChannel):
            raise GiveUp("there is no channel for notices; /profile organisations lists what is asked for")
        view = View(timeout=None)
        for adds in (True, False):
            view.add_item(Decide(one.id, adds=adds))
        text = f"A member asks for an {one.kind.value}" if one.kind == "organisation" else "A member asks for a sector"
        return (
            await send_once(place, row, content=f"{text} to be put on the list: **{plain(one.name)}**.", view=view)
        ).id

    return tell


class Decide(ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:profile:(?P<what>add|leave):(?P<id>\d{1,15})"):
    """**Add it** or **Leave it out**, for stewards."""

    def __init__(self, id_: int, *, adds: bool) -> None:
        button: ui.Button[Any] = ui.Button(
            label="Add it" if adds else "Leave it out",
            style=discord.ButtonStyle.primary if adds else discord.ButtonStyle.secondary,
            custom_id=f"guildhall:profile:{'add' if adds else 'leave'}:{id_}",
        )
        super().__init__(button)
        self.id_, self.adds = id_, adds

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it from what its id says."""
        return cls(int(match["id"]), adds=match["what"] == "add")

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Put the name on the list, or take the request off it, and say so in place of the request."""
        async with answering(interaction):
            await interaction.response.defer()
            bot: Guildhall = interaction.client
            community_id, now = interaction.guild_id or 0, bot.clock.now()

            async def work(tx: Writing) -> str:
                if not await is_steward(tx, interaction):
                    raise NotAllowed("Only stewards and those with Manage Server can change the list.")
                one = await profiles.named(tx, community_id, self.id_)
                if one is None or not one.is_asked:
                    raise NotFound(_GONE)
                await _decide(tx, one, adds=self.adds)
                return one.name

            async def _decide(tx: Writing, one: Listed, *, adds: bool) -> None:
                if adds:
                    await profiles.grant(tx, one, community_id, now)
                else:
                    await profiles.take_off(tx, one.id)

            name = plain(await bot.database.write(f"interaction:{interaction.id}", work))
            told = f"**{name}** is on the list now." if self.adds else f"**{name}** was not put on the list."
            await interaction.edit_original_response(content=told, view=None, allowed_mentions=NOBODY)
