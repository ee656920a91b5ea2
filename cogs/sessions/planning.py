"""The last look at a plan before it is posted."""

import re
from functools import partial
from typing import Any, Self

import discord
from discord import ui
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.options import find_topic
from bot.reply import plain
from bot.rules import hint_rules
from cogs.sessions.card import length, place
from community.errors import NotFound
from community.formats import Format
from community.sessions import Plan, check
from storage import sessions
from storage.database import Writing

_LABELS = {"confirm": ("Confirm", discord.ButtonStyle.success), "leave": ("Leave it", discord.ButtonStyle.secondary)}


def preview(plan: Plan, format_: Format, note: str, topic_name: str, host_name: str) -> discord.Embed:
    """Show a plan to its planner: nothing is posted yet."""
    embed = discord.Embed(title=plain(plan.title, 256), description="Nothing is posted yet. Is this right?")
    when = (
        f"{format_dt(plan.starts_at, 'F')} ({format_dt(plan.starts_at, 'R')})\n{length(plan.minutes)}\n{note}".strip()
    )
    embed.add_field(name="When", value=when, inline=False)
    embed.add_field(name="Format", value=_about(format_), inline=False)
    embed.add_field(name="Topic", value=f"#{plain(topic_name, 100)}")
    embed.add_field(name="Host", value=plain(host_name, 100))
    if plan.location:
        embed.add_field(name="Where", value=place(plan.location))
    return embed


def _about(format_: Format) -> str:
    """Say what a format is for, for how many, how long it usually takes, and whether Chatham House holds."""
    fewest, most = format_.people
    told = f"{format_.name.capitalize()}: {format_.purpose}."
    told += f" For {fewest} to {most} people; usually {length(format_.minutes)}."
    return told + " The Chatham House Rule holds." * format_.chatham_house


class PlanButton(ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:plan:(?P<verb>confirm|leave):(?P<id>\d+)"):
    """**Confirm** or **Leave it**; only the planner sees them, and they work after a restart."""

    def __init__(self, session_id: int, verb: str) -> None:
        label, style = _LABELS[verb]
        super().__init__(ui.Button(label=label, style=style, custom_id=f"guildhall:plan:{verb}:{session_id}"))
        self.session_id = session_id
        self.verb = verb

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["id"]), match["verb"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Make the sketch a session (card, event and reminders follow from the outbox), or drop it."""
        async with answering(interaction):
            await interaction.response.defer()
            await (self._confirm(interaction) if self.verb == "confirm" else self._leave(interaction))

    async def _confirm(self, interaction: discord.Interaction[Guildhall]) -> None:
        bot, now = interaction.client, interaction.client.clock.now()

        async def work(tx: Writing) -> int:
            sketched = await sessions.find(tx, self.session_id)
            if sketched is None or sketched.planned_by != interaction.user.id:
                raise NotFound("That plan is not there any more. Begin again with /session plan.")
            if sketched.status == "sketched":
                check(sketched.plan, now, bot.formats.known)
                await find_topic(tx, bot, interaction, str(sketched.plan.topic_id))
                await sessions.plan(tx, sketched, now)
            return sketched.plan.topic_id

        topic_id = await bot.database.write(f"interaction:{interaction.id}", work)
        told = "Planned. Its card is on its way to the topic, and a reminder goes out a day and 15 minutes before."
        await interaction.edit_original_response(content=told, embed=None, view=None)
        await hint_rules(bot, interaction, topic_id)

    async def _leave(self, interaction: discord.Interaction[Guildhall]) -> None:
        bot, now = interaction.client, interaction.client.clock.now()
        await bot.database.write(None, partial(sessions.drop_sketches, before=now, only=self.session_id))
        await interaction.edit_original_response(content="Nothing was posted.", embed=None, view=None)


def plan_buttons(session_id: int) -> ui.View:
    """Give the buttons of a plan that is not confirmed yet."""
    view = ui.View(timeout=None)
    for verb in _LABELS:
        view.add_item(PlanButton(session_id, verb))
    return view
