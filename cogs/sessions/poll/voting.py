"""Saying which times one can make: a button each on the card, and a menu of one's own with all of them."""

import re
from typing import Any, Self
from zoneinfo import ZoneInfo

import discord
from discord import ui

from bot.answer import Shown, answering, show_present
from bot.client import Guildhall
from bot.numbered import MenuByNumber
from bot.reply import View
from cogs.sessions.poll.card import worded
from cogs.sessions.poll.looking import ID, VOTE, Pressed, shown, vote_button
from cogs.sessions.sight import visible_poll
from community.sessions import Poll, check_may_vote
from storage import sessions
from storage.database import Reading, Writing
from storage.profiles import zone_of


class VoteButton(ui.DynamicItem[ui.Button[ui.View]], template=VOTE):
    """One of a poll's times: whoever presses it can make that time, counted once however often it is pressed."""

    def __init__(self, poll_id: int, number: int) -> None:
        super().__init__(vote_button(poll_id, number))
        self.poll_id = poll_id
        self.number = number

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["poll"]), int(match["number"]))

    async def callback(self, interaction: Pressed) -> None:
        """Count the person, show the card as it then is, and to them alone all that they said."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client
            now = bot.clock.now()

            async def work(tx: Writing) -> None:
                poll = await visible_poll(tx, bot, self.poll_id, interaction)
                check_may_vote(poll, [self.number], now)
                await sessions.vote(tx, poll.id, interaction.user.id, self.number, now)

            await bot.database.write(f"interaction:{interaction.id}", work)

            async def look() -> Shown:
                async with bot.database.read() as tx:
                    return await shown(tx, bot, await visible_poll(tx, bot, self.poll_id, interaction))

            await show_present(interaction, look)
            await _tell(interaction, self.poll_id)


class MineMenu(MenuByNumber, ui.DynamicItem[ui.Select[ui.View]], template=rf"guildhall:poll:mine:{ID}"):
    """All times that a member can make: what is chosen takes the place of what they said before."""

    def __init__(self, poll_id: int, options: list[discord.SelectOption]) -> None:
        menu: ui.Select[ui.View] = ui.Select(
            custom_id=f"guildhall:poll:mine:{poll_id}",
            placeholder="None of them",
            options=options,
            min_values=0,
            max_values=len(options),
        )
        super().__init__(menu)
        self.poll_id = poll_id

    async def callback(self, interaction: Pressed) -> None:
        """Write down what was chosen; the card follows from the outbox."""
        async with answering(interaction):
            await interaction.response.defer()
            bot: Guildhall = interaction.client
            now, member_id = bot.clock.now(), interaction.user.id
            numbers = [int(value) for value in self.item.values]

            async def work(tx: Writing) -> None:
                poll = await visible_poll(tx, bot, self.poll_id, interaction)
                said = poll.chosen_by(member_id)
                check_may_vote(poll, [number for number in numbers if number not in said], now)
                await sessions.choose(tx, poll.id, member_id, numbers, now)
                await sessions.show_poll_again(tx, [poll.id], str(interaction.id), now)

            await bot.database.write(f"interaction:{interaction.id}", work)
            await _tell(interaction, self.poll_id)


async def _tell(interaction: Pressed, poll_id: int) -> None:
    """Say to the person which times they said they can make, with a menu to change that."""
    bot: Guildhall = interaction.client
    async with bot.database.read() as tx:
        poll = await visible_poll(tx, bot, poll_id, interaction)
        zone = await own_zone(tx, poll, interaction.user.id)
    said = poll.chosen_by(interaction.user.id)
    options = [
        discord.SelectOption(label=worded(poll, number, zone), value=str(number), default=number in said)
        for number in sorted({*poll.still_open(bot.clock.now()), *said})
    ]
    view = View(timeout=None)
    view.add_item(MineMenu(poll.id, options))
    told = (
        f"You can make: {', '.join(worded(poll, number, zone) for number in said)}." if said else "You can make none."
    )
    # Changed twice it says the same: a sentence sent by a request of its own would come twice.
    await interaction.edit_original_response(content=f"{told}\nChange it here, at any time.", view=view)


async def own_zone(tx: Reading, poll: Poll, member_id: int) -> ZoneInfo:
    """Give the zone in which times are worded for a member: their own, else the poll's."""
    return await zone_of(tx, poll.community_id, member_id) or ZoneInfo(poll.plan.zone)
