"""Pairing people for coffee, in the process that the bot starts for it, beside the matching alone.

*seconds* are from the guests to the groups, with the start of the process; *plain* is rustworkx's own matching of as
many people in parts as large, with edges as many, ready to be matched, in this process. *cpu_seconds* are what the
process used, whatever else the machine does. *repeats* count pairs who had met before; *elsewhere* is the share of
pairs from different organisations. 5,000 people should take under 5 seconds.
"""

import asyncio
import json
import resource
import time
from collections.abc import Sequence
from random import Random
from typing import Any

from bot.pairing import pair_apart
from bot.pairing.matching import match
from community.pairing import CANDIDATES, COMPLETE, Edge, Group, Guest, Pair, paired, pairs_of

SIZES = (1000, 5000)
_MEETINGS = 13
"""Rounds that everybody has behind them: a year of one every four weeks."""


async def figures() -> dict[str, Any]:
    """Give seconds, ratio to the plain loop, repeats and shares of pairs from elsewhere, by number of people."""
    return {f"people_{size}": await _figures(size) for size in SIZES}


async def _figures(size: int) -> dict[str, Any]:
    guests, met = world(size)
    before, began = _used(), time.perf_counter()
    groups = await pair_apart(guests, met, "bench")
    seconds, used = time.perf_counter() - began, _used() - before
    parts = [ready(min(size, COMPLETE), sparse=size > COMPLETE)] * -(-size // COMPLETE)
    began = time.perf_counter()
    for edges in parts:
        match(min(size, COMPLETE), edges)
    plain = time.perf_counter() - began
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(used, 2),
        "plain_seconds": round(plain, 2),
        "ratio_to_plain": round(seconds / plain, 2),
        "groups": len(groups),
        "repeats": sum(pair in met for group in groups for pair in pairs_of(group)),
        "elsewhere": _elsewhere(groups, guests),
    }


def _used() -> float:
    """Give the processor's seconds that processes started from here have used and ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def world(size: int) -> tuple[list[Guest], dict[Pair, int]]:
    """Make people of 30 organisations and 6 sectors who have met by chance in thirteen rounds."""
    random = Random(size)  # noqa: S311 - the same each time
    guests = [Guest(n, (organisation := random.randrange(30)), organisation % 6) for n in range(size)]
    met: dict[Pair, int] = {}
    for number in range(_MEETINGS):
        order = random.sample(range(size), size)
        met |= {paired(a, b): 28 * (number + 1) for a, b in zip(order[::2], order[1::2], strict=True)}
    return guests, met


def ready(size: int, *, sparse: bool) -> list[Edge]:
    """Make edges as many and as heavy as a round's are, by chance."""
    random = Random(size + 1)  # noqa: S311 - the same each time
    if sparse:
        pairs = sorted({paired(a, b) for a in range(size) for b in random.sample(range(size), CANDIDATES) if a != b})
    else:
        pairs = [(a, b) for a in range(size) for b in range(a)]
    return [(a, b, 10**6 + 1500 * (random.random() < 0.95) + random.randrange(200)) for a, b in pairs]


def _elsewhere(groups: Sequence[Group], guests: Sequence[Guest]) -> float:
    where = {guest.id: guest.organisation_id for guest in guests}
    pairs = [pair for group in groups for pair in pairs_of(group)]
    return round(sum(where[a] != where[b] for a, b in pairs) / len(pairs), 3)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(figures()), indent=2))  # noqa: T201 - the document is what it is for
