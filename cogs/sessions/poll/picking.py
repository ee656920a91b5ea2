"""Picking one of a poll's times, which plans the session; or closing the poll without one."""

import re
from dataclasses import replace
from typing import Any, Self

import discord
from discord import ui
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.numbered import ByNumber, MenuByNumber
from bot.options import find_topic
from bot.reply import NOBODY, View, plain
from cogs.sessions.allowed import tends
from cogs.sessions.poll.card import worded
from cogs.sessions.poll.looking import ID, PICK, Pressed, pick_button
from cogs.sessions.poll.voting import own_zone
from cogs.sessions.sight import visible_poll
from cogs.sessions.when import warned
from community.errors import Refusal
from community.sessions import Poll, check, check_may_pick, check_poll_open
from storage import communities, sessions
from storage.database import Reading, Writing


class PickButton(ByNumber, ui.DynamicItem[ui.Button[ui.View]], template=PICK):
    """**Pick a time**: shows the times to who may pick one."""

    def __init__(self, poll_id: int) -> None:
        super().__init__(pick_button(poll_id))
        self.poll_id = poll_id

    async def callback(self, interaction: Pressed) -> None:
        """Show the times that are still to come, with how many can make each."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            bot: Guildhall = interaction.client
            async with bot.database.read() as tx:
                poll = await _may_pick(tx, bot, self.poll_id, interaction)
                zone = await own_zone(tx, poll, interaction.user.id)
            options = [
                discord.SelectOption(
                    label=worded(poll, number, zone),
                    value=str(number),
                    description=f"{len(poll.voting(number))} can make it",
                )
                for number in poll.still_open(bot.clock.now())
            ]
            view = View(timeout=None)
            if options:
                view.add_item(PickMenu(poll.id, options))
            view.add_item(CloseButton(poll.id))
            told = "Which time is it? You are asked once more before anything is planned."
            await interaction.edit_original_response(content=told, view=view)


class PickMenu(MenuByNumber, ui.DynamicItem[ui.Select[ui.View]], template=rf"guildhall:poll:which:{ID}"):
    """The times that may be picked."""

    def __init__(self, poll_id: int, options: list[discord.SelectOption]) -> None:
        menu: ui.Select[ui.View] = ui.Select(
            custom_id=f"guildhall:poll:which:{poll_id}", placeholder="Choose a time", options=options
        )
        super().__init__(menu)
        self.poll_id = poll_id

    async def callback(self, interaction: Pressed) -> None:
        """Show what would be planned."""
        async with answering(interaction):
            await interaction.response.defer()
            bot: Guildhall = interaction.client
            number = int(self.item.values[0])
            async with bot.database.read() as tx:
                poll = await _may_pick(tx, bot, self.poll_id, interaction)
                plan = poll.at(number)
                settings = await communities.settings_of(tx, poll.community_id)
                known = await warned(tx, settings, poll.community_id, plan)
            people = len(poll.voting(number))
            going = (
                f"The {people} who can make it are put down as going" if people > 1 else "Nobody is put down as going"
            )
            going = "The one who can make it is put down as going" if people == 1 else going
            view = View(timeout=None)
            view.add_item(PlanItButton(poll.id, number))
            told = f"**{plain(plan.title, 200)}**, {format_dt(plan.starts_at, 'F')}. {going}, and the poll ends."
            told = "\n".join([told, *known])
            await interaction.edit_original_response(content=told, view=view, allowed_mentions=NOBODY)


class PlanItButton(ui.DynamicItem[ui.Button[ui.View]], template=rf"guildhall:poll:plan:{ID}:(?P<number>\d{{1,2}})"):
    """**Plan it**: the time is picked, once, whoever presses it and however often."""

    def __init__(self, poll_id: int, number: int) -> None:
        custom_id = f"guildhall:poll:plan:{poll_id}:{number}"
        super().__init__(ui.Button(label="Plan it", style=discord.ButtonStyle.success, custom_id=custom_id))
        self.poll_id = poll_id
        self.number = number

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["poll"]), int(match["number"]))

    async def callback(self, interaction: Pressed) -> None:
        """Plan the session; its card, thread, event and reminders, and the poll's card, follow from the outbox."""
        async with answering(interaction):
            await interaction.response.defer()
            bot: Guildhall = interaction.client
            now = bot.clock.now()

            async def work(tx: Writing) -> None:
                poll = await _may_pick(tx, bot, self.poll_id, interaction)
                format_ = bot.formats.known.get(poll.plan.format)
                plan = replace(poll.at(self.number), chatham_house=format_ is not None and format_.chatham_house)
                check(plan, now, bot.formats.known)
                await find_topic(tx, bot, interaction, str(plan.topic_id))
                await sessions.pick(tx, poll, self.number, plan, now)

            await bot.database.write(f"interaction:{interaction.id}", work)
            told = "Planned. Its card is on its way to the topic, and those who can make it are told in its thread."
            await interaction.edit_original_response(content=told, view=None)


class CloseButton(ByNumber, ui.DynamicItem[ui.Button[ui.View]], template=rf"guildhall:poll:close:{ID}"):
    """**Close the poll**: no session is planned by it."""

    def __init__(self, poll_id: int) -> None:
        super().__init__(ui.Button(label="Close the poll", custom_id=f"guildhall:poll:close:{poll_id}"))
        self.poll_id = poll_id

    async def callback(self, interaction: Pressed) -> None:
        """Close it; its card follows from the outbox."""
        async with answering(interaction):
            await interaction.response.defer()
            bot: Guildhall = interaction.client
            now = bot.clock.now()

            async def work(tx: Writing) -> None:
                poll = await _may_pick(tx, bot, self.poll_id, interaction)
                await sessions.close_poll(tx, poll.id)
                await sessions.show_poll_again(tx, [poll.id], "closed", now)

            await bot.database.write(f"interaction:{interaction.id}", work)
            await interaction.edit_original_response(content="Closed: no time was picked.", view=None)


async def _may_pick(tx: Reading, bot: Guildhall, poll_id: int, interaction: Pressed) -> Poll:
    """Give an open poll that the person may pick from; raises `Refusal` for any other."""
    poll = await visible_poll(tx, bot, poll_id, interaction)
    check_may_pick(poll, interaction.user.id, tends=await tends(tx, interaction, poll.plan.topic_id))
    check_poll_open(poll)
    if not poll.still_open(bot.clock.now()) and poll.status == "open":
        raise Refusal("All its times are past: this poll closes by itself in a moment.")
    return poll
