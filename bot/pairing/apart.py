"""Having guests paired by another process, which knows nothing but numbers and ends when it is done."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence

from community.errors import GuildhallError
from community.pairing import Group, Guest, Pair

_WITHIN = 120.0
"""Seconds after which the process is taken for stuck: five thousand guests take it a few."""


class Unpaired(GuildhallError):
    """Raised where the process could not do it; it may be tried again."""


async def pair_apart(guests: Sequence[Guest], met: Mapping[Pair, int], seed: str) -> list[Group]:
    """Give the groups of a round (see `community.pairing.group_up`); raises `Unpaired` where that failed."""
    asked = {
        "guests": [[one.id, one.organisation_id, one.sector_id] for one in guests],
        "met": [[*pair, days] for pair, days in met.items()],
        "seed": seed,
    }
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.pairing", stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(_WITHIN):
            told, _ = await process.communicate(json.dumps(asked).encode())
    except TimeoutError:
        raise Unpaired("the process that pairs people did not end in time") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise Unpaired(f"the process that pairs people ended with {process.returncode}")
    return [tuple(group) for group in json.loads(told)]
