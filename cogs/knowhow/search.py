"""`/knowhow search`: entries first, then conversations; pages, and **Share here** for what a channel may see."""

from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import app_commands, ui
from discord.utils import format_dt

from archive.search import Answer, Result, nothing_found, search
from bot.client import Guildhall
from bot.options import Asking, every_topic_choices, find_topic
from bot.reply import NOBODY, View, answering, clip
from cogs.knowhow.naming import Interaction, Pressed
from cogs.knowhow.part import Part
from cogs.knowhow.sharing import post_shared
from community.errors import NotAllowed, Refusal
from community.search.since import read_since, suggested_since
from community.search.snippet import escape
from storage import access, communities, topics
from storage.database import Reading
from storage.search.find import MOST_READ, Scope
from storage.search.tags import tags_in

GREEN = 0x2F6F4F
_EACH = 5
_SHARED = 5
_TITLE = 100
_ROOM = 4000


@dataclass(frozen=True, slots=True)
class _Asked:
    """A search as it was asked for; where the person may look is found anew each time."""

    text: str
    scope: Scope
    since: str | None


class Searching(Part):
    """Searching what the person can see."""

    @app_commands.command(name="search", description="Find know-how, and conversations of topics that you can see")
    @app_commands.describe(
        query='Any words; "words together", -without, begin*',
        topic="Only in this topic",
        tag="Only entries with this tag",
        since="Only what went on since then, as: a month ago, 3 March, 2026-03-03",
    )
    @app_commands.autocomplete(topic=every_topic_choices)
    async def search(
        self,
        interaction: Interaction,
        query: app_commands.Range[str, 1, 500],
        topic: str | None = None,
        tag: app_commands.Range[str, 1, 100] | None = None,
        since: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        """Answer with the first page."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        bot = interaction.client
        async with bot.database.read() as tx:
            who = await Asking.of(tx, bot, interaction)
            topic_id = (await find_topic(tx, bot, interaction, topic, closed_too=True)).id if topic else None
            zone = (await communities.settings_of(tx, who.community_id)).zone
            moment = read_since(since, zone, who.now) if since else None
            asked = _Asked(query, Scope(who.community_id, who.sees, topic_id, tag, moment), since)
            answer = await search(tx, query, asked.scope, limit=_EACH)
            nothing = "" if answer.results else await _nothing(tx, answer, asked.scope)
        if nothing:
            await interaction.followup.send(clip(nothing, 2000), ephemeral=True, allowed_mentions=NOBODY)
            return
        await interaction.followup.send(
            embed=_page(asked, answer, 0), view=_Results(asked, answer), ephemeral=True, allowed_mentions=NOBODY
        )

    @search.autocomplete("tag")
    async def _tags(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        async with interaction.client.database.read() as tx:
            who = await Asking.of(tx, interaction.client, interaction)
            found = await tags_in(tx, who.community_id, who.sees, current)
        return [app_commands.Choice(name=clip(tag, 100), value=tag) for tag in found if len(tag) <= 100]

    @search.autocomplete("since")
    async def _since(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=words, value=words) for words in suggested_since(current)]


class _Results(View):
    """The buttons below results; each looks again, with what the person may see at that moment."""

    def __init__(self, asked: _Asked, answer: Answer) -> None:
        super().__init__()
        self._asked = asked
        self._page = 0
        self._mark(answer)

    def _mark(self, answer: Answer) -> None:
        last = max(0, min(answer.total, MOST_READ) - 1) // _EACH
        self.back.disabled = self._page <= 0
        self.next.disabled = self._page >= last

    async def _turn(self, pressed: Pressed, by: int) -> None:
        async with answering(pressed):
            await pressed.response.defer()
            page = max(0, self._page + by)
            bot: Guildhall = pressed.client
            async with bot.database.read() as tx:
                who = await Asking.of(tx, bot, pressed)
                scope = replace(self._asked.scope, places=who.sees)
                answer = await search(tx, self._asked.text, scope, limit=_EACH, offset=page * _EACH)
            self._page = page
            self._mark(answer)
            await pressed.edit_original_response(embed=_page(self._asked, answer, page), view=self)

    @ui.button(label="Back", style=discord.ButtonStyle.secondary)
    async def back(self, interaction: Pressed, _button: ui.Button["_Results"]) -> None:
        """Show the page before."""
        await self._turn(interaction, -1)

    @ui.button(label="Next", style=discord.ButtonStyle.secondary)
    async def next(self, interaction: Pressed, _button: ui.Button["_Results"]) -> None:
        """Show the page after."""
        await self._turn(interaction, 1)

    @ui.button(label="Share here", style=discord.ButtonStyle.primary)
    async def share(self, interaction: Pressed, button: ui.Button["_Results"]) -> None:
        """Post, for all to see, the first of what everybody in this channel may see."""
        async with answering(interaction):
            await interaction.response.defer()
            _may_write(interaction)
            async with interaction.client.database.read() as tx:
                answer = await _for_the_audience(tx, interaction, self._asked)
            if not answer.results:
                raise Refusal("Nothing of this may be shown here: not everybody who reads this channel can see it.")
            shown = _shared(self._asked, answer, interaction.user)
            await post_shared(interaction, shown, answer)
            button.disabled = True
            await interaction.edit_original_response(view=self)


async def _for_the_audience(tx: Reading, pressed: Pressed, asked: _Asked) -> Answer:
    """Search what both the person and everybody who reads this channel can see."""
    bot: Guildhall = pressed.client
    who = await Asking.of(tx, bot, pressed)
    seen_in = await access.seen_in_of(tx, pressed.channel_id or 0)
    if seen_in is None:
        raise Refusal("I can't tell who reads this channel, so I share nothing here.")
    everybody = await access.seen_by_audience(tx, who.community_id, seen_in, who.now)
    return await search(tx, asked.text, replace(asked.scope, places=who.sees & everybody), limit=_SHARED)


def _may_write(pressed: Pressed) -> None:
    """Refuse those who could not post here themselves."""
    in_thread = isinstance(pressed.channel, discord.Thread)
    may = pressed.permissions.send_messages_in_threads if in_thread else pressed.permissions.send_messages
    if not may:
        raise NotAllowed("You may not write in this channel, so nothing can be shared here in your name.")


async def _nothing(tx: Reading, answer: Answer, scope: Scope) -> str:
    searched = await topics.seen(tx, scope.community_id, scope.places or frozenset())
    names = [topic.name for topic in searched if scope.topic_id in {None, topic.id}]
    return nothing_found(answer.query, topics=names, tag=scope.tag, since=scope.since)


def _page(asked: _Asked, answer: Answer, page: int) -> discord.Embed:
    """Show a page of results, for the person who asked alone."""
    lines = [_line(result, snippet=True) for result in answer.results] or ["There is nothing more that you can see."]
    embed = discord.Embed(title=_heading(asked), description=clip("\n".join(lines), _ROOM), color=GREEN)
    pages = max(1, -(-min(answer.total, MOST_READ) // _EACH))
    found = "1 found" if answer.total == 1 else f"{answer.total} found"
    left_out = answer.query.left_out
    too_common = f" · left out as too common: {', '.join(left_out[:8])}" if left_out else ""
    return embed.set_footer(text=clip(f"{found} · page {page + 1} of {pages}{too_common}", 2048))


def _shared(asked: _Asked, answer: Answer, who: Any) -> discord.Embed:
    """Show what was found to a channel: titles and links; people's words, quoted ones too, stay where they are."""
    lines = [_line(result, snippet=False) for result in answer.results]
    embed = discord.Embed(title=_heading(asked), description=clip("\n".join(lines), _ROOM), color=GREEN)
    return embed.set_footer(text=clip(f"Shared by {who.display_name}; everybody here can see these", 2048))


def _heading(asked: _Asked) -> str:
    return clip(f"Found for: {escape(' '.join(clip(asked.text, 120).split()))}", 256)


def _line(result: Result, *, snippet: bool) -> str:
    mark = "📘 " if result.kind == "entry" else ""
    title = escape(" ".join(clip(result.title, _TITLE).split())) or "Untitled"
    said = f"\n> {result.snippet}" if snippet and result.snippet else ""
    return f"{mark}**[{title}]({result.url})** · #{escape(result.topic)} · {format_dt(result.at, 'd')}{said}\n"
