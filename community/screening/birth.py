"""Dates of birth: a date near a word that says so."""

import re
from collections.abc import Iterator

from community.screening.kinds import Finding, Kind
from community.screening.near import near

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_CUE = re.compile(
    r"\bd\.? ?o\.? ?b\b\.?|\bdate[ -]of[ -]birth\b|\bbirth[ -]?da(?:te|y)\b|\bborn\b|\bd/o/b\b", re.IGNORECASE
)
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?"
_YEAR = r"(?:(?:18|19|20)\d\d|'?\d\d)"
_DATE = re.compile(
    r"(?<![\d/.-])(?:"
    rf"{_DAY}(?:[ \-./]{{0,2}}|[ ]of[ ]){_MONTH}\b(?:[ \-./,]{{1,3}}{_YEAR})?"
    rf"|\b{_MONTH}[ ]{_DAY}(?:,?[ ]{_YEAR})?"
    r"|[0-3]?\d[ ]?[/\-.\u2010-\u2015 ][ ]?[01]?\d[ ]?[/\-.\u2010-\u2015 ][ ]?(?:(?:18|19|20)\d\d|\d\d)"
    r"|(?:18|19|20)\d\d[/\-. ][01]?\d[/\-. ][0-3]?\d"
    r"|[0-3]\d[01]\d(?:(?:18|19|20)\d\d|\d\d)"
    r")(?!\d)",
    re.IGNORECASE,
)
_AFTER, _BEFORE = 40, 8


def births(text: str) -> Iterator[Finding]:
    """Give the dates that a word for birth stands near: up to 40 characters before them, or directly after them."""
    cues = list(_CUE.finditer(text))
    if cues:
        dates = list(_DATE.finditer(text))
        for date in near(text, cues, dates, after=_AFTER, before=_BEFORE):
            yield Finding(Kind.BIRTH, date.start(), date.end())
