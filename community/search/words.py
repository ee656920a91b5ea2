"""Words: how text is cut, folded and stemmed, the same for what is indexed, typed and shown."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import snowballstemmer

GAP = "."
"""Stands in a text's stems where a common word was, so that a phrase keeps its distances."""

LONGEST = 64
"""Characters of a word that count."""

_COMMON = """
    a about above after again against all also am an and any are as at be because been before being below between both
    but by can could did do does doing down during each etc few for from further had has have having he her here hers
    herself him himself his how i if in into is it its itself just me more most my myself no nor not now of off on once
    only or other our ours ourselves out over own same shall she should so some such than that the their theirs them
    themselves then there these they this those through to too under until up upon very was we were what when where
    which while who whom whose why will with would you your yours yourself yourselves
    aint arent cant couldnt didnt doesnt dont hadnt hasnt havent hed hes im isnt ive lets shes shouldnt thats
    theres theyre theyve wasnt weve werent whats wont wouldnt youd youll youre youve http https www
"""
STOPWORDS = frozenset(_COMMON.split())
"""Too common to tell anything. Not "us", "ill" and "id": they are words of their own."""

_ASCII = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*")
_MARKS = "".join(c for c in map(chr, range(0x0483, 0xAC00)) if unicodedata.category(c)[0] == "M")
"""Vowel signs and the like: part of a word in the scripts that have them."""
_ANY = re.compile(rf"(?:[^\W_]|[{re.escape(_MARKS)}])+(?:['’](?:[^\W_]|[{re.escape(_MARKS)}])+)*")  # noqa: RUF001 - the apostrophe people's phones type
_ACCENTS = dict.fromkeys(range(0x0300, 0x0370))
_UNSPACED = re.compile("[\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff]+")
"""Kana and Han."""
_MARKUP = re.compile(r"<(?:(@[!&]?|#)\d+|a?:(\w+):\d+|t:-?\d+(?::\w)?|/([\w -]+):\d+)>")
_stemmer = snowballstemmer.stemmer("english")
_stems: dict[str, str] = {}
_tokens: dict[str, tuple[tuple[str, str], ...]] = {}
_MOST_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Indexed:
    """A text as it is indexed: stems in order (`GAP` for a common word), and words that differ from their stem."""

    stems: str
    surfaces: str
    words: int


def fold(text: str) -> str:
    """Make letters alike that people type alike: case, accents on Latin, Greek and Cyrillic, compatibility forms."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFKD", text).translate(_ACCENTS)
    return unicodedata.normalize("NFC", bare).casefold()


def strip_markup(text: str) -> str:
    """Take Discord's markup for mentions, emojis and times out of a text; an emoji's or command's name stays."""
    if "<" not in text:
        return text
    return _MARKUP.sub(lambda found: f" {found[2] or found[3] or ''} ", text)


def words_of(text: str) -> list[str]:
    """Cut a text into folded words, common ones included. Any text is safe."""
    if text.isascii() and text.isalnum():
        return [text.lower()[:LONGEST]]  # one plain word, as most are that stand alone
    return [word for found in _cut(text) for word in _pieces(found)]


def spans_of(text: str) -> Iterator[tuple[int, int]]:
    """Give where each word of a text, as it stands, begins and ends."""
    return (found.span() for found in _ANY.finditer(text))


def stem(word: str) -> str:
    """Give the stem of a folded word; English words are stemmed, others are their own stem."""
    known = _stems.get(word)
    if known is None:
        known = str(_stemmer.stemWord(word)) if word.isascii() and word.isalpha() else word
        if len(_stems) >= _MOST_REMEMBERED:
            _stems.clear()
        _stems[word] = known
    return known


def stems_of(text: str) -> list[str]:
    """Give a text's stems in order, `GAP` where a common word stands."""
    return [GAP if word in STOPWORDS else stem(word) for word in words_of(text)]


def indexed(text: str) -> Indexed:
    """Give a text as it is indexed."""
    stems: list[str] = []
    surfaces: dict[str, None] = {}
    for found in _cut(text):
        for root, surface in _tokens.get(found) or _tokenize(found):
            stems.append(root)
            if surface:
                surfaces[surface] = None
    return Indexed(" ".join(stems), " ".join(surfaces), len(stems) - stems.count(GAP))


def _cut(text: str) -> list[str]:
    """Give what stands between spaces and signs, folded."""
    folded = fold(strip_markup(text))
    return (_ASCII if folded.isascii() else _ANY).findall(folded)


def _tokenize(found: str) -> tuple[tuple[str, str], ...]:
    """Give the stems of what `_cut` gave, each with its word where that differs; remembered, as talk repeats itself."""
    tokens = []
    for word in _pieces(found):
        root = GAP if word in STOPWORDS else stem(word)
        tokens.append((root, "" if root in {GAP, word} else word))
    if len(_tokens) >= _MOST_REMEMBERED:
        _tokens.clear()
    return _tokens.setdefault(found, tuple(tokens))


def _plain(word: str) -> str:
    if "'" in word:
        word = word.removesuffix("'s").replace("'", "")
    return word[:LONGEST]


def _pieces(word: str) -> list[str]:
    """Give the words in what `_cut` gave; what is written without spaces (Chinese, Japanese) in pairs of characters."""
    if word.isascii():
        return [_plain(word)]
    word = word.replace("’", "'")  # noqa: RUF001 - the apostrophe people's phones type
    pieces: list[str] = []
    at = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > at:
            pieces.append(_plain(word[at : run.start()].strip("'")))
        letters = run[0]
        pieces += [letters] if len(letters) == 1 else [letters[i : i + 2] for i in range(len(letters) - 1)]
        at = run.end()
    if at < len(word):
        pieces.append(_plain(word[at:].strip("'")))
    return [piece for piece in pieces if piece]
