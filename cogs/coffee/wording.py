"""What coffee says: before a round, in a group's thread, a week after."""

from collections.abc import Sequence
from datetime import datetime

from discord.utils import format_dt

from bot.reply import plain
from community.coffee import Group, Round, listed_names
from community.settings import CommunitySettings

OFF = (
    "Coffee is not set up here: there is no channel for its private threads. Someone with Manage Server sets one with "
    "`/community settings`, name `coffee_channel`."
)
ASKED = "Did you meet? Anybody here may say; only the number of groups that met is told to others."
ALONE = "Nobody else takes part in this round of coffee, so there is nobody for you to meet. The next one comes."
TOO_LATE = "I was away for more than a week after it was due"
NO_CHANNEL = (
    "its channel is not set, gone, a topic, or I may not make private threads in it (`/community settings`, name "
    "`coffee_channel`)"
)


def notice(one: Round, community: str, *, skips: bool) -> str:
    """Say that a round comes, or that it is left out."""
    when, where = f"{format_dt(one.due_at, 'F')} ({format_dt(one.due_at, 'R')})", plain(community, 100)
    if skips:
        return f"You skip the round of coffee in **{where}** on {when}. You take part again from the one after it."
    return (
        f"The next round of coffee in **{where}** is on {when}: a private thread with somebody you have not met. You "
        "need do nothing to take part. `/coffee leave` there ends it altogether."
    )


def joined(settings: CommunitySettings, planned: Round | None, *, is_new: bool) -> str:
    """Say what taking part means."""
    when = (
        f"The next round is {format_dt(planned.due_at, 'F')}."
        if planned
        else ("The first round is planned as soon as somebody else joins.")
    )
    return (
        f"{'You take part in coffee now' if is_new else 'You take part in coffee already'}. {when}\n"
        f"- A round comes every {settings['coffee_weeks']} weeks: you are put together with somebody you have not met, "
        "from elsewhere where it can be (`/profile edit` says where you are from), in a private thread in "
        f"<#{settings['coffee_channel']}>.\n"
        "- A week before, I write to you directly, with **Skip this round**. Where I can't, use `/coffee skip`.\n"
        "- Nobody is told who takes part; the thread shows you to each other. In Discord, those with the permission "
        "Manage Threads can open any private thread. What is said there is not kept.\n"
        "- Who was put together with whom is kept for a year at most, to put together people who have not met, and for "
        "nothing else. `/coffee leave` forgets yours at once."
    )


def opener(group: Group, now: datetime) -> str:
    """Give the first message of a group's thread; it mentions those in it, and no time that is past by then."""
    people = listed_names([f"<@{id_}>" for id_ in sorted(group.members)])
    to_come = [format_dt(moment, "F") for moment in group.times if moment > now]
    return (
        f"{people}, this is your coffee. Half an hour, by voice or wherever you like.\n"
        f"To begin with: **{group.question}**\n"
        f"{_times(to_come)}\n"
        "Only you were let into this thread, and what you say in it is not kept. In a week I ask whether you met."
    )


def _times(to_come: Sequence[str]) -> str:
    if not to_come:
        return "Say here which times would suit you."
    if len(to_come) == 1:
        return f"A time that may suit all of you: {to_come[0]}. Say here whether it does, or name another."
    return f"Two times that may suit all of you: {', or '.join(to_come)}. Say here which, or name another."


def thread_name(one: Round, group: Group, zone: CommunitySettings) -> str:
    """Give a name that tells nobody's, and by which the thread is found again: those who manage threads see names."""
    day = one.due_at.astimezone(zone.zone)
    return f"Coffee, {day.day} {day:%B} ({one.id}-{group.number})"


def missed(one: Round, why: str) -> str:
    """Say that a round was not made, and why."""
    return f"The round of coffee of {format_dt(one.due_at, 'D')} was not made: {why}."
