"""How a poll looks: its card, and one of its times where Discord shows no moments."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import discord
from discord.utils import format_dt

from bot.reply import clip, plain
from cogs.sessions.card import GREEN, GREY, add_place, length, link_to
from community.sessions import Poll, Session

_NAMES = 60
"""Most names on a card, over all times; the rest are a number."""
_FEWEST_NAMES = 8


def poll_card(
    poll: Poll,
    names: Mapping[int, str],
    topic_name: str,
    purpose: str,
    now: datetime,
    planned: Session | None = None,
) -> discord.Embed:
    """Show a poll as its card does: what for, which times, and who can make each.

    `names` gives display names by member id; `planned` is the session of the time that was picked.
    """
    plan, is_open = poll.plan, poll.status == "open"
    embed = discord.Embed(title=clip(plain(plan.title), 256), color=GREEN if is_open else GREY)
    embed.description = _told(poll, planned)
    for number in range(1, len(poll.times) + 1):
        people = poll.voting(number)
        best = " · most so far" if is_open and number in poll.best else ""
        embed.add_field(
            name=f"Time {number} · {len(people)} can{best}{' · picked' if number == poll.picked else ''}",
            value=clip(f"{_moment(poll, number, now)}\n{_people(people, names, len(poll.times))}", 1024),
            inline=False,
        )
    embed.add_field(name="Lasts", value=length(plan.minutes))
    embed.add_field(name="Format", value=f"{plan.format.capitalize()}: {purpose}", inline=False)
    add_place(embed, plan.location)
    embed.add_field(name="Host", value=plain(names.get(plan.host_id, "someone who has left"), 100))
    embed.add_field(name="Topic", value=f"#{plain(topic_name, 100)}")
    return embed


def worded(poll: Poll, number: int, zone: ZoneInfo) -> str:
    """Say one of the times in words, in a zone, for a menu."""
    local = poll.times[number - 1].astimezone(zone)
    return f"{number} · {local:%a} {local.day} {local:%b %H:%M} ({zone.key})"


def _told(poll: Poll, planned: Session | None) -> str:
    if poll.status == "open":
        return (
            "When shall we meet? Press **every** time that you can make. The times are shown in your "
            "own zone. The host picks one."
        )
    if poll.status == "picked" and poll.picked is not None:
        moment = format_dt(poll.times[poll.picked - 1], "F")
        link = f" [Its card]({link_to(planned)}) says who comes." if planned and planned.message_id else ""
        return f"**Planned for {moment}.**{link}"
    return "This poll is closed: no time was picked."


def _moment(poll: Poll, number: int, now: datetime) -> str:
    moment = poll.times[number - 1]
    if poll.status == "open" and moment <= now:
        return f"~~{format_dt(moment, 'F')}~~ (past)"
    return f"{format_dt(moment, 'F')} ({format_dt(moment, 'R')})"


def _people(people: Sequence[int], names: Mapping[int, str], times: int) -> str:
    limit = max(_FEWEST_NAMES, _NAMES // times)
    shown = [plain(names.get(member, "someone"), 32) for member in people[:limit]]
    if more := len(people) - len(shown):
        shown.append(f"and {more} more")
    return ", ".join(shown) or "nobody yet"
