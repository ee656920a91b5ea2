"""`/session poll`: times are typed, looked at once more, and asked about in the topic."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Self

import discord
from discord import app_commands, ui
from discord.ext import commands
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.options import find_topic, topic_choices
from bot.reply import EMBED_LIMIT, clip, plain
from bot.rules import hint_rules
from cogs.sessions.allowed import room_choices
from cogs.sessions.card import add_place, lasts
from cogs.sessions.wanted import wanted
from cogs.sessions.when import said_in, warned
from community.errors import NotFound
from community.formats import Format
from community.sessions import TIMES_LIMIT, TITLE_LIMIT, WHERE_LIMIT, Plan, check, read_times
from storage import sessions
from storage.database import Writing

_LABELS = {"confirm": ("Confirm", discord.ButtonStyle.success), "leave": ("Leave it", discord.ButtonStyle.secondary)}

Asked = discord.Interaction[Guildhall]


class Polling(commands.Cog):
    """The command; the cog of sessions is one of these."""

    bot: Guildhall

    @app_commands.command(
        name="poll", description="Ask which times people can make, then pick one: that plans the session"
    )
    @app_commands.describe(
        topic="The topic it belongs to",
        format="How it runs",
        title="What it is about",
        times="Up to ten, such as Thu 3 Dec 2pm; Fri 4 Dec 10:00; 8 Dec 9am",
        minutes="How long it lasts, in minutes (as its format usually does, unless you say)",
        host="Who hosts it (you, unless you say)",
        where="Where you meet: a voice channel, a link, a room",
    )
    async def poll(
        self,
        interaction: Asked,
        topic: str,
        format: str,  # noqa: A002 - the option's name is a contract
        title: app_commands.Range[str, 1, TITLE_LIMIT],
        times: app_commands.Range[str, 1, TIMES_LIMIT],
        minutes: app_commands.Range[int, 10, 1440] | None = None,
        host: discord.Member | None = None,
        where: app_commands.Range[str, 1, WHERE_LIMIT] | None = None,
    ) -> None:
        """Check what is wanted, show it, and ask once it is confirmed."""
        await interaction.response.defer(ephemeral=True)
        interaction, asked = await wanted(interaction, topic, title, where, host)
        now, guild_id = self.bot.clock.now(), interaction.guild_id or 0
        zone, about = asked.read_in.zone, self.bot.formats.known[format]
        typed = read_times(times, zone, now)
        plan = asked.at(typed[0].moment, typed[0].local, zone, about, minutes)
        lines = list(dict.fromkeys(asked.read_in.said(one) for one in typed if one.by is None))
        async with self.bot.database.read() as tx:
            for number, one in enumerate(typed, 1):
                at = replace(plan, starts_at=one.moment, local_start=one.local)
                check(at, now, self.bot.formats.known)
                known = await warned(tx, asked.settings, guild_id, at)
                said = said_in(one.moment, one.named or zone, zone, asked.settings.zone)
                read = asked.read_in.said(one) if one.by else ""
                told = [str(number), format_dt(one.moment, "F"), said, read, one.note, *known]
                lines.append(" · ".join(filter(None, told)))
        moments = [one.moment for one in typed]

        async def work(tx: Writing) -> int:
            return await sessions.sketch_poll(tx, guild_id, plan, moments, interaction.user.id, now)

        poll_id = await self.bot.database.write(f"interaction:{interaction.id}", work)
        embed = _preview(plan, about, lines, asked.topic.name, asked.host.display_name)
        await interaction.edit_original_response(embed=embed, view=_buttons(poll_id))

    @poll.autocomplete("topic")
    async def _poll_topics(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        return await topic_choices(interaction, current)

    @poll.autocomplete("where")
    async def _poll_rooms(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        return room_choices(interaction, current)


class AskButton(
    ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:poll:(?P<verb>confirm|leave):(?P<id>\d{1,15})"
):
    """**Confirm** or **Leave it**; only who asks sees them, and they work after a restart."""

    def __init__(self, poll_id: int, verb: str) -> None:
        label, style = _LABELS[verb]
        super().__init__(ui.Button(label=label, style=style, custom_id=f"guildhall:poll:{verb}:{poll_id}"))
        self.poll_id = poll_id
        self.verb = verb

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["id"]), match["verb"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Make the sketch a poll (its card follows from the outbox), or drop it."""
        async with answering(interaction):
            await interaction.response.defer()
            await (self._confirm(interaction) if self.verb == "confirm" else self._leave(interaction))

    async def _confirm(self, interaction: Asked) -> None:
        bot, now = interaction.client, interaction.client.clock.now()

        async def work(tx: Writing) -> int:
            sketched = await sessions.find_poll(tx, self.poll_id)
            if sketched is None or sketched.asked_by != interaction.user.id:
                raise NotFound("That poll is not there any more. Begin again with /session poll.")
            if sketched.status == "sketched":
                check(sketched.plan, now, bot.formats.known)
                await find_topic(tx, bot, interaction, str(sketched.plan.topic_id))
                await sessions.open_poll(tx, sketched, now)
            return sketched.plan.topic_id

        topic_id = await bot.database.write(f"interaction:{interaction.id}", work)
        told = (
            "Asked. Its card is on its way to the topic. Press **Pick a time** on it when you have seen enough: that "
            "plans the session, and puts those who can make it down as going."
        )
        await interaction.edit_original_response(content=told, embed=None, view=None)
        await hint_rules(bot, interaction, topic_id)

    async def _leave(self, interaction: Asked) -> None:
        bot, now = interaction.client, interaction.client.clock.now()
        await bot.database.write(None, partial(sessions.drop_poll_sketches, before=now, only=self.poll_id))
        await interaction.edit_original_response(content="Nothing was posted.", embed=None, view=None)


def _buttons(poll_id: int) -> ui.View:
    view = ui.View(timeout=None)
    for verb in _LABELS:
        view.add_item(AskButton(poll_id, verb))
    return view


def _preview(plan: Plan, format_: Format, lines: Sequence[str], topic_name: str, host_name: str) -> discord.Embed:
    """Show a poll to who asks: nothing is posted yet."""
    embed = discord.Embed(title=plain(plan.title, 256), description="Nothing is posted yet. Is this right?")
    embed.description = clip("\n".join([embed.description or "", *lines]), EMBED_LIMIT)
    embed.add_field(name="Lasts", value=lasts(plan, format_))
    embed.add_field(name="Format", value=plan.format.capitalize())
    embed.add_field(name="Topic", value=f"#{plain(topic_name, 100)}")
    embed.add_field(name="Host", value=plain(host_name, 100))
    add_place(embed, plan.location)
    return embed
