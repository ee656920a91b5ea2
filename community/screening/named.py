"""Names that are known beforehand, in texts that are to name nobody."""

import re
from collections.abc import Iterable

from community.screening.kinds import Finding, Kind

_SHORTEST = 3
_CAPITAL = re.compile(r"[A-Z]\w{2,}+")


def named(text: str, names: Iterable[tuple[str, Kind]]) -> list[Finding]:
    """Give where one of these names stands in a text as words of its own, longest names first, none overlapping.

    A name is found however it is written, small or large. Of a member's of several words the first is found too, with
    its capital; names of one or two characters are not looked for.
    """
    found: list[Finding] = []
    taken = bytearray(len(text))
    for pattern, kind in _patterns(names):
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                found.append(Finding(kind, match.start(), match.end()))
    return sorted(found, key=lambda one: one.start)


def _patterns(names: Iterable[tuple[str, Kind]]) -> list[tuple[re.Pattern[str], Kind]]:
    whole, firsts = [], []
    for name, kind in sorted(set(names), key=lambda one: (-len(one[0]), one[0])):
        words = name.split()
        if len(" ".join(words)) < _SHORTEST:
            continue
        whole.append((re.compile(_alone(r"\s+".join(map(re.escape, words))), re.IGNORECASE), kind))
        if kind is Kind.MEMBER and len(words) > 1 and _CAPITAL.fullmatch(words[0]):
            firsts.append((re.compile(_alone(re.escape(words[0]))), kind))
    return whole + firsts


def _alone(pattern: str) -> str:
    return rf"(?<!\w){pattern}(?!\w)"
