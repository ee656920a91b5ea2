"""Email addresses and phone numbers."""

import re
from collections.abc import Iterator

from community.screening.kinds import Finding, Kind
from community.screening.numbers import is_of_book, plain

_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]")
_HOST = re.compile(r"@(?:[^\W_](?:[^\W_]|-){0,62}\.){1,8}[^\W\d_]{2,24}(?![^\W_])")
_LONGEST = 64
"""Characters before the @: https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.1.1."""

_GAP = r"[ \-.()/\u00a0\u2010-\u2015]{0,3}"
_DIALLED = re.compile(rf"(?<![\w+./=-])(?:\+|\(\+)?\(?\d(?:{_GAP}\d){{5,16}}(?![\d\w])")
_GROUP = re.compile(r"\d++")
_CUE = re.compile(
    r"\b(?:tel|telephone|phone|phoned?|mobile|mob|cell|landline|whatsapp|ring|call|text)"
    r"(?:[ -]?(?:number|no|num))?(?:\.|:|[ ](?:is|on|him|her|them|me|us|at)){0,3}[ (:*_`|-]{0,4}\Z",
    re.IGNORECASE,
)
_BEFORE = 40


def emails(text: str) -> Iterator[Finding]:
    """Give the addresses in a text: what stands before an @ without a gap, and a host name with a dot after it."""
    at = text.find("@")
    while at >= 0:
        host = _HOST.match(text, at)
        start = at
        while host and start > max(0, at - _LONGEST) and _LOCAL.match(text[start - 1]):
            start -= 1
        while start < at and text[start] in ".*_|~`'/":
            start += 1
        if host and start < at and text[start:at] != "git":  # that is how a repository is addressed
            yield Finding(Kind.EMAIL, start, host.end())
        at = text.find("@", at + 1)


def phones(text: str) -> Iterator[Finding]:
    """Give the phone numbers in a text: international ones, those of the United Kingdom, any after a word for one.

    Source of the ranges: Ofcom's National Telephone Numbering Plan, https://www.ofcom.org.uk/phones-and-broadband/
    phone-numbers/numbering-plan. Numbers that only services have (03, 080, 084, 087, 09) are left out.
    """
    for found in _DIALLED.finditer(text):
        start = found.start() + (found.group().startswith("(") and ")" not in found.group())
        before = text[max(0, start - _BEFORE) : start]
        written = text[start : found.end()]
        if (_is_dialled(written) and not is_of_book(before)) or (_CUE.search(before) and _is_grouped(written)):
            yield Finding(Kind.PHONE, start, found.end())


def _is_dialled(written: str) -> bool:
    groups = [plain(group) for group in _GROUP.findall(written)]
    digits = "".join(groups)
    if "+" in written[:2]:
        return 8 <= len(digits) <= 15
    if digits.startswith("00"):
        return 11 <= len(digits) <= 17 and len(groups[0]) >= 3
    whole = len(digits) in {10, 11} and digits.startswith(("01", "02", "07"))
    return whole and _is_grouped(written) and len(groups[0]) >= 3


def _is_grouped(written: str) -> bool:
    """Say whether the digits stand as people write phone numbers: not one by one, which is how measurements stand."""
    groups = _GROUP.findall(written)
    return all(len(group) >= 2 for group in groups[1:]) and len(groups) <= 6
