"""The panel of a session that is run: the step, its time, how many are there; the facilitator works it."""

import re
from datetime import datetime, timedelta
from typing import Any, Self

import discord
from discord import ui
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.numbered import ByNumber
from bot.reply import clip, plain
from cogs.sessions.card import GREEN, GREY, length, place
from cogs.sessions.sight import visible
from community.errors import NotFound, Refusal
from community.formats import Format
from community.sessions import Run, RunStatus, Session, Verb, check_facilitates, press
from storage import ledger, sessions
from storage.database import Writing

HERE_FOR = timedelta(days=1)
"""How long after its end one can still say that one was there."""

_LOOK = {
    Verb.BACK: ("Back", discord.ButtonStyle.secondary),
    Verb.NEXT: ("Next", discord.ButtonStyle.primary),
    Verb.PAUSE: ("Pause", discord.ButtonStyle.secondary),
    Verb.GO_ON: ("Go on", discord.ButtonStyle.success),
    Verb.FINISH: ("Finish", discord.ButtonStyle.danger),
}
_VERBS = "|".join(verb.value for verb in Verb)
_NOTED = "Noted: you were here. You and the host know; others see a number."
_NOT_KEPT = "You asked that nothing of yours is kept, so this is not noted. `/privacy erase` takes that back."


class RunButton(
    ui.DynamicItem[ui.Button[ui.View]], template=rf"guildhall:run:(?P<verb>{_VERBS}):(?P<id>\d+):(?P<at>\d+)"
):
    """**Next**, **Back**, **Pause**, **Go on** or **Finish**, for the facilitator alone.

    It carries the version that its panel shows: pressed twice, it acts once.
    """

    def __init__(self, session_id: int, verb: Verb, version: int) -> None:
        label, style = _LOOK[verb]
        custom_id = f"guildhall:run:{verb.value}:{session_id}:{version}"
        super().__init__(ui.Button(label=label, style=style, custom_id=custom_id))
        self.session_id = session_id
        self.verb = verb
        self.version = version

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], _item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the button again from what its message carries."""
        return cls(int(match["id"]), Verb(match["verb"]), int(match["at"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Move the run; the panel and what is announced follow from the outbox."""
        async with answering(interaction):
            await interaction.response.defer()
            bot: Guildhall = interaction.client
            now = bot.clock.now()

            async def work(tx: Writing) -> None:
                session = await visible(tx, bot, self.session_id, interaction)
                check_facilitates(session, interaction.user.id)
                run = await _pressed(tx, session, interaction)
                await sessions.move(tx, run, press(run, self.verb, self.version, now), now)

            await bot.database.write(f"interaction:{interaction.id}", work)


class HereButton(ByNumber, ui.DynamicItem[ui.Button[ui.View]], template=r"guildhall:here:(?P<id>\d+)"):
    """**I was here**, where a session does not meet in a voice channel."""

    def __init__(self, session_id: int) -> None:
        look = discord.ButtonStyle.secondary
        super().__init__(ui.Button(label="I was here", style=look, custom_id=f"guildhall:here:{session_id}", row=1))
        self.session_id = session_id

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Note that somebody was there."""
        async with answering(interaction):
            await interaction.response.defer()
            bot: Guildhall = interaction.client
            now, member_id = bot.clock.now(), interaction.user.id

            async def work(tx: Writing) -> bool:
                session = await visible(tx, bot, self.session_id, interaction)
                run = await _pressed(tx, session, interaction)
                if run.finished_at is not None and now > run.finished_at + HERE_FOR:
                    raise Refusal("This session was over too long ago to say that you were there.")
                if await ledger.keeps_nothing(tx, session.community_id, member_id):
                    raise Refusal(_NOT_KEPT)
                if new := await sessions.say_here(tx, session.id, member_id, now):
                    await sessions.show_people(tx, run, now)
                return new

            new = await bot.database.write(f"interaction:{interaction.id}", work)
            await interaction.followup.send(_NOTED if new else "That is noted already.", ephemeral=True)


async def _pressed(tx: Writing, session: Session, interaction: discord.Interaction[Any]) -> Run:
    """Give the run whose panel was pressed, and remember which message that is: its sending may have seemed to fail."""
    run = await sessions.run_of(tx, session.id, lock=True)
    if run is None:
        raise NotFound("That session is not being run. Begin with /session run.")
    if interaction.message is not None:
        await sessions.note_panel(tx, session.id, interaction.message.channel.id, interaction.message.id)
    return run


def panel_buttons(run: Run, *, by_voice: bool) -> ui.View | None:
    """Give the panel's buttons: what may be pressed now, and **I was here** where nobody can see who is there."""
    view = ui.View(timeout=None)
    for verb in run.verbs:
        view.add_item(RunButton(run.session_id, verb, run.version))
    if not by_voice:
        view.add_item(HereButton(run.session_id))
    return view if view.children else None


def panel(
    session: Session, run: Run, format_: Format | None, facilitator: str, people: int, *, by_voice: bool
) -> discord.Embed:
    """Show a session that is run. `people` is how many are there now in a voice channel, elsewhere how many said so."""
    under_way = run.is_under_way
    embed = discord.Embed(title=clip(plain(session.plan.title), 256), color=GREEN if under_way else GREY)
    if under_way:
        embed.description = f"**Step {run.at + 1} of {len(run.steps)}: {run.step.name}**\n{run.step.say}"
        after = run.steps[run.at + 1].name if run.at + 1 < len(run.steps) else "the end"
        embed.add_field(name="Time", value=_time(session, run), inline=False)
        embed.add_field(name="Then", value=after)
    else:
        embed.description = f"Finished {format_dt(run.finished_at or run.started_at, 'f')}. Thank you all."
    embed.add_field(
        name=f"Here ({people})" if under_way else f"Came ({people})", value=_where(session, by_voice=by_voice)
    )
    embed.add_field(name="Facilitator", value=plain(facilitator, 100))
    if under_way and format_ is not None:
        roles = "\n".join(f"**{role.name.capitalize()}** {role.does}" for role in format_.roles)
        embed.add_field(name="Roles", value=clip(roles, 1024), inline=False)
    told = "Who came is known to themselves and the host; others see a number."
    embed.set_footer(
        text=f"Chatham House Rule: what is said here is not kept. {told}" if session.plan.chatham_house else told
    )
    return embed


def _time(session: Session, run: Run) -> str:
    if run.status is RunStatus.PAUSED:
        left = round(run.left / timedelta(minutes=1)) if run.left is not None else None
        return "Paused." if left is None else f"Paused, with {length(left) or 'no time'} left of this step."
    if run.ends_at is None:
        return f"As long as it needs. The session is planned until {format_dt(session.ends_at, 't')}."
    return f"{length(run.step.minutes or 0)}, until {format_dt(run.ends_at, 't')} ({format_dt(run.ends_at, 'R')})"


def _where(session: Session, *, by_voice: bool) -> str:
    where = place(session.plan.location) if session.plan.location else "In this thread"
    return where if by_voice else f"{where}\nPress **I was here**."


def announcement(run: Run, since: datetime) -> str:
    """Say that a step begins; the same at each attempt, and never twice the same: so one that was sent is found."""
    step = run.step
    takes = length(step.minutes) if step.minutes is not None else "as long as it needs"
    return f"**Step {run.at + 1} of {len(run.steps)}: {step.name}** ({takes}, from {format_dt(since, 't')})\n{step.say}"


def over(run: Run, since: datetime) -> str:
    """Say that the time of a step is over."""
    when = format_dt(since, "t")
    return f"The time for **{run.step.name}** was over at {when}. Go on when you are ready: nothing moves by itself."
