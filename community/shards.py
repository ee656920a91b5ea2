"""Shards: which communities belong to which, and how they are divided fairly among the processes that run now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

_TIME_BITS = 22
"""The bits of an id below its time: Discord divides guilds by what is above them."""


@dataclass(frozen=True, slots=True)
class Share:
    """The communities of one shard of `count`; of all communities, unless told otherwise.

    Source of the rule: Discord's documentation of the gateway, "Sharding".
    """

    number: int = 0
    count: int = 1

    def has(self, community_id: int) -> bool:
        """Say whether a community is one of these."""
        return (community_id >> _TIME_BITS) % self.count == self.number


WHOLE = Share()


@dataclass(frozen=True, slots=True)
class Held:
    """A shard and the process that holds it, if one does; `leaving`: it is about to let it go."""

    number: int
    holder: str | None
    leaving: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What a process does next: take a shard that is free, or let one go to a process that has too few."""

    take: int | None = None
    leave: int | None = None


def next_step(shards: Sequence[Held], live: Collection[str], me: str) -> Step:
    """Give the next step of process `me` towards equal shares; nothing to do where shares differ by one at most.

    `live` are the processes that are there, `me` among them. A shard whose holder is not there is free. One step at a
    time: others see it before they take theirs, and each shard taken is a session to open with Discord.
    """
    free = [one.number for one in shards if one.holder not in live]
    counts = dict.fromkeys(live, 0)
    for one in shards:
        if one.holder in counts and not one.leaving:
            counts[one.holder] += 1
    coming = sum(one.leaving and one.holder in counts for one in shards)
    fewest, rest = divmod(len(shards), len(counts))
    most = fewest + bool(rest)
    wanted = sum(max(0, fewest - count) for name, count in counts.items() if name != me)
    mine = counts[me]
    if free and (mine < fewest or (mine < most and len(free) > wanted)):
        return Step(take=min(free))
    if mine > most or (mine > fewest and wanted > len(free) + coming):
        return Step(leave=max(one.number for one in shards if one.holder == me and not one.leaving))
    return Step()
