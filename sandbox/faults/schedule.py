"""When accidents happen: each by a chance of its own, from a seed, so that a run can be repeated."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sandbox.faults.fault import NAMES, OF_REQUESTS, TOO_MANY, Fault

_ALWAYS: Final = 1.0


class FaultsError(ValueError):
    """A schedule or name that means nothing; the sentence says what is wrong."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Chances of accidents by name, from a seed; all times are seconds.

    Each accident draws from its own row of numbers, so the nth occasion of one is decided alike in every run, whatever
    the others do. `late` and `outage` are how long an event is held up and a guild is away.
    """

    chances: Mapping[str, float] = field(default_factory=dict)
    seed: int = 1
    retry_after: float = 1.0
    hang: float = 60.0
    late: float = 1.0
    outage: float = 2.0

    def rows(self) -> dict[str, random.Random]:
        """Give each accident's own row of numbers, from its beginning."""
        return {name: random.Random(f"{self.seed} {name}") for name in self.chances}  # noqa: S311 - repeatable

    def request_fault(self, kind: str) -> Fault:
        """Give an accident of a request by name, with this schedule's times."""
        found = OF_REQUESTS[kind]
        if found.status == TOO_MANY:
            return replace(found, retry_after=self.retry_after)
        return replace(found, hangs=self.hang) if found.hangs else found


_TIMES: Final = ("retry-after", "hang", "late", "outage")


def read_schedule(text: str) -> Schedule:
    """Read `seed=7,send-lost=0.03,event-late=0.1,late=2`; raise FaultsError."""
    seed, times, chances = 1, {}, {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, _, value = part.partition("=")
        number = _number(name, value)
        if name == "seed":
            seed = int(number)
        elif name in _TIMES:
            times[name.replace("-", "_")] = number
        elif name not in NAMES:
            raise FaultsError(f"There is no accident {name}; there are {', '.join(sorted(NAMES))}.")
        elif number > _ALWAYS:
            raise FaultsError(f"{name} is a chance, from 0 to 1.")
        else:
            chances[name] = number
    return Schedule(chances, seed, **times)


def _number(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if number < 0:
        raise FaultsError(f"{name} needs a number that is not negative: {name}=0.03.")
    return number
