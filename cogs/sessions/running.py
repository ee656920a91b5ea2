"""`/session run`, and who came to one that was run."""

import discord
from discord import app_commands
from discord.ext import commands
from discord.utils import format_dt

from bot.client import Guildhall
from bot.reply import clip, plain
from cogs.sessions.card import length
from cogs.sessions.sight import chosen, titled, visible
from cogs.sessions.voices import see
from community.errors import Refusal
from community.sessions import (
    EARLY,
    LATE,
    Session,
    begin,
    check_facilitates,
    check_may_begin,
    facilitates,
    minutes_of,
    people_in,
)
from storage import access, communities, sessions
from storage.database import Reading, Writing
from storage.outbox import Due, put_due

Asked = discord.Interaction[Guildhall]
_NAMES = 40


class Running(commands.Cog):
    """The part of `/session` that runs one."""

    bot: Guildhall

    @app_commands.command(name="run", description="Run a session: its steps, one after the other, in its thread")
    @app_commands.describe(session="Which session")
    async def run(self, interaction: Asked, session: str) -> None:
        """Begin a session that one facilitates; begun already, bring its panel down to where people write."""
        await interaction.response.defer(ephemeral=True)
        now = self.bot.clock.now()
        async with self.bot.database.read() as tx:
            found = await find(tx, self.bot, interaction, session)
        check_facilitates(found, interaction.user.id)
        format_ = self.bot.formats.known.get(found.plan.format)
        if format_ is None:
            raise Refusal("How this format runs is not described here any more: ask whoever runs the bot.")

        async def work(tx: Writing) -> str:
            fresh = await visible(tx, self.bot, found.id, interaction)
            there = await sessions.run_of(tx, fresh.id, lock=True)
            if there is not None and not there.is_under_way:
                raise Refusal("This session was run and is finished.")
            if there is not None:
                payload = {"session": fresh.id, "again": True, "old": there.message_id}
                due = Due(sessions.PANEL, f"run:{fresh.id}:again:{interaction.id}", now, payload)
                await put_due(tx, fresh.community_id, due)
                return "It is under way. Its panel comes to the end of its thread"
            check_may_begin(fresh, now)
            await sessions.start(tx, fresh, begin(fresh, format_, now))
            await see(tx, self.bot, fresh)
            return "Begun. Its panel comes in its thread"

        told = await self.bot.database.write(f"interaction:{interaction.id}", work)
        place = found.thread_id or found.channel_id
        told += f": <#{place}>. Its buttons are for the host and the facilitator."
        await interaction.edit_original_response(content=told)

    @run.autocomplete("session")
    async def _runnable(self, interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        now, guild_id = self.bot.clock.now(), interaction.guild_id or 0
        async with self.bot.database.read() as tx:
            seen = await access.seen_by_member(tx, guild_id, interaction.user.id, now)
            near = await sessions.coming(tx, guild_id, seen, now - LATE - LATE, now + EARLY)
        mine = [one for one in near if facilitates(one, interaction.user.id)]
        fit = [one for one in mine if current.casefold() in one.plan.title.casefold()]
        return [app_commands.Choice(name=clip(one.plan.title, 100), value=str(one.id)) for one in fit[-25:]]


async def find(tx: Reading, bot: Guildhall, interaction: Asked, text: str) -> Session:
    """Give the session that is meant, by its id, its whole title, or what only one of those that are near has in it."""
    if (id_ := chosen(text)) is not None:
        return await visible(tx, bot, id_, interaction)
    now, guild_id = bot.clock.now(), interaction.guild_id or 0
    seen = await access.seen_by_member(tx, guild_id, interaction.user.id, now)
    near = await sessions.coming(tx, guild_id, seen, now - LATE - LATE)
    part = " ".join(text.casefold().split())
    named = titled(near, part)[:1] or [one for one in near if part and part in one.plan.title.casefold()]
    return await visible(tx, bot, named[0].id if len(named) == 1 else 0, interaction)


async def show_attendance(tx: Reading, bot: Guildhall, session: Session, member_id: int, embed: discord.Embed) -> None:
    """Add who came to what is shown of a session: all to its host, to others how many, to each their own part."""
    if await sessions.run_of(tx, session.id) is None:
        return
    now = bot.clock.now()
    stays = await sessions.stays_of(tx, session.id)
    people = people_in(stays)
    if member_id == session.plan.host_id:
        known = await communities.members_named(tx, session.community_id, people)
        names = [plain(known[id_].display_name, 32) if id_ in known else "someone" for id_ in people[:_NAMES]]
        more = [f"and {len(people) - _NAMES} more"] if len(people) > _NAMES else []
        embed.add_field(
            name=f"Came ({len(people)})", value=clip(", ".join(names + more), 1024) or "nobody yet", inline=False
        )
    else:
        embed.add_field(name="Came", value=str(len(people)))
    own = [stay for stay in stays if stay.member_id == member_id]
    if own:
        took = length(minutes_of(own, now))
        told = f"From {format_dt(own[0].came_at, 't')}{f', {took} in all' if took else ''}."
        embed.add_field(name="You were here", value=f"{told} You and the host know; others see a number.", inline=False)
