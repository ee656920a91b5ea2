"""How know-how looks: embeds of entries and drafts, and the names that may stand in them."""

import re

import discord
from discord.utils import format_dt

from bot.reply import clip, plain
from community.knowhow import Card, Entry, Status, card_of, clip_words, neutral
from community.sessions import Reflection
from storage import knowhow
from storage.database import Reading
from storage.knowhow import Revision

GREEN, GREY, AMBER = 0x2F6F4F, 0x80848E, 0xB7791F
HISTORY_ROOM = 900
CAME_ROOM, TOLD_MOST = 600, 3
_STEPS = 12
_STEP = {"asked": "people were asked"}


async def card_embed(tx: Reading, entry: Entry, room: int = 6000) -> discord.Embed:
    """Show an entry with what may be shown of its quotes, in at most `room` characters."""
    quotes = await knowhow.quotes_of(tx, entry.id)
    card = card_of(entry, quotes, await knowhow.names_shown(tx, entry, quotes), room)
    return _embed(card, GREY if entry.status is Status.RETIRED else GREEN)


def _embed(card: Card, colour: int) -> discord.Embed:
    embed = discord.Embed(title=card.title, description=card.text, color=colour)
    for part in card.parts:
        embed.add_field(name=part.heading, value=part.text, inline=False)
    return embed.set_footer(text=card.footer)


def history_embed(steps: list[Revision]) -> discord.Embed:
    """Show the steps of an entry's history; without names, for whoever captured it may be quoted without one."""
    lines = [f"{_what(step)}, {format_dt(step.made_at, 'f')}" for step in steps[-_STEPS:]]
    if len(steps) > _STEPS:
        lines.insert(0, f"{len(steps) - _STEPS} earlier steps")
    return discord.Embed(title="History", description=clip("\n".join(lines), HISTORY_ROOM), color=GREY)


def came_embed(came: list[Reflection]) -> discord.Embed:
    """Show what came of it for people of the session that an entry is from, as they let it be told: without names."""
    each = CAME_ROOM // TOLD_MOST - 60
    lines = []
    for one in came:
        words = f": {plain(clip(one.happened, each), each)}" if one.happened else ""
        lines.append(f"- {one.outcome.told.capitalize() if one.outcome else ''}{words}")
    return discord.Embed(title="What came of it", description="\n".join(lines), color=GREY)


def _what(step: Revision) -> str:
    what = _STEP.get(step.change, step.change).capitalize()
    if step.change in {"captured", "published by itself"}:
        return what
    return f"{what} by {'whoever captured it' if step.by_capturer else 'a steward'}"


def title_line(entry: Entry) -> str:
    """Name an entry in a list."""
    return f"**{neutral(entry.fields.title)}** ({entry.status.said}) · {entry.id}"


def shared_lines(text: str, entry: Entry) -> str:
    """Give what was shared of a search with the entry's present title, or without the entry if it is not public."""
    line = re.compile(rf"^📘 \*\*\[.*\]\(({re.escape(entry.url)}(?:/\d+)?)\)\*\*(.*)$\n?", re.MULTILINE)
    title = neutral(clip_words(entry.fields.title, 100))
    renewed = line.sub((lambda m: f"📘 **[{title}]({m[1]})**{m[2]}\n") if entry.is_public else "", text)
    return renewed.strip()
