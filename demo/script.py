"""What the demo's people do with Guildhall, as plain values: the player acts it out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

BY_NAME: Final = "Quote me by name"
WITHOUT_NAME: Final = "Quote me without my name"
LEAVE_OUT: Final = "Leave me out"


@dataclass(frozen=True, slots=True)
class Opening:
    """A channel that becomes a topic."""

    channel: str
    by: str
    purpose: str
    steward: str | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """Know-how captured from a thread: who writes it up, what they type, whom they quote and what those say.

    `quotes` are the first words of messages in the thread. `answers` maps a person to the button they press;
    who is quoted and not in it stays silent.
    """

    thread: str
    by: str
    form: Mapping[str, str]
    quotes: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    published: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session that somebody plans, and who says what to it."""

    by: str
    options: Mapping[str, str | int]
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll of times that somebody makes, and the numbers of the times that people can make."""

    by: str
    options: Mapping[str, str | int]
    answers: Mapping[str, tuple[int, ...]]


ZONE: Final = "Europe/London"
HOLIDAYS: Final = "GB-ENG"
NOTICES: Final = "notices"
STEWARDS: Final = "Steward"

COFFEE: Final = "coffee-corner"
AT_COFFEE: Final = ("ben", "priya", "grace", "kwame", "olu", "hetty")
"""Who takes part in coffee; a newcomer may join them."""
ORGANISATIONS: Final = ("Northfield Trust", "Harrowmere Hospitals", "Aldersyke Primary Care", "Tansybank House")
SECTORS: Final = ("Hospital", "Primary care", "Care home", "Voluntary sector")

OPENINGS: Final = (
    Opening("falls-at-night", "ben", "Fewer falls between ten and six, without tying anybody to a chair.", "ben"),
    Opening("sepsis-and-deterioration", "amira", "Doing the first hour well, and knowing when it has gone wrong."),
    Opening("discharge-before-noon", "ben", "Getting people home well, seen from the ward and from the doorstep."),
    Opening("medicines-reviews", "priya", "Reviewing, stopping and simplifying medicines, one story a post."),
    Opening("measurement-clinic", "priya", "Help with counting and charting, for people who'd rather not."),
    Opening("clean-hands", "amira", "Hand hygiene, and what being watched does to it."),
    Opening("letters-people-can-read", "priya", "Letters written with the people who receive them."),
    Opening("hospital-at-home", "priya", "Handovers, kit and care that used to need a ward."),
    Opening("board-quality-committee", "amira", "What the board ought to hear, before it is in the papers."),
)

STANDING: Final = {"gordon": "by name", "ben": "by name", "tomasz": "by name", "kwame": "by name"}
"""Who has said beforehand how they may be quoted."""

CAPTURES: Final = (
    Capture(
        thread="The two o'clock round",
        by="marcus",
        form={
            "Title": "Walk with people before they get up: the two o'clock round",
            "What we did": (
                "For two weeks we ticked when each resident really got up at night. Then we went round ten minutes "
                "before those times, only to those people, and walked with whoever said yes."
            ),
            "Where and with whom": "A 32-bed care home, nights; tried in another shape on an older people's ward",
            "What happened": "Night falls went from 15 to 4 over the same months: small numbers, one winter to go",
            "Where it may not work": (
                "With one person on the floor and somebody poorly. On a ward where people change every four days: "
                "ask at admission what time they get up instead. Look at the evening diuretics first."
            ),
        },
        quotes=(
            "right. slept now.",
            "We tried a version for nine nights",
            "Asking the family is lovely",
            "where it won't",
        ),
        answers={"edie": BY_NAME, "nadia": WITHOUT_NAME},
        published=True,
    ),
    Capture(
        thread="Who owns the first antibiotic?",
        by="sam",
        form={
            "Title": "One card, one owner: the first antibiotic",
            "What we did": (
                "The triage nurse hands a laminated card to one person, who owns the first dose and nothing else. "
                "It passes only from hand to hand, and goes back in the box when the dose is in."
            ),
            "Where and with whom": "An emergency department where everyone can see the box of cards",
            "What happened": "Seven weeks above 80% within the hour, from a median of 71%",
            "Where it may not work": (
                "Wards, where nobody can see the box. Nights with more cards out than people. Without a review at "
                "24 hours it means more broad-spectrum antibiotics."
            ),
        },
        quotes=(
            "Exactly that. Here's what we do.",
            "A caution from infection prevention.",
            "Then it breaks, honestly.",
        ),
        answers={"grace": BY_NAME, "jola": LEAVE_OUT},
        published=True,
    ),
    Capture(
        thread="What we cut, and what we fought over",
        by="amira",
        form={
            "Title": "Half the words: rewriting clinic letters with patients and secretaries",
            "What we did": (
                "Nine patients and three secretaries rewrote the six commonest letters, in the secretaries' office."
            ),
            "Where and with whom": "Outpatients at a general hospital",
            "What happened": "From 612 words to 280, with what happens next as the first paragraph",
            "Where it may not work": "Where nobody will own the phone number in the letter",
        },
        quotes=("**Cut without a fight:**", "GP caveat.", "One that we learnt the hard way"),
        answers={"ruth": BY_NAME, "nadia": BY_NAME},
    ),
    Capture(
        thread="Stopping things in a care home without frightening anyone",
        by="priya",
        form={
            "Title": "Stopping medicines in a care home, one at a time",
            "What we did": (
                "Ask for the worst part of the drug round, stop one thing a visit, write the way back on the chart."
            ),
        },
    ),
)

MEETINGS: Final = (
    Meeting(
        by="ben",
        options={
            "topic": "falls-at-night",
            "format": "show and tell",
            "title": "Show me your two o'clock: an hour with night staff",
            "starts": "in 5 days 14:30",
            "minutes": 60,
            "where": "Drop-in room",
        },
        answers={
            "edie": "Going",
            "marcus": "Going",
            "tomasz": "Going",
            "nadia": "Maybe",
            "gordon": "Going",
            "sam": "Can't",
        },
    ),
    Meeting(
        by="priya",
        options={
            "topic": "measurement-clinic",
            "format": "open hour",
            "title": "Bring your chart: Hetty and Gordon, gently",
            "starts": "in 9 days 12:30",
            "minutes": 45,
            "host": "hetty",
            "where": "Drop-in room",
        },
        answers={"gordon": "Going", "sam": "Going", "jola": "Maybe"},
    ),
    Meeting(
        by="idris",
        options={
            "topic": "discharge-before-noon",
            "format": "case clinic",
            "title": "Case clinic: one discharge that went wrong",
            "starts": "next Tuesday 13:00",
            "repeats": "fortnightly, 6 times",
            "capacity": 3,
            "where": "Drop-in room",
        },
        answers={"kwame": "Going", "lorna": "Going", "tomasz": "Going", "nadia": "Going", "edie": "Maybe"},
    ),
)

POLLS: Final = (
    Poll(
        by="lorna",
        options={
            "topic": "hospital-at-home",
            "format": "peer assist",
            "title": "Peer assist: our first weekend at home",
            "times": "next Thursday 14:00; 16:30; next Friday 10:00",
        },
        answers={"tomasz": (1, 2), "dafydd": (2,), "farah": (2, 3), "priya": (1,)},
    ),
)

OWNER: Final = "amira"
SUMMARY_BY: Final = "amira"
