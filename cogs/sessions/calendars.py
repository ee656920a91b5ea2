"""Sessions for the calendar that a member keeps elsewhere: `/session calendar`, and **Calendar** on a card."""

import asyncio
import io
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

from bot.answer import answering
from bot.client import Guildhall
from bot.numbered import ByNumber
from bot.options import find_topic, topic_choices
from bot.reply import NOBODY
from cogs.sessions.card import link_to
from cogs.sessions.sight import visible
from community.calendar import Entry, calendar
from community.errors import Refusal
from community.sessions import Series, Session
from storage import access, communities, sessions, topics
from storage.database import Reading

Asked = discord.Interaction[Guildhall]
_PAST = timedelta(days=30)
"""How long sessions that are over stay in a calendar; of a series, all do."""
_TOLD = (
    "Open this file in your calendar. It holds what is known today: fetch it again when something changes, and your "
    "calendar takes the newer in place of the older."
)


class Calendars(commands.Cog):
    """The part of `/session` that gives a calendar file."""

    bot: Guildhall

    @app_commands.command(name="calendar", description="A file for your own calendar: the sessions you can see")
    @app_commands.describe(topic="Only this topic's (all that you can see, unless you say)")
    async def calendar(self, interaction: Asked, topic: str | None = None) -> None:
        """Give a file of the sessions that the member can see."""
        await interaction.response.defer(ephemeral=True)
        now, guild_id = self.bot.clock.now(), interaction.guild_id or 0
        async with self.bot.database.read() as tx:
            found = await find_topic(tx, self.bot, interaction, topic) if topic else None
            seen = await access.seen_by_member(tx, guild_id, interaction.user.id, now)
            there, series = await sessions.for_calendar(tx, guild_id, seen, now - _PAST, found.id if found else None)
            if not there:
                raise Refusal("No session is coming in the topics you can see. Plan one with `/session plan`.")
            entries = await _entries(tx, there)
            community = await communities.find(tx, guild_id)
        name = f"#{found.name}" if found else community.name if community else "Sessions"
        await _give(interaction, name, entries, series)

    @calendar.autocomplete("topic")
    async def _calendar_topics(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        return await topic_choices(interaction, current)


class CalendarButton(ByNumber, ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:calendar:(?P<session>\d+)"):
    """**Calendar** on a card: a file of the session, or of all its series, for whoever presses."""

    def __init__(self, session_id: int) -> None:
        style = discord.ButtonStyle.secondary
        super().__init__(ui.Button(label="Calendar", style=style, custom_id=f"guildhall:calendar:{session_id}"))
        self.session_id = session_id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Give the file to whoever pressed, and to nobody else."""
        async with answering(interaction):
            await interaction.response.defer(ephemeral=True, thinking=True)
            async with interaction.client.database.read() as tx:
                session = await visible(tx, interaction.client, self.session_id, interaction)
                there, series = await sessions.with_series(tx, session)
                entries = await _entries(tx, there)
            await _give(interaction, session.plan.title, entries, series)


async def _entries(tx: Reading, there: Sequence[Session]) -> list[Entry]:
    names = {topic.id: topic.name for topic in await topics.all_open(tx, there[0].community_id)}
    known = await communities.members_named(tx, there[0].community_id, [one.plan.host_id for one in there])
    hosts = {id_: member.display_name for id_, member in known.items()}
    return [
        Entry(
            one,
            names.get(one.plan.topic_id, "a closed topic"),
            hosts.get(one.plan.host_id) or "someone who has left",
            link_to(one) if one.message_id else "",
        )
        for one in there
    ]


async def _give(
    interaction: discord.Interaction[Any], name: str, entries: Sequence[Entry], series: Mapping[int, Series]
) -> None:
    # A long series takes a while to be reckoned, and bank holidays are read from files the first time.
    written = await asyncio.to_thread(calendar, name, entries, series, interaction.client.clock.now())
    file = discord.File(io.BytesIO(written), filename="sessions.ics")
    await interaction.edit_original_response(content=_TOLD, attachments=[file], allowed_mentions=NOBODY)
