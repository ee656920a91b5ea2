"""Postcodes of the United Kingdom, whole ones: an outward code and an inward code.

Source of the forms and letters: https://www.gov.uk/government/publications/bulk-data-transfer-for-sponsors-xml-schema
(BS 7666); of the areas: Royal Mail's list of 124, https://en.wikipedia.org/wiki/List_of_postcode_areas_in_the_United_Kingdom.
"""

import re
from collections.abc import Iterator

from community.screening.kinds import Finding, Kind

_LISTED = """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK
    FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG
    NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR
    TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""
_AREAS = frozenset(_LISTED.split())
_CODE = re.compile(
    r"(?<![^\W_])(?<![^\W_]_)(?P<area>[a-z]{1,2})(?P<district>\d[a-z\d]?)(?P<gap>[ \u00a0*_]{0,4})"
    r"(?P<inward>\d[abd-hjlnp-uw-z]{2})(?!_?[^\W_])",
    re.IGNORECASE,
)
_CUE = re.compile(r"(?:\bpost ?code|\blives? (?:at|in)|\baddress)[^\n]{0,40}\Z", re.IGNORECASE)
_BEFORE = 60
_NO_INWARD = frozenset({"ST", "ND", "RD", "TH", "GB", "TB", "HR", "PT"})
"""What a digit and two letters mean in other words: 1st, 8GB, 4hr, 9pt."""


def postcodes(text: str) -> Iterator[Finding]:
    """Give the postcodes in a text; one in small letters counts with its space, or after a word that announces it."""
    for found in _CODE.finditer(text):
        if found["area"].upper() in _AREAS and (_stands_alone(found) or _announced(text, found.start())):
            yield Finding(Kind.POSTCODE, found.start(), found.end())


def _stands_alone(found: re.Match[str]) -> bool:
    code = found["area"] + found["district"] + found["inward"]
    if found["inward"][1:].upper() in _NO_INWARD:
        return code.isupper() and found["inward"][1:] not in {"GB", "TB"} and bool(found["gap"])
    return (code.isupper() or code.islower()) and (bool(found["gap"]) or code.isupper())


def _announced(text: str, start: int) -> bool:
    return _CUE.search(text[max(0, start - _BEFORE) : start]) is not None
