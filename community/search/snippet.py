"""What a result shows of a text: the part that says most of what was asked, its words marked."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from community.markup import readable
from community.search.words import spans_of, stem, words_of

LENGTH = 200
"""Characters of a snippet, its marks and escapes not counted."""

_SPECIAL = re.compile(r"([\\*_~`|>\[\]])")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]*`~|\\]+")
_STOPS = ".,:;!?…"
_MENTION = re.compile(r"@(?=everyone|here)")


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    root: str | None
    """What it matches of the query; None when nothing."""


def snippet(text: str, weights: Mapping[str, float], prefixes: Collection[str] = ()) -> str:
    """Give the telling part of a text on one line: whole words, at most about `LENGTH` characters, matches in **.

    `weights` holds the stems asked for. The rest is escaped, so that Discord shows it as written; nothing in it
    mentions anybody.
    """
    line = " ".join(readable(text).split())
    roots: dict[str, str | None] = {}
    initials = frozenset(root[0] for root in weights)
    words = []
    for start, end in spans_of(line):
        word = line[start:end]
        if word not in roots:
            roots[word] = _root(words_of(word), weights, initials, prefixes)
        words.append(_Word(start, end, roots[word]))
    start, end = _window(line, words, weights)
    shown = "".join(_marked(line, words, start, end))
    return f"{'… ' if start else ''}{shown}{' …' if end < len(line) else ''}"


def run_on(text: str) -> str:
    """Put the lines of a form on one line, and keep apart those that end without a stop."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    kept_apart = [f"{line} ·" if line[-1] not in _STOPS else line for line in lines[:-1]]
    return " ".join([*kept_apart, *lines[-1:]])


def escape(text: str) -> str:
    """Make a text show as it is written in Discord, and mention nobody."""
    return _MENTION.sub("@\u200b", _SPECIAL.sub(r"\\\1", text))


def _root(
    folded: Sequence[str], weights: Collection[str], initials: Collection[str], prefixes: Collection[str]
) -> str | None:
    for word in folded:
        # A stem begins as its word does: most words need not be stemmed to be left alone.
        if word[0] in initials and (root := stem(word)) in weights:
            return root
        for prefix in prefixes:
            if word.startswith(prefix):
                return f"{prefix}*"
    return None


def _window(line: str, words: Sequence[_Word], weights: Mapping[str, float]) -> tuple[int, int]:
    """Choose the part to show: the one whose different matches weigh most, then the earliest."""
    if len(line) <= LENGTH:
        return 0, len(line)
    hits = [word for word in words if word.root]
    best, chosen = 0.0, (hits[0], hits[0]) if hits else None
    for at, first in enumerate(hits):
        seen: dict[str, float] = {}
        for last in hits[at:]:
            if last.end - first.start > LENGTH:
                break
            seen[last.root or ""] = weights.get(last.root or "", 1.0)
            weight = sum(seen.values()) + 0.01 * (last is not first)
            if weight > best:
                best, chosen = weight, (first, last)
    if chosen is None:
        return 0, _whole_end(line, words, 0)
    spare = max(0, LENGTH - (chosen[1].end - chosen[0].start)) // 2
    earliest = max(0, chosen[0].start - spare)
    start = 0 if earliest == 0 else next((word.start for word in words if word.start >= earliest), chosen[0].start)
    start = min(start, chosen[0].start)
    return start, max(chosen[1].end, _whole_end(line, words, start))


def _whole_end(line: str, words: Sequence[_Word], start: int) -> int:
    """Give the end of the last whole word that fits from `start`; a word too long for that is cut."""
    if len(line) - start <= LENGTH:
        return len(line)
    return max((word.end for word in words if start < word.end <= start + LENGTH), default=start + LENGTH)


def _marked(line: str, words: Sequence[_Word], start: int, end: int) -> Iterator[str]:
    addresses = [found.span() for found in _ADDRESS.finditer(line, start, end)]
    at = start
    for word in words:
        if not word.root or word.start < at or word.end > end:
            continue
        if not any(first <= word.start < last for first, last in addresses):
            yield _escaped(line[at : word.start])
            yield f"**{escape(line[word.start : word.end])}**"
            at = word.end
    yield _escaped(line[at:end])


def _escaped(text: str) -> str:
    """Escape all but addresses: a mark or a backslash within one would lead nowhere."""
    at, parts = 0, []
    for found in _ADDRESS.finditer(text):
        parts += [escape(text[at : found.start()]), _MENTION.sub("@\u200b", found[0])]
        at = found.end()
    return "".join([*parts, escape(text[at:])])
