"""`/session`: plan, list, show, change and cancel; what else there is comes with its own part."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import format_dt

from bot.client import Guildhall
from bot.options import topic_choices
from bot.reply import NOBODY, plain, send_pages
from bot.screening import Typed, screened
from cogs.sessions.after.reflecting import Reflecting, been, meant
from cogs.sessions.after.report import show_after
from cogs.sessions.allowed import (
    Asked,
    allowed,
    check_host,
    choices_of,
    coming,
    find,
    room_choices,
    session_choices,
)
from cogs.sessions.answering import current_card
from cogs.sessions.calendars import Calendars
from cogs.sessions.card import line, link_to
from cogs.sessions.changing import changed, series_after
from cogs.sessions.changing import preview as what_changes
from cogs.sessions.howfar import ask_how_far, called_off
from cogs.sessions.planning import in_series, plan_buttons, preview
from cogs.sessions.poll.asking import Polling
from cogs.sessions.reminding import direct_buttons
from cogs.sessions.running import Running, show_attendance
from cogs.sessions.wanted import wanted
from cogs.sessions.when import kept_in, read_in, said_in, warned
from community.errors import NotFound, Refusal
from community.sessions import (
    CAPACITY_LIMIT,
    REASON_LIMIT,
    REPEATS_LIMIT,
    TITLE_LIMIT,
    WHERE_LIMIT,
    Session,
    check,
    check_change,
    check_may_cancel,
    check_may_change,
    read_start,
)
from community.times import read_time
from storage import communities, sessions, topics
from storage.database import Reading, Writing

_PAGE = 8


@app_commands.guild_only()
class Sessions(
    Running,
    Calendars,
    Polling,
    Reflecting,
    commands.GroupCog,
    group_name="session",
    group_description="Peer-learning sessions of your topics",
):
    """What members type about sessions."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot
        formats = [app_commands.Choice(name=name.capitalize(), value=name) for name in bot.formats.known]
        for command in (self.plan, self.poll):
            app_commands.choices(format=formats)(command)

    @app_commands.command(name="plan", description="Plan a session: you see it before anything is posted")
    @app_commands.describe(
        topic="The topic it belongs to",
        format="How it runs",
        title="What it is about",
        starts="When it starts, such as Thu 3 Dec 2pm, in your time zone (else the community's)",
        minutes="How long it lasts, in minutes (as its format usually does, unless you say)",
        capacity="How many may come besides the host (all, unless you say); the others wait for a place",
        repeats="How it repeats, such as every second Tuesday until 3 March, skip bank holidays",
        host="Who hosts it (you, unless you say)",
        where="Where you meet: a voice channel, a link, a room",
    )
    async def plan(
        self,
        interaction: Asked,
        topic: str,
        format: str,  # noqa: A002 - the option's name is a contract
        title: app_commands.Range[str, 1, TITLE_LIMIT],
        starts: app_commands.Range[str, 1, 100],
        minutes: app_commands.Range[int, 10, 1440] | None = None,
        capacity: app_commands.Range[int, 1, CAPACITY_LIMIT] | None = None,
        repeats: app_commands.Range[str, 1, REPEATS_LIMIT] | None = None,
        host: discord.Member | None = None,
        where: app_commands.Range[str, 1, WHERE_LIMIT] | None = None,
    ) -> None:
        """Check what is wanted, show it, and post it once it is confirmed."""
        await interaction.response.defer(ephemeral=True)
        interaction, one = await wanted(interaction, topic, title, where, host)
        now, guild_id = self.bot.clock.now(), interaction.guild_id or 0
        reading, about = one.read_in, self.bot.formats.known[format]
        typed = read_time(starts, reading.zone, now)
        zone, local = kept_in(typed, reading.zone)
        plan = replace(
            one.at(typed.moment, local, zone, about, minutes), chatham_house=about.chatham_house, capacity=capacity
        )
        plan, rule, note = await in_series(plan, typed.note, repeats, one.settings["holidays"])
        check(plan, now, self.bot.formats.known)
        async with self.bot.database.read() as tx:
            known = await warned(tx, one.settings, guild_id, plan, rule=rule)
        clocks = said_in(plan.starts_at, zone, reading.zone, one.settings.zone)
        note = "\n".join(filter(None, [reading.said(typed), clocks, note, *known]))
        embed = preview(plan, about, note, one.topic.name, one.host.display_name, rule)

        async def work(tx: Writing) -> int:
            return await sessions.sketch(tx, guild_id, plan, interaction.user.id, now, rule)

        session_id = await self.bot.database.write(f"interaction:{interaction.id}", work)
        await interaction.edit_original_response(embed=embed, view=plan_buttons(session_id))

    @plan.autocomplete("topic")
    async def _topics(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        return await topic_choices(interaction, current)

    @app_commands.command(name="list", description="What is coming")
    async def list_coming(self, interaction: Asked) -> None:
        """Show the sessions to come that the member can see."""
        await interaction.response.defer(ephemeral=True)
        await send_pages(interaction, self._listed)

    async def _listed(self, interaction: Asked) -> list[discord.Embed]:
        async with self.bot.database.read() as tx:
            there = await coming(tx, interaction, finished=False)
            names = {t.id: t.name for t in await topics.all_open(tx, interaction.guild_id)}
        if not there:
            raise Refusal("No session is coming in the topics you can see. Plan one with `/session plan`.")
        lines = [line(session, names.get(session.plan.topic_id, "closed topic")) for session in there]
        chunks = [lines[at : at + _PAGE] for at in range(0, len(lines), _PAGE)]
        pages = [discord.Embed(title="Coming sessions", description="\n\n".join(chunk)) for chunk in chunks]
        for number, page in enumerate(pages, 1):
            if len(pages) > 1:
                page.set_footer(text=f"Page {number} of {len(pages)}")
        return pages

    @app_commands.command(name="show", description="One session: when, where, who comes")
    @app_commands.describe(session="Which session")
    async def show(self, interaction: Asked, session: str) -> None:
        """Show one session as it is now."""
        await interaction.response.defer(ephemeral=True)
        async with self.bot.database.read() as tx:
            found = await _coming_or_been(tx, interaction, session)
            embed = await current_card(tx, self.bot.formats, found.id)
            await show_attendance(tx, self.bot, found, interaction.user.id, embed)
            view = await show_after(tx, self.bot, found, interaction.user.id, embed)
            ahead = found.status == "planned" and found.plan.starts_at > self.bot.clock.now()
            if ahead and not await sessions.is_finished(tx, found.id):
                await direct_buttons(tx, found, interaction.user.id, view)
        if found.message_id:
            view.add_item(discord.ui.Button(label="Go to its card", url=link_to(found)))
        await interaction.edit_original_response(embed=embed, view=view, allowed_mentions=NOBODY)

    @app_commands.command(name="change", description="Move or rename a session: you see it before anything is changed")
    @app_commands.describe(
        session="Which session",
        title="What it is about",
        starts="When it starts, in your time zone (else the community's); a time alone is on its own day",
        minutes="How long it lasts, in minutes",
        host="Who hosts it",
        where="Where you meet: a voice channel, a link, a room",
        capacity="How many may come besides the host; 0: all",
    )
    async def change(
        self,
        interaction: Asked,
        session: str,
        title: app_commands.Range[str, 1, TITLE_LIMIT] | None = None,
        starts: app_commands.Range[str, 1, 100] | None = None,
        minutes: app_commands.Range[int, 10, 1440] | None = None,
        host: discord.Member | None = None,
        where: app_commands.Range[str, 1, WHERE_LIMIT] | None = None,
        capacity: app_commands.Range[int, 0, CAPACITY_LIMIT] | None = None,
    ) -> None:
        """Show what would change, and of a series ask how far it goes."""
        await interaction.response.defer(ephemeral=True)
        interaction, (title, where) = await screened(
            interaction,
            Typed("Title", " ".join((title or "").split()), TITLE_LIMIT, needed=False),
            Typed("Where", " ".join((where or "").split()), WHERE_LIMIT, needed=False),
        )
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            found = await allowed(tx, interaction, session, check_may_change)
            await check_host(tx, interaction, found.plan.seen_in, host)
            settings = await communities.settings_of(tx, found.community_id)
            zone = await read_in(tx, settings, found.community_id, interaction.user.id)
            typed = read_start(starts, found.plan, zone.zone, now) if starts else None
            after = changed(found, title, typed, minutes, host, where, capacity)
            check_change(found, after, now)
            series, why_not = await series_after(tx, found, after)
            note = ""
            if typed is not None and after.starts_at != found.plan.starts_at:
                clocks = said_in(after.starts_at, ZoneInfo(after.zone), typed.named or zone.zone, settings.zone)
                known = await warned(tx, settings, found.community_id, after, but=found.id)
                note = "\n".join(filter(None, [zone.said(typed), clocks, typed.note, *known]))
            people = [found.plan.host_id, after.host_id]
            members = await communities.members_named(tx, found.community_id, people)
        names = {id_: member.display_name for id_, member in members.items()}
        embed = what_changes(found, after, note, names, series, why_not)
        await ask_how_far(interaction, found, series, after=after, embed=embed)

    @app_commands.command(name="cancel", description="Call a session off, and tell those who meant to come")
    @app_commands.describe(session="Which session", reason="Why: people see it on the card")
    async def cancel(self, interaction: Asked, session: str, reason: app_commands.Range[str, 1, REASON_LIMIT]) -> None:
        """Cancel a session once, its card stays and says so; of a series ask how far it goes."""
        await interaction.response.defer(ephemeral=True)
        interaction, (reason,) = await screened(interaction, Typed("Reason", reason.strip(), REASON_LIMIT))
        async with self.bot.database.read() as tx:
            found = await allowed(tx, interaction, session, check_may_cancel)
            series = await sessions.find_series(tx, found.part.series_id) if found.part else None
        if found.part is not None:
            told = f"**{plain(found.plan.title)}**, {format_dt(found.plan.starts_at, 'F')}, is one of a series: "
            told += f"{found.part.told}. Is this one cancelled, or all that follow too?"
            await ask_how_far(interaction, found, series, reason=reason, content=told)
            return

        async def work(tx: Writing) -> bool:
            fresh = await sessions.find(tx, found.id)
            if fresh is None or fresh.status == "cancelled":
                return False
            await sessions.call_off(tx, fresh, reason, self.bot.clock.now(), by=interaction.user.id)
            return True

        done = await self.bot.database.write(f"interaction:{interaction.id}", work)
        told = called_off(found) if done else "This session was cancelled already."
        await interaction.edit_original_response(content=told)

    @plan.autocomplete("where")
    @change.autocomplete("where")
    async def _rooms(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        return room_choices(interaction, current)

    @show.autocomplete("session")
    async def _sessions_and_past(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        async with self.bot.database.read() as tx:
            there = list(
                {one.id: one for one in (*await coming(tx, interaction), *await been(tx, interaction))}.values()
            )
        return choices_of(there, current)

    @change.autocomplete("session")
    @cancel.autocomplete("session")
    async def _sessions(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        return await session_choices(interaction, current)


async def _coming_or_been(tx: Reading, interaction: Asked, text: str) -> Session:
    try:
        return await find(tx, interaction, text)
    except NotFound:
        return await meant(tx, interaction, text)
