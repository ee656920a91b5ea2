"""Attempts at a transaction: again where the database asks for it or was away a moment, and only where it is safe."""

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from storage.outage import FAILURES, Outage, Outages

T = TypeVar("T")

_SERIALIZATION = {"40001", "40P01"}
_ATTEMPTS = 30
_AWAY_FOR, _LOOK_AGAIN = 5.0, 0.25
"""Seconds that a write waits for a database that is away (being started again), and between two looks."""
_LONGEST_PAUSE = 0.3
"""Seconds at most between two attempts; each is drawn by chance, so that those who collided do not collide again."""


@dataclass(slots=True)
class Trying:
    """How far a write has come: whether this try has begun to write, and whether any was ever about to commit."""

    begun: bool = False
    commits: bool = False


async def attempt(outages: Outages, transaction: Callable[[Trying], Awaitable[T]], *, has_key: bool) -> T:
    """Try a transaction until it is done; raises `Unavailable` where the database can't write just now.

    `has_key`: what was written can be found again, so it may be tried anew after its connection was lost.
    """
    clock = asyncio.get_running_loop().time
    until = clock() + _AWAY_FOR
    trying = Trying()
    for number in itertools.count(1):
        trying.begun = False
        try:
            result = await transaction(trying)
        except Exception as error:
            if number < _ATTEMPTS and _sqlstate(error) in _SERIALIZATION:
                await asyncio.sleep(random.uniform(0, min(_LONGEST_PAUSE, 0.01 * 2**number)))  # noqa: S311 - no secret
                continue
            if not isinstance(error, FAILURES):
                raise
            unavailable = outages.in_writing(error, at_commit=trying.commits)
            if unavailable is None:
                raise
            # Only what has not begun, or has a key to be found by, may be done again after its connection was lost.
            again = outages.now is Outage.AWAY and (has_key or not trying.begun)
            if not again or clock() > until:
                raise unavailable from error
            await asyncio.sleep(_LOOK_AGAIN)
        else:
            outages.over()
            return result
    raise AssertionError("unreachable")


def _sqlstate(error: BaseException) -> str | None:
    """Give PostgreSQL's code of an error; one met while rows are streamed comes as the driver's own."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return getattr(original, "sqlstate", None)
