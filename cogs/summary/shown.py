"""A summary as a message: one embed, whatever the week held, that reads well on a telephone."""

from dataclasses import replace
from datetime import datetime

import discord
from discord.utils import format_dt

from bot.reply import clip, plain
from community.summary import COMING, VOICES, Item, Section, Summary, counts_said, days_said, people_said

_LIMIT = 4000
"""Characters of an embed's description that we use; Discord takes 4,096."""
_TITLE = 90
_EXCERPT = 200
_COLOUR = discord.Colour.from_rgb(47, 111, 79)


def title_of(summary: Summary, topic: str | None, *, so_far: bool = False) -> str:
    """Name a summary: the same at every attempt to send it."""
    told = "this week so far" if so_far else "what mattered"
    whose = f"#{clip(topic, 100)}: {told}" if topic else told.capitalize()
    return f"{whose}, {days_said(summary.week)}"


def shown(summary: Summary, topic: str | None = None, *, so_far: bool = False) -> discord.Embed:
    """Show a summary; excerpts go first, then the last items of each section, where it would grow too long."""
    embed = discord.Embed(title=title_of(summary, topic, so_far=so_far), colour=_COLOUR)
    embed.description = _description(summary, topic) or "Nothing of what this summary told is there any more."
    embed.set_footer(text=counts_said(summary.counts))
    return embed


def _description(summary: Summary, topic: str | None) -> str:
    with_topic = topic is None
    sections = list(summary.sections)
    text = _text(sections, with_topic=with_topic)
    if len(text) <= _LIMIT:
        return text
    sections = [replace(s, items=tuple(replace(item, excerpt=None) for item in s.items)) for s in sections]
    while len(text := _text(sections, with_topic=with_topic)) > _LIMIT:
        longest = max(range(len(sections)), key=lambda at: len(sections[at].items))
        sections[longest] = replace(sections[longest], items=sections[longest].items[:-1])
    return text


def _text(sections: list[Section], *, with_topic: bool) -> str:
    return "\n\n".join(
        "\n".join([f"**{_heading(section)}**", *(_line(section.name, item, with_topic) for item in section.items)])
        for section in sections
        if section.items
    )


def _heading(section: Section) -> str:
    if section.name != VOICES:
        return section.name.capitalize()
    people = sum(item.people or 0 for item in section.items)
    return f"{section.name.capitalize()}: {people_said(people)}"


def _line(section: str, item: Item, with_topic: bool) -> str:  # noqa: FBT001 - one of two ways to show all lines
    name = _linked(item)
    if with_topic and item.topic and not item.title.startswith(f"#{item.topic},"):
        name += f" · #{plain(item.topic, 60)}"
    lines = [f"- {name}", f"  {_why(section, item)}"]
    if item.excerpt:
        lines.append(f"  *{plain(item.excerpt, _EXCERPT + 60)}*")
    return "\n".join(lines)


def _why(section: str, item: Item) -> str:
    if section == COMING and item.at is not None:
        _, _, rest = item.why.partition("; ")
        return _when(item.at) + (f"; {rest}" if rest else "")
    return item.why


def _when(at: datetime) -> str:
    return f"{format_dt(at, 'F')} ({format_dt(at, 'R')})"


def _linked(item: Item) -> str:
    # Brackets and addresses inside a link's text would end or replace the link.
    text = item.title.replace("[", "(").replace("]", ")").replace("://", ":/ ")
    text = plain(text, _TITLE)
    return f"[{text}]({item.url})" if item.url else text
