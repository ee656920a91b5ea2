"""Which messages of a thread are suggested as quotes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import log2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that could be quoted; `reactors` and `repliers` count people other than its author."""

    message_id: int
    author_id: int
    words: str
    created_at: datetime
    reactors: int = 0
    repliers: int = 0


def weight(candidate: Candidate) -> float:
    """Say how much others marked a message out: people who reacted, people who replied, a little for substance."""
    substance = min(log2(1 + len(candidate.words.split())) / 4, 1.5)
    return 2.0 * candidate.repliers + 1.5 * candidate.reactors + substance


def suggested(candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
    """Give the candidates most worth quoting, at most `limit`, best first.

    Each further message of the same person counts for less, so that different people are heard.
    """
    left = sorted(candidates, key=lambda c: (-weight(c), c.message_id))
    heard: dict[int, int] = {}
    chosen: list[Candidate] = []
    while left and len(chosen) < limit:
        best = max(left, key=lambda c: (weight(c) / (1 + heard.get(c.author_id, 0)), -c.message_id))
        left.remove(best)
        heard[best.author_id] = heard.get(best.author_id, 0) + 1
        chosen.append(best)
    return chosen
