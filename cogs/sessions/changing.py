"""Changing a session and calling it off: shown before it is done, and of a series asked how far it goes."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

import discord
from discord.utils import format_dt

from bot.answer import answering
from bot.client import Guildhall
from bot.reply import View, clip, plain
from cogs.sessions.allowed import Asked, allowed
from cogs.sessions.card import length, place
from community.errors import Refusal
from community.holidays import holiday_on
from community.sessions import (
    Plan,
    Series,
    Session,
    changes,
    check_may_cancel,
    check_may_change,
    placed,
)
from community.times import Typed, read_time
from storage import sessions
from storage.database import Reading, Writing

_TIME_ALONE = re.compile(r"(?:at )?(?:\d{1,2}[:.h]\d{2} ?(?:[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?|noon)", re.IGNORECASE)
_DATES = 3

Work = Callable[[Writing, Session], Awaitable[str]]
"""Does what was asked for, to the session as it is then, and says what was done."""


def changed(
    session: Session,
    title: str,
    starts: str | None,
    minutes: int | None,
    host: discord.Member | None,
    where: str,
    capacity: int | None,
    now: datetime,
) -> tuple[Plan, str]:
    """Give the plan of a session with what was typed in place of what it is, and what to know about its time."""
    before = session.plan
    after = replace(
        before,
        title=title or before.title,
        minutes=minutes or before.minutes,
        host_id=host.id if host else before.host_id,
        location=where or before.location,
        capacity=before.capacity if capacity is None else capacity or None,
    )
    if starts is None:
        return after, ""
    typed = read_start(starts, session, now)
    return replace(after, starts_at=typed.moment, local_start=typed.local), typed.note


def read_start(text: str, session: Session, now: datetime) -> Typed:
    """Read when a session is to start; a time alone is meant on its own day."""
    plan = session.plan
    day = plan.local_start
    words = f"{day.day} {day:%B %Y} {text.strip()}" if _TIME_ALONE.fullmatch(text.strip()) else text
    return read_time(words, ZoneInfo(plan.zone), now)


async def series_after(tx: Reading, session: Session, after: Plan) -> tuple[Series | None, str]:
    """Give the series of a session as it would be from it on; and, where it can't be changed so, why not."""
    if session.part is None:
        return None, ""
    found = await sessions.find_series(tx, session.part.series_id)
    assert found is not None, "a series is never removed while it has sessions"
    try:
        cut = sessions.split_at(found, session, after, session.part.original)
    except Refusal as refusal:
        return None, refusal.sentence
    if "starts" in changes(session.plan, after) and (
        holiday := holiday_on(cut.later.holidays, after.local_start.date())
    ):
        return None, f"That day is {holiday}, and this series leaves bank holidays out."
    first = placed(cut.first, ZoneInfo(found.plan.zone))
    plan = replace(found.plan, local_start=cut.first, starts_at=first.starts_at)
    return replace(found, plan=plan, repeats=cut.later, earlier=cut.before), ""


def preview(
    session: Session, after: Plan, note: str, names: Mapping[int, str], series: Series | None, why_not: str
) -> discord.Embed:
    """Show what a change would make of a session: nothing is changed yet."""
    before = session.plan
    told = "Nothing is changed yet."
    if session.part is not None:
        told += f" It is one of a series: {session.part.told}. How far does the change go?"
    embed = discord.Embed(title=plain(before.title, 256), description=told)
    differ = changes(before, after)
    rows = {
        "title": (plain(before.title), plain(after.title)),
        "starts": (format_dt(before.starts_at, "F"), f"{format_dt(after.starts_at, 'F')}\n{note}".strip()),
        "minutes": (length(before.minutes), length(after.minutes)),
        "host": tuple(plain(names.get(plan.host_id, "someone who has left"), 100) for plan in (before, after)),
        "capacity": tuple(str(plan.capacity or "all may come") for plan in (before, after)),
        "where": (place(before.location) or "not said", place(after.location)),
    }
    for name, (was, now) in rows.items():
        if name in differ:
            embed.add_field(name=name.capitalize(), value=clip(f"{was}\n→ {now}", 1024), inline=False)
    if series is not None:
        zone = ZoneInfo(series.plan.zone)
        dates = [placed(at, zone) for at in islice(series.repeats.dates(series.plan.local_start), _DATES)]
        lines = [series.repeats.words, *(format_dt(found.starts_at, "F") for found in dates)]
        lines += [found.note for found in dates if found.note]
        lines.append("What was changed or called off for one alone stays so.")
        embed.add_field(name="All following would be", value="\n".join(lines), inline=False)
    elif why_not:
        embed.add_field(name="All following", value=why_not, inline=False)
    return embed


