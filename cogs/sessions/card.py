"""How a session looks: its card, its line in a list, its reminder."""

from collections.abc import Mapping, Sequence

import discord
from discord.utils import format_dt

from bot.reply import MESSAGE_LIMIT, clip, plain
from community.formats import Format
from community.sessions import MENTIONS, Answer, Plan, Session

GREEN, GREY = 0x2F6F4F, 0x80848E
CHATHAM_HOUSE = (
    "Under the Chatham House Rule: what is said in its thread is not kept, and its notes name neither people nor "
    "organisations."
)
_NARROW = 40
"""Characters that a field takes which stands beside others."""
_BESIDE = 100
"""Characters that are left in a reminder for what may stand after it."""
_NAMES = 30
"""Most names under one answer on a card; the rest are a number."""


def card(session: Session, names: Mapping[int, str], topic_name: str, purpose: str) -> discord.Embed:
    """Show a session as its card does: what, when, where, who comes.

    `names` gives display names by member id; `purpose` says what its format is for.
    """
    plan = session.plan
    cancelled = session.status == "cancelled"
    title = f"Cancelled: {plain(plan.title)}" if cancelled else plain(plan.title)
    embed = discord.Embed(title=clip(title, 256), color=GREY if cancelled else GREEN)
    if cancelled and session.reason:
        embed.description = plain(session.reason, 600)
    when = f"{format_dt(plan.starts_at, 'F')} ({format_dt(plan.starts_at, 'R')})\n{length(plan.minutes)}"
    if session.part is not None:
        when += f"\n{session.part.told}"
    embed.add_field(name="When", value=when, inline=False)
    rule = f"\n{CHATHAM_HOUSE}" if plan.chatham_house else ""
    embed.add_field(name="Format", value=f"{plan.format.capitalize()}: {purpose}{rule}", inline=False)
    add_place(embed, plan.location)
    embed.add_field(name="Host", value=plain(names.get(plan.host_id, "someone who has left"), 100))
    if session.roles and not cancelled:
        held = [
            f"{plain(role).capitalize()}: {plain(names.get(who, 'someone'), 32)}" for role, who in session.roles.items()
        ]
        embed.add_field(name="Roles", value=clip("\n".join(held), 500), inline=False)
    embed.add_field(name="Topic", value=f"#{plain(topic_name, 100)}")
    if not cancelled:
        for answer in Answer:
            people = session.saying(answer)
            count = going(session) if answer is Answer.GOING else str(len(people))
            embed.add_field(name=f"{answer.label} ({count})", value=_people(people, names))
        if session.waiting:
            line = [one.member_id for one in session.waiting]
            asked = sum(one.offer is not None for one in session.waiting)
            told = f"Waitlist ({len(line)}; {asked} {'has' if asked == 1 else 'have'} an offer)"
            name = told if asked else f"Waitlist ({len(line)})"
            embed.add_field(name=name, value=_people(line, names), inline=False)
    return embed


def thread_name(session: Session) -> str:
    """Give the name of a session's thread; those of a series begin with their dates, which tell them apart."""
    if session.part is None:
        return clip(session.plan.title, 100)
    start = session.plan.local_start
    return clip(f"{start.day} {start:%b} · {session.plan.title}", 100)


def length(minutes: int) -> str:
    """Say how long, as people do: 45 minutes, 1 hour, 1 hour 30 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'s' if hours != 1 else ''}"] if hours else []
    parts += [f"{rest} minute{'s' if rest != 1 else ''}"] if rest else []
    return " ".join(parts)


def lasts(plan: Plan, format_: Format) -> str:
    """Say how long a session is planned to take, and where it is so that its format usually takes as long."""
    return length(plan.minutes) + " (usual for this format)" * (plan.minutes == format_.minutes)


def place(location: str, room: int = 1000) -> str:
    """Show where it meets: a channel's mention or a link as it is, other words made harmless, in so many characters.

    A link that is longer, as those to meetings are, is named by its host: the card has the whole of it.
    """
    if location.startswith(("https://", "http://")) and not set(location) & set(" <>()[]"):
        return location if len(location) <= room else clip(f"{_host(location)}, see its card", room)
    if location.startswith("<#") and location[2:-1].isdigit():
        return location
    return plain(location, room)


def add_place(embed: discord.Embed, location: str) -> None:
    """Say in an embed where it meets, if that is said; what is long has a line of its own."""
    if location:
        embed.add_field(name="Where", value=place(location), inline=len(location) <= _NARROW)


def _host(link: str) -> str:
    return link.partition("://")[2].partition("/")[0].partition("?")[0][:60]


def line(session: Session, topic_name: str) -> str:
    """Show a session as one item of a list."""
    plan = session.plan
    told = f"{plan.format}, #{plain(topic_name, 100)}, {going(session)} going"
    link = f" · [card]({link_to(session)})" if session.message_id else ""
    which = f"{session.part.told} · " if session.part else ""
    return f"**{plain(plan.title)}**\n{format_dt(plan.starts_at, 'F')} · {which}{told}{link}"


def going(session: Session) -> str:
    """Say how many come, and of how many places: *5*, or *5 of 8*; the host needs no place."""
    places = session.places
    if places.capacity is None:
        return str(len(places.going))
    host = ", and the host" if places.host_id in places.going else ""
    return f"{places.taken} of {places.capacity}{host}"


def link_to(session: Session) -> str:
    """Give the address of the session's card in Discord."""
    return f"https://discord.com/channels/{session.community_id}/{session.channel_id}/{session.message_id}"


def reminder(session: Session, *, named: bool = True) -> tuple[str, list[int]]:
    """Give a reminder's text and the ids of the members it mentions: those who are going, if they are not too many.

    Not `named`: it mentions nobody.
    """
    plan = session.plan
    going = session.saying(Answer.GOING)
    people = going if named and len(going) <= MENTIONS else []
    # It reads well afterwards, too: *starts 14 days ago* would not.
    text = f"**{plain(plan.title)}** starts {format_dt(plan.starts_at, 'F')} ({format_dt(plan.starts_at, 'R')})."
    mentions = " ".join(f"<@{member}>" for member in people)
    room = MESSAGE_LIMIT - len(f"{text} Where: .\n{mentions}") - _BESIDE
    where = f" Where: {place(plan.location, min(room, 1000))}." if plan.location else ""
    return f"{text}{where}\n{mentions}".strip(), people


def _people(people: Sequence[int], names: Mapping[int, str]) -> str:
    shown = [plain(names.get(member, "someone"), 32) for member in people[:_NAMES]]
    if more := len(people) - len(shown):
        shown.append(f"and {more} more")
    return clip(", ".join(shown), 1024) or "nobody yet"
