"""What screening tells apart, the words for it, and one thing found."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """One kind of identifier: what it is called in a sentence, and the mark that stands where one was taken out."""

    NHS = ("NHS number", "an NHS number")
    CHI = ("CHI number", "a CHI number")
    HC = ("H&C number", "an H&C number")
    HOSPITAL = ("hospital number", "a hospital or patient number")
    BIRTH = ("date of birth", "a date of birth")
    EMAIL = ("email address", "an email address")
    PHONE = ("phone number", "a phone number")
    POSTCODE = ("postcode", "a postcode")
    NAME = ("name", "a person's name")
    MEMBER = ("name of a member", "the name of somebody who was there")
    ORGANISATION = ("organisation", "an organisation's name")

    def __init__(self, noun: str, said: str) -> None:
        self.noun = noun
        self.said = said

    @property
    def mark(self) -> str:
        """What stands where one was taken out."""
        return f"[{self.noun} removed]"

    @property
    def is_proved(self) -> bool:
        """Whether a check digit proves it: then it is never kept."""
        return self in PROVED


NAMELESS = frozenset({Kind.MEMBER, Kind.ORGANISATION})
"""What is only looked for where a text is to name nobody, and is then never kept."""

PROVED = frozenset({Kind.NHS, Kind.CHI, Kind.HC})


@dataclass(frozen=True, slots=True)
class Finding:
    """Where something stands in a text: from `start` up to `end`."""

    kind: Kind
    start: int
    end: int


def said_of(kinds: Sequence[Kind]) -> str:
    """Name kinds in a sentence, each once: "a phone number and a postcode"."""
    told = list(dict.fromkeys(kind.said for kind in kinds))
    return " and ".join(filter(None, (", ".join(told[:-1]), *told[-1:])))
