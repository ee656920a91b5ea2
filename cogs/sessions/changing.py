"""Changing a session: what it would be, shown before it is done."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from zoneinfo import ZoneInfo

import discord
from discord.utils import format_dt

from bot.reply import clip, plain
from cogs.sessions.card import length, place
from community.errors import Refusal
from community.holidays import holiday_on
from community.sessions import (
    Plan,
    Series,
    Session,
    changes,
    placed,
)
from community.times import Typed
from storage import sessions
from storage.database import Reading

_DATES = 3
_PLACE = 500


def changed(
    session: Session,
    title: str,
    starts: Typed | None,
    minutes: int | None,
    host: discord.Member | None,
    where: str,
    capacity: int | None,
) -> Plan:
    """Give the plan of a session with what was typed in place of what it is."""
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
        return after
    return replace(after, starts_at=starts.moment, local_start=starts.local)


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
        "where": (place(before.location, _PLACE) or "not said", place(after.location, _PLACE)),
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
