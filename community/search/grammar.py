"""What people type into search: any word, "phrases", -without, prefix*. Any text is a query; none is an error."""

import re
from dataclasses import dataclass, field

from community.search.words import GAP, STOPWORDS, stem, words_of

MOST_WORDS = 64
SHORTEST_PREFIX = 2

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_PART = re.compile(r'(?P<not>(?<!\S)[-−])?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')  # noqa: RUF001 - a minus sign is a minus sign

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood. Words are stems, in the order typed, each once; those of phrases are among them.

    A phrase is a run of stems with `GAP` where any common word may stand. `left_out` are the words too common to
    search for, as typed.
    """

    text: str
    words: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    without: tuple[str, ...] = ()
    without_prefixes: tuple[str, ...] = ()
    without_phrases: tuple[Phrase, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to search for."""
        return not (self.words or self.prefixes)

    @property
    def wants_all(self) -> bool:
        """Whether it is so short that what has all of its words is surely better: two or three words."""
        return 2 <= len(self.words) + len(self.prefixes) <= 3


@dataclass(slots=True)
class _Parts:
    words: dict[str, None] = field(default_factory=dict)
    prefixes: dict[str, None] = field(default_factory=dict)
    phrases: dict[Phrase, None] = field(default_factory=dict)


def parse(text: str) -> Query:
    """Read a query. Never raises."""
    wanted, unwanted, left_out = _Parts(), _Parts(), dict[str, None]()
    for part in _PART.finditer(text.translate(_QUOTES)):
        parts = unwanted if part["not"] else wanted
        if part["phrase"] is not None:
            _add_phrase(parts, part["phrase"], left_out, as_words=parts is wanted)
        else:
            _add_word(parts, part["word"], left_out, as_words=parts is wanted)
    return Query(
        text=text,
        words=tuple(wanted.words)[:MOST_WORDS],
        prefixes=tuple(wanted.prefixes)[:MOST_WORDS],
        phrases=tuple(wanted.phrases)[:MOST_WORDS],
        without=tuple(unwanted.words)[:MOST_WORDS],
        without_prefixes=tuple(unwanted.prefixes)[:MOST_WORDS],
        without_phrases=tuple(unwanted.phrases)[:MOST_WORDS],
        left_out=tuple(left_out),
    )


def has_phrase(stems: str, phrase: Phrase) -> bool:
    """Say whether a text's stems (as indexed) hold the phrase."""
    if GAP not in phrase:
        return f" {' '.join(phrase)} " in f" {stems} "
    run = stems.split()
    return any(run[at : at + len(phrase)] == list(phrase) for at, root in enumerate(run) if root == phrase[0])


def _add_phrase(parts: _Parts, text: str, left_out: dict[str, None], *, as_words: bool) -> None:
    """Take a phrase; one that is wanted ranks by its words too."""
    words = words_of(text)
    run = [GAP if word in STOPWORDS else stem(word) for word in words]
    while run and run[0] == GAP:
        run.pop(0)
    while run and run[-1] == GAP:
        run.pop()
    if not run:
        left_out.update(dict.fromkeys(words))
        return
    parts.phrases[tuple(run)] = None
    if as_words:
        parts.words.update(dict.fromkeys(root for root in run if root != GAP))


def _add_word(parts: _Parts, text: str, left_out: dict[str, None], *, as_words: bool) -> None:
    """Take what stands between spaces; one that is unwanted and holds several words is unwanted as a whole."""
    words = words_of(text)
    if text.endswith("*") and words and len(words[-1]) >= SHORTEST_PREFIX:
        parts.prefixes[words.pop()] = None
    if not as_words and len(words) > 1:
        _add_phrase(parts, " ".join(words), left_out, as_words=False)
        return
    for word in words:
        if word in STOPWORDS:
            left_out[word] = None
        else:
            parts.words[stem(word)] = None
