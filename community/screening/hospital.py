"""Hospital numbers: no two hospitals number alike, so a number counts only after words that announce one."""

import re
from collections.abc import Iterator

from community.screening.kinds import Finding, Kind

_NUMBER = r"(?:numbers?|num|nos?|nr|id|identifier|ref(?:erence)?|\#|\u2116)"
_WHOSE = (
    r"(?:hospital|hosp|patient|pt|pt's|patient's|unit|case ?notes?|case|record|medical record|pas|epr|emis|rio|nhs|chi"
    r"|h ?& ?c|hcn|district|clinic|registration)"
)
_CUE = rf"\b(?:{_WHOSE}\.?[ -]{{0,2}}{_NUMBER}|mrn|urn|chi|hosp\.)"
_LINK = (
    r"(?:[\W_]{1,4}(?:is|was|reads|being|for|this|the|that|patient|pt|her|his|their|him|them|on|file|card|of)\b){0,3}"
)
_VALUE = r"(?P<value>(?:[a-z]{1,3}[ \-/]?)?\d(?:[ \-/.]?\d){3,11}(?:[ \-/]?[a-z])?)(?!\w)"
_SLIP = re.compile(r"\bnhs[\W_]{1,4}(?P<value>\d{3}[ -]?\d{3}[ -]?\d{4})(?![ -]?\d|\w)", re.IGNORECASE)
"""Ten digits right after "NHS", as its numbers are written; one that its check digit proves is found as such."""
_SAID = re.compile(rf"{_CUE}(?!\w){_LINK}[\W_]{{0,6}}(?<![^\W_]){_VALUE}", re.IGNORECASE)


def hospital_numbers(text: str) -> Iterator[Finding]:
    """Give what a cue announces: four to twelve digits, with up to three letters before and one after them."""
    for rule in (_SAID, _SLIP):
        for found in rule.finditer(text):
            start, end = found.span("value")
            yield Finding(Kind.HOSPITAL, start, end)