class HowFar(View):
    """**This one** or **All following**, asked for every change to a session of a series; else **Confirm**."""

    def __init__(
        self, session: Session, check: Callable[..., None], one: Work, following: Work | None, left: str
    ) -> None:
        super().__init__()
        self._session, self._check, self._left = session, check, left
        self._one, self._following = one, following
        if session.part is None:
            self.this_one.label = "Confirm"
        if following is None:
            self.remove_item(self.all_following)

    async def _do(self, interaction: Asked, work: Work) -> None:
        async with answering(interaction):
            await interaction.response.defer()
            bot = interaction.client

            async def write(tx: Writing) -> str:
                fresh = await allowed(tx, interaction, str(self._session.id), self._check)
                if fresh.version != self._session.version:
                    raise Refusal("It was changed meanwhile. Look at it again, then say what is to change.")
                return await work(tx, fresh)

            told = await bot.database.write(f"interaction:{interaction.id}", write)
            await interaction.edit_original_response(content=told, embed=None, view=None)

    @discord.ui.button(label="This one", style=discord.ButtonStyle.success)
    async def this_one(self, interaction: Asked, _button: discord.ui.Button["HowFar"]) -> None:
        """Do it to this session alone."""
        await self._do(interaction, self._one)

    @discord.ui.button(label="All following", style=discord.ButtonStyle.primary)
    async def all_following(self, interaction: Asked, _button: discord.ui.Button["HowFar"]) -> None:
        """Do it to this session and all that follow in its series."""
        assert self._following is not None, "the button is not there"
        await self._do(interaction, self._following)

    @discord.ui.button(label="Leave it", style=discord.ButtonStyle.secondary)
    async def leave(self, interaction: Asked, _button: discord.ui.Button["HowFar"]) -> None:
        """Do nothing."""
        async with answering(interaction):
            await interaction.response.edit_message(content=self._left, embed=None, view=None)


def to_change(bot: Guildhall, session: Session, after: Plan, *, following: bool) -> HowFar:
    """Give the buttons that change a session as it was shown."""

    async def one(tx: Writing, fresh: Session) -> str:
        await sessions.change_one(tx, fresh, after, bot.clock.now())
        others = " The others stay as they are." if fresh.part else ""
        return f"Changed: {format_dt(after.starts_at, 'F')}. Those who said that they come, or may, are told.{others}"

    async def all_following(tx: Writing, fresh: Session) -> str:
        number = await sessions.change_following(tx, fresh, after, bot.clock.now())
        made = "1 session is made so far" if number == 1 else f"{number} sessions are made so far"
        return f"Changed, with all that follow: {made}. Those who said that they come, or may, are told."

    return HowFar(session, check_may_change, one, all_following if following else None, "Nothing was changed.")


def to_call_off(bot: Guildhall, session: Session, reason: str, by: int) -> HowFar:
    """Give the buttons that call off a session of a series."""

    async def one(tx: Writing, fresh: Session) -> str:
        await sessions.call_off(tx, fresh, reason, bot.clock.now(), by=by)
        return f"{called_off(fresh)} The others stay."

    async def following(tx: Writing, fresh: Session) -> str:
        number = await sessions.call_off_following(tx, fresh, reason, bot.clock.now(), by=by)
        others = f", with {number - 1} that were to follow" if number > 1 else ""
        return f"{called_off(fresh, others)} The series ends before it."

    return HowFar(session, check_may_cancel, one, following, "Nothing was cancelled.")


def called_off(session: Session, others: str = "") -> str:
    """Say that a session was called off."""
    when = format_dt(session.plan.starts_at, "F")
    return f"Cancelled: {when}{others}. Its card says so, and those going are told in its thread."
