"""What the panel of a draft says, and what can be chosen in it."""

import discord
from discord.utils import format_dt

from bot.reply import clip
from cogs.knowhow.look import AMBER
from community.knowhow import MAX_QUOTES, Candidate, Entry, Quote, Status, is_settled, neutral, suggested
from community.screening import said_in

MENU = 25
"""Options a menu may hold."""


def panel_embed(entry: Entry, quotes: list[Quote], days: int, *, has_more: bool) -> discord.Embed:
    """Say where the draft stands; `days` is the community's waiting time, `has_more`: the menu leaves messages out."""
    living = [quote for quote in quotes if quote.words]
    embed = discord.Embed(title=clip(f"Draft: {neutral(entry.fields.title)}", 256), color=AMBER)
    embed.description = _told(entry, quotes)
    if has_more:
        embed.description += (
            f"\nThe menu has room for {MENU} messages. Any other of the thread is quoted by its own menu: **Apps**, "
            "**Add to know-how**."
        )
    embed.add_field(name="Quotes", value=f"{len(living)} of {MAX_QUOTES} at most")
    embed.add_field(name="Tags", value=", ".join(entry.tags) or "none")
    embed.add_field(name="Publishes", value=_when(entry, days), inline=False)
    if looks_like := said_in(quote.words for quote in living):
        embed.add_field(
            name="Look again",
            value=f"The messages to quote hold what looks like {looks_like}. Leave out what could tell who a patient "
            "is; whoever wrote it is told the same before they answer.",
            inline=False,
        )
    return embed.set_footer(text=f"Know-how {entry.id}. Come back to it with /knowhow show.")


def _when(entry: Entry, days: int) -> str:
    if not entry.publishes_itself:
        return "only when you say so"
    if entry.waits_until:
        return f"by itself {format_dt(entry.waits_until, 'F')}, with what was agreed by then"
    return f"by itself, {days} days after people are asked, with what was agreed by then"


def _told(entry: Entry, quotes: list[Quote]) -> str:
    if entry.status is Status.AWAITING:
        waiting = not all(is_settled(quote) for quote in quotes)
        return "People were asked. " + ("Not all answers are in yet." if waiting else "All answers are in: publish it.")
    return (
        "Saved. Until it is published only you and the stewards of the topic see it.\n"
        "Choose the messages to quote; nobody is quoted without their own yes, you included. Then ask for consent, "
        "or publish what you wrote without quotes."
    )


def quote_options(said: list[Candidate], quotes: list[Quote], first: int | None) -> list[discord.SelectOption]:
    """Offer what is chosen already, then the message `first`, then what others marked out."""
    chosen = {quote.message_id for quote in quotes}
    top = [c for c in said if c.message_id in chosen]
    top += [c for c in said if c.message_id == first and c.message_id not in chosen]
    offered = top + suggested([c for c in said if c not in top], MENU - len(top))
    return [_option(c, default=c.message_id in chosen) for c in offered]


def _option(said: Candidate, *, default: bool) -> discord.SelectOption:
    """Offer a message by its words; never by who wrote it, for that person may say: without my name."""
    marks = []
    if said.repliers:
        marks.append(f"{said.repliers} answered it")
    if said.reactors:
        marks.append(f"{said.reactors} reacted")
    told = f"{said.created_at.day} {said.created_at:%b %Y, %H:%M} UTC"
    description = f"Suggested: {', '.join(marks)} · {told}" if marks else told
    # Words without a letter to see (a blank that takes no room) are no label that Discord takes.
    label = clip("".join(c for c in " ".join(said.words.split()) if c.isprintable()), 100) or "(nothing to read)"
    return discord.SelectOption(label=label, value=str(said.message_id), description=description, default=default)


def tag_options(entry: Entry, known: list[str]) -> list[discord.SelectOption]:
    """Offer the draft's tags, then those that the topic's entries bear."""
    offered = [*entry.tags, *(tag for tag in known if tag not in entry.tags)][:MENU]
    return [discord.SelectOption(label=tag, value=tag, default=tag in entry.tags) for tag in offered]
