"""The last look at a plan before it is posted."""

import asyncio
import re
from dataclasses import replace
from functools import partial
from typing import Any, Self
from zoneinfo import ZoneInfo

import discord
from discord import ui
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.options import find_topic
from bot.reply import clip, plain
from bot.rules import hint_rules
from cogs.sessions.card import CHATHAM_HOUSE, add_place, lasts, length
from community.errors import NotFound
from community.formats import Format
from community.holidays import NONE, holiday_on
from community.sessions import Plan, Repeats, check, placed, read_repeats
from storage import sessions
from storage.database import Writing

_LABELS = {"confirm": ("Confirm", discord.ButtonStyle.success), "leave": ("Leave it", discord.ButtonStyle.secondary)}


_SHOWN_DATES = 5


def preview(
    plan: Plan, format_: Format, note: str, topic_name: str, host_name: str, repeats: Repeats | None = None
) -> discord.Embed:
    """Show a plan to its planner: nothing is posted yet."""
    embed = discord.Embed(title=plain(plan.title, 256), description="Nothing is posted yet. Is this right?")
    when = (
        f"{format_dt(plan.starts_at, 'F')} ({format_dt(plan.starts_at, 'R')})\n{lasts(plan, format_)}\n{note}".strip()
    )
    embed.add_field(name="When", value=clip(when, 1024), inline=False)
    if repeats is not None:
        embed.add_field(name="Repeats", value=repeats.words, inline=False)
        embed.add_field(name="First dates", value="\n".join(dates(repeats, plan)), inline=False)
    embed.add_field(name="Format", value=_about(format_), inline=False)
    embed.add_field(name="Topic", value=f"#{plain(topic_name, 100)}")
    embed.add_field(name="Host", value=plain(host_name, 100))
    if plan.capacity:
        embed.add_field(name="Places", value=str(plan.capacity))
    add_place(embed, plan.location)
    return embed


def _about(format_: Format) -> str:
    """Say what a format is for, for how many, how long it usually takes, and whether Chatham House holds."""
    fewest, most = format_.people
    told = f"{format_.name.capitalize()}: {format_.purpose}."
    told += f" For {fewest} to {most} people; usually {length(format_.minutes)}."
    return told + f"\n{CHATHAM_HOUSE}" * format_.chatham_house


async def in_series(plan: Plan, note: str, repeats: str | None, region: str | None) -> tuple[Plan, Repeats | None, str]:
    """Give the plan of the first session, by how it was typed to repeat; the rule; and what to know about its time."""
    if repeats is None:
        return plan, None, note
    # Bank holidays are read from files, the first time.
    rule = await asyncio.to_thread(read_repeats, repeats, plan.local_start, region or NONE)
    first = rule.begins(plan.local_start)
    if first == plan.local_start:
        return plan, rule, note
    found = placed(first, ZoneInfo(plan.zone))
    told = "This is the first date from the one you gave that fits how it repeats."
    return replace(plan, starts_at=found.starts_at, local_start=found.original), rule, told


def dates(repeats: Repeats, plan: Plan) -> list[str]:
    """List the first dates of a series, what is left out among them, and what the clocks do to them."""
    zone = ZoneInfo(plan.zone)
    lines: list[str] = []
    notes: list[str] = []
    for at in repeats.by_rule(plan.local_start):
        if holiday := holiday_on(repeats.holidays, at.date()):
            notes.append(f"{at:%a} {at.day} {at:%b} is left out: {holiday}.")
            continue
        if len(lines) == min(_SHOWN_DATES, repeats.count or _SHOWN_DATES):
            break
        found = placed(at, zone)
        lines.append(format_dt(found.starts_at, "F"))
        notes += [found.note] if found.note else []
    return [*lines, *notes[:_SHOWN_DATES]]


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

        async def work(tx: Writing) -> list[int]:
            sketched = await sessions.find(tx, self.session_id)
            if sketched is None or sketched.planned_by != interaction.user.id:
                raise NotFound("That plan is not there any more. Begin again with /session plan.")
            if sketched.status == "sketched":
                check(sketched.plan, now, bot.formats.known)
                await find_topic(tx, bot, interaction, str(sketched.plan.topic_id))
                await sessions.plan(tx, sketched, now)
            return [sketched.plan.topic_id, sketched.part is not None]

        topic_id, repeats = await bot.database.write(f"interaction:{interaction.id}", work)
        told = "Planned. Its card is on its way to the topic, and those who come are reminded in its thread."
        if repeats:
            told += " Each of those that follow gets a card of its own two weeks before; `/session list` has them now."
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
