"""Screening: what in a text could tell who a patient is.

Patients' numbers that a check digit proves are masked before anything is stored. The rest is only ever shown to whoever
wrote it: a hospital number or a date of birth near a word for it, a postcode, a phone number, an email address, a name
near a word for a patient. None of this makes a text safe to share; docs/screening.md says how much it finds.
"""

from community.screening.kinds import NAMELESS, PROVED, Finding, Kind, said_of
from community.screening.masking import MASK, clean, find, mask, said_in, storable, take_out, without_marks
from community.screening.named import named

__all__ = [
    "MASK",
    "NAMELESS",
    "PROVED",
    "Finding",
    "Kind",
    "clean",
    "find",
    "mask",
    "named",
    "said_in",
    "said_of",
    "storable",
    "take_out",
    "without_marks",
]
