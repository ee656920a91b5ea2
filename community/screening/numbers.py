"""Patients' numbers of the United Kingdom's four health services, proved by their check digit.

All have ten digits, the last a modulus 11 check digit of the nine before it. Sources:

- NHS number (England, Wales, Isle of Man): https://www.datadictionary.nhs.uk/attributes/nhs_number.html
- H&C number (Northern Ireland), 320 000 001 to 399 999 999 plus its check digit:
  https://www.datadictionary.nhs.uk/attributes/health_and_care_number.html
- CHI number (Scotland), a date of birth as ddmmyy and four digits, the ninth odd for men, the tenth the check digit:
  https://www.ndc.scot.nhs.uk/Data-Dictionary/SMR-Datasets/Patient-Identification-and-Demographic-Information/
  Community-Health-Index-Number/
- that the three ranges do not meet: https://en.wikipedia.org/wiki/NHS_number
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from stdnum.gb import nhs

from community.screening.kinds import Finding, Kind

DIGITS = 10
_GROUP = re.compile(r"\d++")
_JOINING = re.compile(
    r"(?:\|\||[\s.*_~`\\"
    r"\u00b7\u2022\u2024\u2027\u2219\u22c5\u30fb\uff0e"  # dots and bullets
    r"\-\u00ad\u058a\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d"  # dashes and minus signs
    r"\u200b-\u200f\u2060\ufe0f\u20e3\ufeff]++)++"  # what takes no room, and what makes a digit a keycap
)
_STAMP = re.compile(r"<t:-?\d{1,20}(?::[tTdDfFR])?>")
_STRAY = 2
"""A run with more numbers than this beside the ten digits, all short or on several lines, is a list of measurements."""
_NAMED = re.compile(r"(?:\b(?:NHS|CHI|H ?& ?C|HCN)(?:[ -]?(?:number|num|no))?)[\W_]{0,6}\Z", re.IGNORECASE)
_BOOK = re.compile(r"(?:\bISBN(?:[ -]?10)?[\W_]{0,4}|/dp/|/gp/product/|amzn/click/)\Z", re.IGNORECASE)
"""An ISBN of ten digits has the very same check digit: https://www.isbn-international.org/content/isbn-users-manual."""
_DIALLED = re.compile(r"(?:\(0\) ?|(?:\+|\b00)[1-9]\d{0,2}[\W_]{1,3})\Z")
"""What makes a phone number of ten digits: those of other countries, and British ones without their nought."""
_BEFORE = 24
_HC = range(320_000_001, 400_000_000)


def proved(text: str) -> Iterator[Finding]:
    """Give the proved numbers in a text, in order; those that overlap as one.

    Ten digits count as one number when nothing but spaces, dashes, dots and markdown stands between them. Not
    found: digits within a longer number, Discord's timestamps, an ISBN that says so, and, unless the number is named
    ("NHS no."), phone numbers with their country, dates with a time, and lists of short numbers or lines of numbers.
    Takes time in proportion to the length.
    """
    if sum(map(len, _GROUP.findall(text))) < DIGITS:
        return
    held: Finding | None = None
    for found in _each(text):
        if held is None or found.start >= held.end:
            if held:
                yield held
            held = found
        else:
            held = Finding(held.kind, held.start, max(held.end, found.end))
    if held:
        yield held


def _each(text: str) -> Iterator[Finding]:
    for run in _runs(text):
        for first in range(len(run)):
            length, last = 0, first
            while last < len(run) and length < DIGITS:
                length += run[last].end() - run[last].start()
                last += 1
            window = run[first:last]
            if length == DIGITS and _is_number(text, window, len(run)):
                digits = "".join(plain(group.group()) for group in window)
                yield Finding(_kind(digits), window[0].start(), window[-1].end())


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


def _is_number(text: str, window: Sequence[re.Match[str]], in_run: int) -> bool:
    digits = [plain(group.group()) for group in window]
    if not nhs.is_valid("".join(digits)):
        return False
    start = window[0].start()
    before = text[max(0, start - _BEFORE) : start]
    if is_of_book(before):
        return False
    if _NAMED.search(before):
        return True
    listed = all(len(group) <= 2 for group in digits) or "\n" in text[start : window[-1].end()]
    if _DIALLED.search(before) or (listed and in_run > len(window) + _STRAY):
        return False
    return not _holds_date(digits)


def is_of_book(before: str) -> bool:
    """Say whether a text ends with what announces an ISBN."""
    return _BOOK.search(before) is not None


def _kind(digits: str) -> Kind:
    """Tell whose number it is by its range; what fits no range that is issued is called an NHS number."""
    if int(digits[:9]) in _HC:
        return Kind.HC
    day, month = int(digits[:2]), int(digits[2:4])
    return Kind.CHI if 1 <= day <= 31 and 1 <= month <= 12 else Kind.NHS


def _holds_date(groups: Sequence[str]) -> bool:
    for first, second, third in zip(groups, groups[1:], groups[2:], strict=False):
        year, day = (first, third) if len(first) == 4 else (third, first)
        shaped = len(year) == 4 and len(second) == 2 and len(day) == 2
        if shaped and year[:2] in {"19", "20"} and 1 <= int(second) <= 12 and 1 <= int(day) <= 31:
            return True
    return False


def plain(digits: str) -> str:
    """Write digits of any script in ASCII."""
    return digits if digits.isascii() else "".join(str(unicodedata.decimal(digit)) for digit in digits)
