"""What a format says of a meeting, and how its steps fit the time that there is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody does in a session: the role's name, and what it is for.

    `everybody`: it is for all who come, or a group of them, so that nobody takes it by themselves.
    """

    name: str
    does: str
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a meeting: how long it takes (None: as long as it needs), and what the facilitator says."""

    name: str
    say: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Field:
    """What is to be written down of a meeting: a form's row; `becomes` is the field of an entry that it goes into."""

    name: str
    ask: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Format:
    """A way to run a session. `people` is the smallest and the largest number that it works with."""

    name: str
    purpose: str
    people: tuple[int, int]
    minutes: int
    chatham_house: bool
    follow_up_days: int
    source: str
    roles: tuple[Role, ...]
    steps: tuple[Step, ...]
    capture: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats that there are, by name in alphabetical order, and what is wrong with files that were left out."""

    known: Mapping[str, Format]
    mistakes: Sequence[str] = field(default=())

    def purpose(self, name: str) -> str:
        """Say in a line what a format is for; its file may be gone since the session was planned."""
        known = self.known.get(name)
        return known.purpose if known else "how it runs is not described any more"


def scaled(steps: Sequence[Step], usual: int, minutes: int) -> list[Step]:
    """Fit steps of a meeting that usually lasts `usual` minutes into `minutes`, each at least one.

    Timed steps share the time as they do in the usual length; together they are as long as they should be to the
    minute: what is rounded off one goes to the next. A step without a time keeps none.
    """
    so_far, given, lengths = 0, 0, list[int]()
    for step in steps:
        if step.minutes is not None:
            so_far += step.minutes
            lengths.append(max(1, round(so_far * minutes / usual) - given))
            given += lengths[-1]
    # Steps that are at least a minute long may have taken more than there is: the longest give it back.
    for _ in range(given - max(len(lengths), round(so_far * minutes / usual))):
        lengths[lengths.index(max(lengths))] -= 1
    fitted = iter(lengths)
    return [replace(step, minutes=next(fitted)) if step.minutes is not None else step for step in steps]
