"""What a person's own panel shows: their quoted words, exactly, as many as fit on a page."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

import discord

from bot.options import Asking
from bot.reply import clip
from cogs.knowhow.look import GREEN, GREY
from cogs.knowhow.naming import Interaction, Pressed
from community.errors import Refusal
from community.files import File
from community.knowhow import (
    LEFT_OUT,
    NAMED,
    UNNAMED,
    Quote,
    answer_in_force,
    digest_of_shown,
    neutral,
)
from community.screening import said_in
from storage import knowhow
from storage.database import Reading
from storage.files import files_of

_ROOM = 4500
_MOST = 8
_FILES_ROOM = 400
_FILES_TOO = "Goes with it into exports of the archive"
_ANSWERS = {
    NAMED: "by name",
    UNNAMED: "without my name",
    LEFT_OUT: "left out",
    None: "none yet, which counts as left out",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what a person is shown their words: one thread's entries, one entry's, all of a community's, or all here."""

    place_id: int | None = None
    entry_id: int | None = None
    community_id: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a scope as a button's id carries it.

        It is t and a thread's id, e and an entry's, c and a community's (in a direct message), or a0 for all here.
        """
        kind, number = text[0], int(text[1:])
        ids = {"t": "place_id", "e": "entry_id", "c": "community_id"}
        return cls(**({ids[kind]: number} if kind in ids else {}))

    def community(self, interaction: Pressed) -> int:
        """Give the community whose quotes are meant; raises `Refusal` outside a server where the scope names none."""
        community_id = self.community_id or interaction.guild_id
        if community_id is None:
            raise Refusal("Use this in a server.")
        return community_id

    @property
    def said(self) -> str:
        """The scope as a button's id carries it."""
        if self.place_id is not None:
            return f"t{self.place_id}"
        if self.community_id is not None:
            return f"c{self.community_id}"
        return f"e{self.entry_id}" if self.entry_id is not None else "a0"


@dataclass(frozen=True, slots=True)
class Paper:
    """One page of a person's quoted words. `titles` are of the entries that they may see now, by id.

    `files` are those that go with the words, by message.
    """

    scope: str
    page: int
    pages: int
    quotes: tuple[Quote, ...]
    titles: dict[int, str]
    files: dict[int, list[File]]

    def meant(self, which: int) -> tuple[Quote, ...]:
        """Give the quotes that an answer is for: the one with this id, or all shown where it is 0 or not here."""
        return tuple(quote for quote in self.quotes if quote.id == which) or self.quotes

    def digest(self, which: int) -> str:
        """Mark exactly the words that an answer is for."""
        return digest_of_shown(self.meant(which))

    def intro(self) -> str:
        """Say what this is."""
        many = f" This is page {self.page + 1} of {self.pages}; each has its own answers." if self.pages > 1 else ""
        return (
            "These are your words, exactly as they would be quoted. Only you see this, and only you can answer; nobody "
            f"is shown what you answered, or whether you did. Without your yes they stay out.{many}"
        )

    def look_again(self) -> str:
        """Say which of the words hold what could tell who somebody is; nothing where none is found."""
        lines = []
        for number, quote in enumerate(self.quotes, 1):
            if looks_like := said_in([quote.words]):
                which = f"Number {number} holds" if len(self.quotes) > 1 else "These words hold"
                lines.append(f"**Look again:** {which} what looks like {looks_like}.")
        if lines:
            lines.append(
                "If it could tell who a patient is, answer **Leave me out**, or edit your message: then you are asked "
                "about the new words."
            )
        return "\n".join(lines)

    def embeds(self) -> list[discord.Embed]:
        """Show the words, each with the answer given."""
        return [self._embed(number, quote) for number, quote in enumerate(self.quotes, 1)]

    def _embed(self, number: int, quote: Quote) -> discord.Embed:
        answer = answer_in_force(quote)
        title = self.titles.get(quote.entry_id)
        about = f"For: {neutral(title)}" if title else "For an entry in a place that you can't see now"
        head = f"{number}. {about}" if len(self.quotes) > 1 else about
        embed = discord.Embed(title=clip(head, 256), description=quote.words)
        if files := self.files.get(quote.message_id):
            embed.add_field(name=_FILES_TOO, value=_named(files), inline=False)
        embed.colour = discord.Colour(GREY if answer in {None, LEFT_OUT} else GREEN)
        return embed.set_footer(text=f"Your answer: {_ANSWERS[answer]}")

    def options(self, which: int) -> list[discord.SelectOption]:
        """Offer which of the words an answer is for."""
        known = any(quote.id == which for quote in self.quotes)
        options = [discord.SelectOption(label="All the words shown here", value="0", default=not known)]
        for number, quote in enumerate(self.quotes, 1):
            label = clip(f"{number}. {' '.join(quote.words.split())}", 100)  # a number is never blank
            options.append(discord.SelectOption(label=label, value=str(quote.id), default=quote.id == which))
        return options


async def paper_of(tx: Reading, interaction: Interaction, scope: Scope, page: int) -> Paper | None:
    """Give a page of the person's own quoted words, or None where there are none; the same words are shown once."""
    who = await Asking.about(tx, interaction.client, interaction, scope.community(interaction))
    found = await knowhow.quoted(tx, who.community_id, who.member_id, place_id=scope.place_id, entry_id=scope.entry_id)
    files = await files_of(tx, {quote.message_id for quote in found})
    pages = _paged(list({quote.words_hash: quote for quote in found}.values()), files)
    if not pages:
        return None
    page = min(page, len(pages) - 1)
    visible = await knowhow.seen_titles(
        tx, who.community_id, who.member_id, who.sees, [quote.entry_id for quote in pages[page]]
    )
    return Paper(scope.said, page, len(pages), tuple(pages[page]), visible, files)


def _named(files: list[File]) -> str:
    return clip(", ".join(neutral(file.name) for file in files), _FILES_ROOM)


def _paged(quotes: list[Quote], files: Collection[int]) -> list[list[Quote]]:
    pages: list[list[Quote]] = []
    room = 0
    for quote in quotes:
        needs = len(quote.words) + (_FILES_ROOM if quote.message_id in files else 0)
        if not pages or needs > room or len(pages[-1]) >= _MOST:
            pages.append([])
            room = _ROOM
        pages[-1].append(quote)
        room -= needs
    return pages
