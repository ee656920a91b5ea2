"""One telling sentence: from somebody whose standing answer allows it, and never one that could point at a person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from community.summary.words import sentences

NAMED = "named"
UNNAMED = "unnamed"

_SHORTEST, _LONGEST = 40, 200
_UNSAFE = re.compile(
    r"https?:|www\.|://|\b[\w.-]+\.(?:com|org|net|uk|io|dev|nhs)\b"  # links
    r"|[@#<>`|\[\]{}\\]"  # mentions, channels, code
    r"|\d(?:[ \-./]?\d){4,}"  # numbers of people and of telephones, dates
    r"|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b"
    r"|\b(?=\w*\d)[0-9a-f]{6,}\b|\b[A-Za-z]+\d\w*\d\w*\b"  # keys, serial numbers
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b"  # postcodes
    r"|\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Sister)\b\.?\s+[A-Z]"
    r"|\b(?:bed|room|ward|flat)\s+\d"
    r"|\b(?:[Mm]y name|call me|I am called|[Mm]y (?:mum|mother|dad|father|wife|husband|son|daughter|sister|brother))\b",
)
_INITIAL_I = re.compile(r"\bI(?:['\u2019]m| am)\s+[A-Z]")
_LEANS = re.compile(
    r"^(?:yes|yeah|yep|no|nope|nah|ok|okay|lol|haha|thanks|thank you|ah|oh|hm+|and|but|so|or|also|because|which|it|"
    r"this|that|these|those|they|he|she|him|her|there|then|sorry|hi|hello|hey|good (?:morning|evening)|well|same|"
    r"agreed|exactly|true|maybe)\b",
    re.IGNORECASE,
)
_STRESS = re.compile(r"(?<!\w)(\*{1,3}|_{1,3}|~~)(?=\S)(.+?)(?<=\S)\1(?!\w)")
"""Discord's marks for bold, italics and the like: where the sentence is shown they would be read as they stand."""
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Saying:
    """A message that may be quoted from: its author's name if they may be named, and how it was received."""

    message_id: int
    author_id: int
    answer: str
    name: str
    text: str
    reactors: int = 0
    replies: int = 0


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence to repeat, as it is shown, and whose and out of which message it is."""

    shown: str
    message_id: int
    author_id: int


def telling(sayings: Iterable[Saying], names: Iterable[str]) -> Telling | None:
    """Choose the sentence that tells most, or none. `names` are those of people in the conversation: never repeated.

    People react and reply to what tells something; of the equally well received, whole sentences that lean on nothing
    before them come first, then the earlier one.
    """
    known = _parts(names)
    best: tuple[tuple[int, int, int], Telling] | None = None
    for saying in sayings:
        for sentence in _may_be_repeated(saying, known):
            rank = (2 * saying.reactors + saying.replies, _wholeness(sentence), -saying.message_id)
            if best is None or rank > best[0]:
                best = rank, Telling(_shown(sentence, saying), saying.message_id, saying.author_id)
    return best[1] if best else None


def repeatable(saying: Saying, sentence: str, names: Iterable[str]) -> Telling | None:
    """Give one sentence of a message as an excerpt if its author's answer and its words allow it."""
    if saying.answer not in {NAMED, UNNAMED} or not _is_safe(sentence, _parts(names)):
        return None
    if len(sentence) > _LONGEST or not _is_in(sentence, saying.text):
        return None
    return Telling(_shown(sentence, saying), saying.message_id, saying.author_id)


def _may_be_repeated(saying: Saying, names: frozenset[str]) -> Iterable[str]:
    if saying.answer not in {NAMED, UNNAMED} or "```" in saying.text:
        return []
    lines = [line for line in saying.text.splitlines() if not line.lstrip().startswith((">", "-", "*", "#"))]
    found = [sentence for line in lines for sentence in sentences(line)]
    return [s for s in found if _SHORTEST <= len(s) <= _LONGEST and _reads_well(s) and _is_safe(s, names)]


def _reads_well(sentence: str) -> bool:
    words = _WORDS.findall(sentence)
    shouted = sum(word.isupper() and len(word) > 3 for word in words)
    return len(words) >= 7 and shouted * 3 < len(words) and not sentence.endswith(("?", ":", ","))


def _parts(names: Iterable[str]) -> frozenset[str]:
    """Give the words that names are made of: a first name points at a person as well."""
    return frozenset(word.casefold() for name in names for word in _WORDS.findall(name) if len(word) > 2)


def _is_safe(sentence: str, names: frozenset[str]) -> bool:
    if _UNSAFE.search(sentence) or _INITIAL_I.search(sentence):
        return False
    return names.isdisjoint(word.casefold() for word in _WORDS.findall(sentence))


def _is_in(sentence: str, text: str) -> bool:
    return sentence in " ".join(text.split())


def _wholeness(sentence: str) -> int:
    starts = sentence[0].isupper() and not _LEANS.match(sentence)
    return 2 * starts + sentence.endswith((".", "!"))


def _shown(sentence: str, saying: Saying) -> str:
    words = _STRESS.sub(r"\2", sentence).strip("\"'“”*_ ")
    return f"“{words}” {saying.name}" if saying.answer == NAMED else f"“{words}”"
