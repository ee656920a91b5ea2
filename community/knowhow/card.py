"""What a card of an entry says, within Discord's limits; the cog only has to colour it in.

A card names nobody but those whose answer is *by name*: not the capturer either, whose own words may stand in it
without a name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from community.knowhow.clipping import clip_words, neutral, shares, unmasked
from community.knowhow.consent import NAMED, Quote, shown_quotes
from community.knowhow.entry import Entry, Status

WHOLE = 6000
"""Characters of all texts of a message's embeds together."""

PART = 1024
"""Characters of one part."""

_LEAST = 40
_BAR = ">>> "
_SHORTENED = "Shortened"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and the text under it; at most 256 and 1,024 characters."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown of an entry: at most 6,000 characters in all."""

    title: str
    text: str
    parts: tuple[Part, ...]
    footer: str

    @property
    def size(self) -> int:
        """All its characters, as Discord counts them."""
        parts = sum(len(part.heading) + len(part.text) for part in self.parts)
        return len(self.title) + len(self.text) + len(self.footer) + parts


def card_of(entry: Entry, quotes: Sequence[Quote], names: Mapping[int, str], room: int = WHOLE) -> Card:
    """Give the card of an entry with the quotes that may be shown; `names` are display names by member id.

    `room` is how many characters it may have in all. Longer quotes are shortened to what room is left.
    """
    own = _own_parts(entry)
    footer = f"Know-how {entry.id}"
    text = _text(entry)
    title = neutral(entry.fields.title)
    if entry.status is Status.RETIRED:
        title = f"Retired: {title}"
    bare = Card(title, text, (*own, *_tags(entry)), footer)
    quoted = _quote_parts(entry, shown_quotes(quotes), names, room - bare.size)
    return Card(title, text, (*own, *quoted, *_tags(entry)), footer)


def heading_of(quote: Quote, names: Mapping[int, str]) -> str:
    """Say who speaks: a name only where the answer is *by name*."""
    name = names.get(quote.author_id) if quote.answer == NAMED else None
    return f"{clip_words(neutral(name), 80)} said" if name else "Someone in the thread said"


def _text(entry: Entry) -> str:
    if entry.status is Status.RETIRED and entry.reason:
        return f"*Retired: {neutral(clip_words(entry.reason, 300))}*\n\n{unmasked(entry.fields.did)}"
    return unmasked(entry.fields.did)


def _own_parts(entry: Entry) -> tuple[Part, ...]:
    fields = entry.fields
    told = (
        ("Where and with whom", fields.context),
        ("What happened", fields.outcome),
        ("Where it may not work", fields.limits),
    )
    return tuple(Part(heading, unmasked(text)) for heading, text in told if text)


def _tags(entry: Entry) -> tuple[Part, ...]:
    return (Part("Tags", ", ".join(entry.tags)),) if entry.tags else ()


def _quote_parts(entry: Entry, quotes: Sequence[Quote], names: Mapping[int, str], room: int) -> tuple[Part, ...]:
    if not quotes:
        return ()
    headings = [heading_of(quote, names) for quote in quotes]
    room -= sum(len(heading) + len(_BAR) for heading in headings)
    given, most = [len(quote.words) for quote in quotes], PART - len(_BAR)
    closing: tuple[Part, ...] = ()
    if sum(given) > room or max(given) > most:
        link = Part(_SHORTENED, f"Words that end in … are shortened: [read the whole in the thread]({entry.url}).")
        given, closing = shares(given, room - len(link.heading) - len(link.text), most), (link,)
    texts = [clip_words(quote.words, max(length, _LEAST)) for quote, length in zip(quotes, given, strict=True)]
    parts = tuple(Part(heading, _BAR + text) for heading, text in zip(headings, texts, strict=True))
    return parts + closing
