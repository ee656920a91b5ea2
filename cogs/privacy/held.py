"""What is held about a person, counted, in plain words."""

import discord

from community.privacy import ANSWERS, kept_for
from community.settings import CommunitySettings
from community.topics import counted
from storage.privacy import Held


def page(
    held: Held,
    answer: str,
    settings: CommunitySettings,
    *,
    is_named: bool,
    keeps_nothing: bool,
    elsewhere: str | None = None,
) -> discord.Embed:
    """Lay out what is held about a person, why, for how long, and what they can do about it.

    `elsewhere` is the community's name where the person is not in it now, but in a direct message.
    """
    name = f"Your name {'there' if elsewhere else 'in this server'}" if is_named else "Your id, without your name"
    embed = discord.Embed(
        title=f"What is held about you {f'in {elsewhere}' if elsewhere else 'here'}",
        description=f"{name}, your roles and which channels you can see (to show you what you may see and nothing "
        "else), and:",
    )
    for name, value in _kinds(held):
        embed.add_field(name=name, value=value, inline=False)
    if keeps_nothing:
        embed.add_field(
            name="From now on",
            value="Nothing that you write or react with is kept, as you asked. `/privacy erase` takes that back.",
            inline=False,
        )
    label, means = ANSWERS[answer]
    embed.add_field(
        name="Your standing answer to being quoted",
        value=f"**{label}**. {means} `/privacy quoting` changes it.",
        inline=False,
    )
    embed.add_field(
        name="How long",
        value=f"{kept_for(settings['keep_days'])} Delete a message and its text goes at once.",
        inline=False,
    )
    embed.add_field(
        name="Yours to have, and to have erased",
        value="`/privacy export` gives you all of it in a file. `/privacy erase` erases it, everywhere and for good; "
        "it first says what stays.",
        inline=False,
    )
    embed.add_field(name="Whom to ask", value=_AWAY if elsewhere else _whom(settings["steward_role"]), inline=False)
    embed.set_footer(text="Only you can see this. Nothing goes to any outside service.")
    return embed


def _kinds(held: Held) -> list[tuple[str, str]]:
    """Give what is held and why, leaving out kinds of which there is nothing."""
    answers = (
        (held.quotes_named, f"{held.quotes_named} by name"),
        (held.quotes_unnamed, f"{held.quotes_unnamed} without your name"),
        (held.quotes_unanswered, f"{held.quotes_unanswered} not answered"),
    )
    left = held.quotes - held.quotes_named - held.quotes_unnamed - held.quotes_unanswered
    quotes = f"{counted(held.quotes, 'quote')}: {_some(*answers, (left, f'{left} left out'))}"
    tending = _some(
        (held.acceptances, f"{counted(held.acceptances, 'acceptance')} of ground rules"),
        (held.proposals, f"{counted(held.proposals, 'proposal')} of a topic"),
        (held.supports, f"support for {counted(held.supports, 'proposal')}"),
        (held.stewards_of, f"steward of {counted(held.stewards_of, 'topic')}"),
    )
    kinds = [
        (
            held.messages + held.reactions,
            "So that members can search and read a weekly summary",
            _some(
                (held.messages, f"{counted(held.messages, 'message')} in topics"),
                (held.reactions, f"{counted(held.reactions, 'reaction')} that you gave"),
            ),
        ),
        (
            held.quotes,
            "Because somebody chose your words for an entry",
            quotes,
        ),
        (held.answers, "To prove what you agreed to", f"{counted(held.answers, 'answer')} to being quoted"),
        (held.entries, "Because you captured them", counted(held.entries, "entry", "entries")),
        (
            sum((held.rsvps, held.sessions, held.series, held.standing_answers, held.attended, held.polls, held.votes))
            + held.roles
            + held.reflections
            + held.notes
            + held.objections,
            "To run sessions",
            _some(
                (held.rsvps, f"{counted(held.rsvps, 'answer')} to invitations"),
                (held.standing_answers, f"{counted(held.standing_answers, 'answer')} to all that follow of a series"),
                (held.sessions, f"{counted(held.sessions, 'session')} that you host or planned"),
                (held.series, f"{held.series} series that you host or planned"),
                (held.attended, f"{counted(held.attended, 'note')} that you were at a session"),
                (held.reflections, f"{counted(held.reflections, 'note')} of what you will try"),
                (held.notes, f"{counted(held.notes, 'session')} whose notes you wrote"),
                (held.objections, f"{counted(held.objections, 'objection')} to notes"),
                (held.polls, f"{counted(held.polls, 'poll')} of times that you made or would host"),
                (held.votes, f"{counted(held.votes, 'time')} that you said you can make"),
                (held.roles, f"{counted(held.roles, 'role')} in sessions"),
            ),
        ),
        (
            held.acceptances + held.proposals + held.supports + held.stewards_of,
            "To tend topics",
            tending,
        ),
        (
            held.profiles,
            "To show where you are from as far as you say, to count it, and to read times in your zone",
            "Your profile: `/profile show` shows it",
        ),
        (
            held.coffee + held.meetings,
            "To put you together over coffee with people whom you have not met",
            _some(
                (held.coffee, "That you take part in coffee"),
                (held.meetings, f"with whom you were put together {counted(held.meetings, 'time')} within a year"),
            ),
        ),
        (
            held.private_threads,
            "To show private threads to those in them alone",
            f"That you are in {counted(held.private_threads, 'private thread')}",
        ),
    ]
    return [(why, text) for number, why, text in kinds if number] or [
        ("Nothing else", "Nothing that you wrote, answered or planned.")
    ]


def _some(*parts: tuple[int, str]) -> str:
    """Name the parts of which there are any."""
    return ", ".join(text for number, text in parts if number)


_AWAY = (
    "Whoever runs that server; they can reach the operator, who can do the same for you. You are shown here what is "
    "yours, and nothing that others wrote."
)


def _whom(steward_role: int | None) -> str:
    stewards = f"the stewards (<@&{steward_role}>)" if steward_role else "the stewards (`/topic show` names them)"
    return (
        f"Ask {stewards}, or whoever runs this server; they can reach the operator. After leaving, you can "
        "still use `/privacy` in a direct message with me, or ask the operator."
    )
