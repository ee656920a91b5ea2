"""How topics and proposals look."""

import discord
from discord.utils import format_dt

from bot.reply import clip, plain
from community.topics import counted
from storage.proposals import Proposal
from storage.rules import Rules
from storage.topics import Topic, Underway, Week

_STEWARDS_SHOWN = 15
_NAME = 100


def opened(outcome: str, channel: str, steward: str | None, days: int) -> str:
    """Say what opening a topic did; `days` is how far it is read back."""
    tends = f" {steward} tends it." if steward else ""
    if outcome == "changed":
        added = f" {steward} is a steward of it." if steward else ""
        return f"{channel} was a topic already. Its purpose is as you wrote it now.{added}"
    again = "again" if outcome == "reopened" else "now"
    back = f" What was said there in the last {days} days is read back now." if days else ""
    return f"{channel} is a topic {again}. A public notice there tells what is kept and how to say no.{back}{tends}"


def page_of_topics(topics: list[Topic], number: int, pages: int) -> discord.Embed:
    """Lay out one page of the list of topics."""
    lines = []
    for topic in topics:
        closed = "" if topic.status == "open" else " (closed)"
        purpose = f"\n{plain(topic.purpose, 160)}" if topic.purpose else ""
        lines.append(f"<#{topic.id}>{closed}{purpose}")
    embed = discord.Embed(title="Topics you can see", description="\n\n".join(lines))
    if pages > 1:
        embed.set_footer(text=f"Page {number} of {pages}")
    return embed


def topic_page(
    topic: Topic, stewards: tuple[list[int], int], rules: Rules | None, week: Week, steward_role: int | None
) -> discord.Embed:
    """Lay out one topic; the counts of the week are of what the reader sees."""
    embed = discord.Embed(
        title=f"#{plain(topic.name, _NAME)}",
        description=f"<#{topic.id}>\n{plain(topic.purpose, 1000) or 'No purpose is written down yet.'}",
    )
    if topic.status != "open":
        embed.add_field(name="Closed", value=plain(topic.closed_reason or "No reason given.", 600), inline=False)
    embed.add_field(name="Stewards", value=_stewards(*stewards, steward_role), inline=False)
    version = f"Version {rules.version}, of {format_dt(rules.written_at, 'D')}" if rules else "None yet"
    embed.add_field(name="Ground rules", value=f"{version}: `/topic rules`", inline=False)
    embed.add_field(name="Last seven days, of what you can see", value=_week(week), inline=False)
    embed.add_field(name="A topic since", value=format_dt(topic.opened_at, "D"), inline=False)
    return embed


def _stewards(here: list[int], left: int, role: int | None) -> str:
    shown = [f"<@{id_}>" for id_ in here[:_STEWARDS_SHOWN]]
    if len(here) > _STEWARDS_SHOWN:
        shown.append(f"{len(here) - _STEWARDS_SHOWN} more")
    if role is not None:
        shown.append(f"everyone with <@&{role}>")
    text = ", ".join(shown) or "Nobody is named: ask someone with Manage Channels to name one with `/topic open`."
    return f"{text} ({counted(left, 'steward has', 'stewards have')} left the server)" if left else text


def _week(week: Week) -> str:
    if not week.messages:
        return "Nothing was said."
    return (
        f"{counted(week.messages, 'message')} by {counted(week.people, 'person', 'people')} "
        f"in {counted(week.conversations, 'conversation')}"
    )


def closing(name: str, left: Underway) -> str:
    """Say what closing a topic did, and what of it goes on."""
    text = f"#{plain(name, _NAME)} is closed. Its archive stays and can be searched; a notice there gives your reason."
    if left.series:
        text += f" {counted(left.series, 'series ends', 'series end')}: nothing more is made of it."
    going_on = []
    if left.sessions:
        going_on.append(f"{counted(left.sessions, 'session')} to come (`/session cancel` ends one)")
    if left.entries:
        going_on.append(f"{counted(left.entries, 'entry', 'entries')} in the making (`/knowhow mine`)")
    none = "Nothing else was cancelled" if left.series else "Nothing was cancelled"
    return f"{text}\n{none}: {' and '.join(going_on)} still stand." if going_on else text


def closed_notice(topic: Topic) -> discord.Embed:
    """Make the public notice that a topic was closed."""
    embed = discord.Embed(
        title="This topic is closed",
        description=f"{plain(topic.closed_reason or '', 600)}\n\nNothing written here from now on is kept. "
        "What was published stays in the archive: `/knowhow search` finds it.".strip(),
    )
    embed.set_footer(text="Guildhall")
    return embed


def proposal_card(proposal: Proposal, supporters: int, threshold: int) -> discord.Embed:
    """Make a proposal's card: what it would be for and how many support it, never who but the proposer."""
    embed = discord.Embed(
        title=clip(f"A topic is proposed: {plain(proposal.name, 200)}", 256), description=plain(proposal.purpose, 1000)
    )
    embed.add_field(name="Proposed by", value=f"<@{proposal.proposed_by}>")
    embed.add_field(name="Support", value=f"{supporters} of {threshold}")
    if proposal.status == "done":
        embed.add_field(name="Opened", value=f"<#{proposal.topic_id}>" if proposal.topic_id else "Yes")
    elif proposal.status == "asked":
        embed.add_field(name="Stewards", value="have been asked to open it")
    return embed


def request(proposal: Proposal, supporters: int, role: int | None) -> str:
    """Make the request to stewards; the role is mentioned on purpose, and alone."""
    who = f"<@&{role}>: " if role else "For the stewards: "
    purpose = plain(proposal.purpose, 600)
    return (
        f"{who}{counted(supporters, 'member supports', 'members support')} a new topic, "
        f"**{plain(proposal.name, 200)}**, proposed by <@{proposal.proposed_by}>.\n> {purpose}"
    )
