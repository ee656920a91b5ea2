"""`/session`: plan, list, show and cancel."""

from datetime import timedelta
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import format_dt

from bot.client import Guildhall
from bot.options import find_topic, topic_choices
from bot.reply import NOBODY, clip, send_pages
from bot.screening import Typed, screened
from cogs.sessions.answering import current_card, visible
from cogs.sessions.card import line, link_to
from cogs.sessions.planning import in_series, plan_buttons, preview
from cogs.sessions.running import Running, show_attendance
from community.access import MANAGE_CHANNELS
from community.errors import NotAllowed, Refusal
from community.sessions import (
    REASON_LIMIT,
    REPEATS_LIMIT,
    TITLE_LIMIT,
    WHERE_LIMIT,
    Plan,
    Session,
    check,
    check_may_cancel,
)
from community.times import read_time
from storage import access, communities, sessions, topics
from storage.database import Reading, Writing

_PAGE = 8
_MINUTES = 60

Asked = discord.Interaction[Guildhall]


@app_commands.guild_only()
class Sessions(
    Running, commands.GroupCog, group_name="session", group_description="Peer-learning sessions of your topics"
):
    """What members type about sessions."""

    def __init__(self, bot: Guildhall) -> None:
        self.bot = bot
        formats = [app_commands.Choice(name=name.capitalize(), value=name) for name in bot.formats.known]
        app_commands.choices(format=formats)(self.plan)

    @app_commands.command(name="plan", description="Plan a session: you see it before anything is posted")
    @app_commands.describe(
        topic="The topic it belongs to",
        format="How it runs",
        title="What it is about",
        starts="When it starts, such as Thu 3 Dec 2pm, in the community's time zone",
        minutes="How long it lasts, in minutes (60 unless you say)",
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
        minutes: app_commands.Range[int, 10, 1440] = _MINUTES,
        repeats: app_commands.Range[str, 1, REPEATS_LIMIT] | None = None,
        host: discord.Member | None = None,
        where: app_commands.Range[str, 1, WHERE_LIMIT] | None = None,
    ) -> None:
        """Check what is wanted, show it, and post it once it is confirmed."""
        await interaction.response.defer(ephemeral=True)
        interaction, (title, where) = await screened(
            interaction,
            Typed("Title", " ".join(title.split()), TITLE_LIMIT),
            Typed("Where", " ".join((where or "").split()), WHERE_LIMIT, needed=False),
        )
        now, guild_id = self.bot.clock.now(), interaction.guild_id or 0
        async with self.bot.database.read() as tx:
            found = await find_topic(tx, self.bot, interaction, topic)
            settings = await communities.settings_of(tx, guild_id)
            await self._check_host(tx, guild_id, found.id, host)
        _check_may_post(interaction, found.id)
        typed = read_time(starts, settings.zone, now)
        plan = Plan(
            topic_id=found.id,
            seen_in=found.id,
            title=title,
            format=format,
            starts_at=typed.moment,
            local_start=typed.local,
            zone=settings.zone.key,
            minutes=minutes,
            host_id=(host or interaction.user).id,
            location=where,
            chatham_house=self.bot.formats.known[format].chatham_house,
        )
        plan, rule, note = await in_series(plan, typed.note, repeats, settings["holidays"])
        check(plan, now, self.bot.formats.known)
        about, host_name = self.bot.formats.known[format], (host or interaction.user).display_name
        embed = preview(plan, about, note, found.name, host_name, rule)

        async def work(tx: Writing) -> int:
            return await sessions.sketch(tx, guild_id, plan, interaction.user.id, now, rule)

        session_id = await self.bot.database.write(f"interaction:{interaction.id}", work)
        await interaction.edit_original_response(embed=embed, view=plan_buttons(session_id))

    @plan.autocomplete("topic")
    async def _topics(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        return await topic_choices(interaction, current)

    @plan.autocomplete("where")
    async def _rooms(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        guild, member = interaction.guild, interaction.user
        if guild is None or not isinstance(member, discord.Member):
            return []
        rooms = [r for r in (*guild.voice_channels, *guild.stage_channels) if r.permissions_for(member).view_channel]
        fit = [r for r in rooms if current.casefold() in r.name.casefold()]
        return [app_commands.Choice(name=clip(f"🔊 {r.name}", 100), value=r.mention) for r in fit[:25]]

    @app_commands.command(name="list", description="What is coming")
    async def list_coming(self, interaction: Asked) -> None:
        """Show the sessions to come that the member can see."""
        await interaction.response.defer(ephemeral=True)
        await send_pages(interaction, self._listed)

    async def _listed(self, interaction: Asked) -> list[discord.Embed]:
        async with self.bot.database.read() as tx:
            coming = await self._coming(tx, interaction)
            names = {t.id: t.name for t in await topics.all_open(tx, interaction.guild_id)}
        if not coming:
            raise Refusal("No session is coming in the topics you can see. Plan one with `/session plan`.")
        lines = [line(session, names.get(session.plan.topic_id, "closed topic")) for session in coming]
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
            found = await self._find(tx, interaction, session)
            embed = await current_card(tx, self.bot.formats, found.id)
            await show_attendance(tx, self.bot, found, interaction.user.id, embed)
        view = discord.ui.View()
        if found.message_id:
            view.add_item(discord.ui.Button(label="Go to its card", url=link_to(found)))
        await interaction.edit_original_response(embed=embed, view=view, allowed_mentions=NOBODY)

    @app_commands.command(name="cancel", description="Call a session off, and tell those who meant to come")
    @app_commands.describe(session="Which session", reason="Why: people see it on the card")
    async def cancel(self, interaction: Asked, session: str, reason: app_commands.Range[str, 1, REASON_LIMIT]) -> None:
        """Cancel a session once; its card stays and says so."""
        await interaction.response.defer(ephemeral=True)
        interaction, (reason,) = await screened(interaction, Typed("Reason", reason.strip(), REASON_LIMIT))
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            found = await self._find(tx, interaction, session)
            tends = await topics.tends(tx, found.community_id, found.plan.topic_id, interaction.user.id)
        check_may_cancel(
            found, interaction.user.id, tends=tends or _may(interaction, found.plan.topic_id, MANAGE_CHANNELS)
        )
        if now >= found.ends_at:
            raise Refusal("This session is over.")

        async def work(tx: Writing) -> bool:
            fresh = await sessions.find(tx, found.id)
            if fresh is None or fresh.status == "cancelled":
                return False
            await sessions.call_off(tx, fresh, reason, now)
            return True

        done = await self.bot.database.write(f"interaction:{interaction.id}", work)
        when = format_dt(found.plan.starts_at, "F")
        told = f"Cancelled: {when}. Its card says so, and those going are told in its thread."
        await interaction.edit_original_response(content=told if done else "This session was cancelled already.")

    @show.autocomplete("session")
    @cancel.autocomplete("session")
    async def _sessions(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        async with self.bot.database.read() as tx:
            coming = await self._coming(tx, interaction)
        fit = [s for s in coming if current.casefold() in f"{_start(s)} {s.plan.title}".casefold()]
        return [app_commands.Choice(name=_choice(s), value=str(s.id)) for s in fit[:25]]

    async def _coming(self, tx: Reading, interaction: Asked) -> list[Session]:
        now, guild_id = self.bot.clock.now(), interaction.guild_id or 0
        seen = await access.seen_by_member(tx, guild_id, interaction.user.id, now)
        return await sessions.coming(tx, guild_id, seen, now - timedelta(minutes=_MINUTES))

    async def _find(self, tx: Reading, interaction: Asked, text: str) -> Session:
        digits = text.strip()
        if digits.isdecimal() and len(digits) < 19:
            return await visible(tx, self.bot, int(digits), interaction)
        named = [s for s in await self._coming(tx, interaction) if s.plan.title.casefold() == digits.casefold()]
        if len(named) == 1 or (named and len({s.part.series_id if s.part else -s.id for s in named}) == 1):
            return named[0]  # of a series, the next one
        return await visible(tx, self.bot, 0, interaction)

    async def _check_host(self, tx: Reading, guild_id: int, seen_in: int, host: discord.Member | None) -> None:
        if host is None:
            return
        if host.bot:
            raise Refusal("A bot can't host a session.")
        if seen_in not in await access.seen_by_member(tx, guild_id, host.id, self.bot.clock.now()):
            raise Refusal("The host can't see that topic. Choose someone who can.")


def _start(session: Session) -> str:
    return f"{session.plan.local_start:%a} {session.plan.local_start.day} {session.plan.local_start:%b %H:%M}"


def _choice(session: Session) -> str:
    return clip(f"{_start(session)} · {session.plan.title}", 100)


def _may(interaction: Asked, channel_id: int, permission: int) -> bool:
    channel: Any = interaction.guild.get_channel(channel_id) if interaction.guild else None
    if channel is None or not isinstance(interaction.user, discord.Member):
        return False
    return bool(channel.permissions_for(interaction.user).value & permission)


def _check_may_post(interaction: Asked, channel_id: int) -> None:
    if not _may(interaction, channel_id, discord.Permissions(send_messages=True).value):
        raise NotAllowed("You can read that topic but not post in it, so you can't plan a session there.")
