"""Looking through a text, and taking out what was found."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from community.screening.addresses import emails, phones
from community.screening.birth import births
from community.screening.hospital import hospital_numbers
from community.screening.kinds import Finding, Kind, said_of
from community.screening.names import names
from community.screening.numbers import proved
from community.screening.postcode import postcodes

MASK = Kind.NHS.mark

_SHORT, _SHORTEST = "[removed]", "\u2026"
_ANY_MARK = re.compile("|".join(re.escape(mark) for mark in (*(kind.mark for kind in Kind), _SHORT, _SHORTEST)))
_MARKS = re.compile(r"\*++|_++|~++|\|++|`++")
_LOOKS = (proved, emails, hospital_numbers, births, phones, postcodes, names)
"""The ways of looking, the surest first: what one has found, no later one finds again."""


def find(text: str) -> list[Finding]:
    """Give what in a text could tell who a patient is, in order, none overlapping.

    Takes time in proportion to the length. What it misses and what it takes for something that it is not is measured in
    docs/screening.md: an empty list is no promise.
    """
    taken = bytearray(len(text))
    found: list[Finding] = []
    for look in _LOOKS:
        for one in look(text):
            if not any(taken[one.start : one.end]):
                taken[one.start : one.end] = b"\1" * (one.end - one.start)
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def mask(text: str, within: int | None = None) -> str:
    """Put a mark in place of every proved number, however it is spaced, dashed or marked up; leave all else alone.

    With `within`, marks are shortened where the text would otherwise be longer than that.
    """
    return take_out(text, proved(text), within)


def take_out(text: str, findings: Iterable[Finding], within: int | None = None) -> str:
    """Put a mark in place of each finding; shorter marks where the text would otherwise be longer than `within`."""
    found = list(findings)
    if not found:
        return text
    for marks in ([one.kind.mark for one in found], [_SHORT] * len(found), [_SHORTEST] * len(found)):
        left = _with_marks(text, found, marks)
        if within is None or len(left) <= within:
            break
    return left


def without_marks(text: str) -> str:
    """Give a text without the marks that stand for what was taken out."""
    return _ANY_MARK.sub("", text)


def said_in(texts: Iterable[str]) -> str:
    """Name in a few words what is found in texts: "a phone number and a postcode", or nothing."""
    return said_of([one.kind for text in texts for one in find(text)])


def clean(text: str) -> str:
    """Give text without what no database takes: NUL, and halves of a character."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def storable(text: str) -> str:
    """Give text as it may be stored: masked, and without what no database takes."""
    return mask(clean(text))


def _with_marks(text: str, found: Sequence[Finding], marks: Sequence[str]) -> str:
    parts: list[str] = []
    end = 0
    for one, mark in zip(found, marks, strict=True):
        parts += [text[end : one.start], mark, _unbalanced(text[one.start : one.end])]
        end = one.end
    return "".join([*parts, text[end:]])


def _unbalanced(taken: str) -> str:
    """Give the markdown marks that open or close across what is taken out, so that what follows stays as it looked."""
    counted = Counter(_MARKS.findall(taken))
    return "".join(mark for mark, times in counted.items() if times % 2)
