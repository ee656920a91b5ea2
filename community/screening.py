"""Screening: NHS numbers, proved by their check digit, are masked before anything is stored.

Source of the check digit: https://www.datadictionary.nhs.uk/attributes/nhs_number.html (as python-stdnum computes it).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from stdnum.gb import nhs

MASK = "[NHS number removed]"

_DIGITS = 10
_GROUP = re.compile(r"\d+")
_MARKS = re.compile(r"\*+|_+|~+|\|+|`+")
_JOINING = re.compile(
    r"[\s.*_~|`"
    r"\-\u00ad\u058a\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d"  # dashes and minus signs
    r"\u200b-\u200f\u2060\ufe0f\u20e3\ufeff]+"  # what takes no room, and what makes a digit a keycap
)
_STAMP = re.compile(r"<t:-?\d+(?::[tTdDfFR])?>")
_STRAY = 2
"""A run of numbers with more than this many beside the ten digits, all of them short, is a list of measurements."""


def mask(text: str) -> str:
    """Put a mark in place of every proved NHS number, however it is spaced, dashed or marked up.

    Ten digits count as one number when nothing but spaces, dashes, dots and markdown stands between them. Not
    touched: digits within a longer number, Discord's timestamps, dates with a time, and long lists of one- and
    two-digit numbers. Takes time in proportion to the length of `text`.
    """
    if sum(map(len, _GROUP.findall(text))) < _DIGITS:
        return text
    spans = list(_merged(_spans(text)))
    parts: list[str] = []
    end = 0
    for start, stop in spans:
        parts += [text[end:start], MASK, _unbalanced(text[start:stop])]
        end = stop
    return "".join([*parts, text[end:]])


def storable(text: str) -> str:
    """Give text as it may be stored: masked, and without what no database takes (NUL, halves of a character)."""
    return mask(text.replace("\0", "").encode("utf-8", "replace").decode())


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for run in _runs(text):
        for first in range(len(run)):
            length, last = 0, first
            while last < len(run) and length < _DIGITS:
                length += run[last].end() - run[last].start()
                last += 1
            window = run[first:last]
            if length == _DIGITS and _is_number(window, len(run)):
                yield window[0].start(), window[-1].end()


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Give the groups of digits that stand together, run by run."""
    stamps = {match.start() + 3 for match in _STAMP.finditer(text)}
    groups = [group for group in _GROUP.finditer(text) if group.start() not in stamps]
    if not groups:
        return
    run = [groups[0]]
    for before, group in pairwise(groups):
        if not _JOINING.fullmatch(text, before.end(), group.start()):
            yield run
            run = []
        run.append(group)
    yield run


def _is_number(window: Sequence[re.Match[str]], in_run: int) -> bool:
    digits = [_plain(group.group()) for group in window]
    if not nhs.is_valid("".join(digits)):
        return False
    if all(len(group) <= 2 for group in digits) and in_run > len(window) + _STRAY:
        return False
    return not _holds_date(digits)


def _holds_date(groups: Sequence[str]) -> bool:
    for first, second, third in zip(groups, groups[1:], groups[2:], strict=False):
        year, day = (first, third) if len(first) == 4 else (third, first)
        shaped = len(year) == 4 and len(second) == 2 and len(day) == 2
        if shaped and year[:2] in {"19", "20"} and 1 <= int(second) <= 12 and 1 <= int(day) <= 31:
            return True
    return False


def _plain(digits: str) -> str:
    """Write digits of any script in ASCII."""
    return digits if digits.isascii() else "".join(str(unicodedata.decimal(digit)) for digit in digits)


def _merged(spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join spans that overlap; they come ordered by where they start."""
    held: tuple[int, int] | None = None
    for span in spans:
        if held is None or span[0] >= held[1]:
            if held:
                yield held
            held = span
        else:
            held = held[0], max(held[1], span[1])
    if held:
        yield held


def _unbalanced(masked: str) -> str:
    """Give the markdown marks that open or close across the masked text, so that what follows stays as it looked."""
    counted = Counter(_MARKS.findall(masked))
    return "".join(mark for mark, times in counted.items() if times % 2)
