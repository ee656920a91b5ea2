"""Who has coffee with whom: people from elsewhere who have not met, and nobody twice while there is another way.

The same guests, meetings and seed always give the same groups, so that it does not matter how often they are worked
out. Maximum-weight matching itself is handed in (`Match`): it is heavy, and is done in a process of its own. The
weights put the number of pairs who have not met before first, whatever it costs in anything else.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

Pair = tuple[int, int]
Group = tuple[int, ...]
Edge = tuple[int, int, int]
Match = Callable[[int, Sequence[Edge]], Iterable[Pair]]
"""Gives, of so many people, numbered from 0, a largest set of pairs that has the greatest sum of weights."""

COMPLETE = 1000
"""People up to which everybody may meet everybody; above it each has as many candidates as this says:"""
CANDIDATES = 10
_LOOKED_AT = 30
_AGAIN = 200
_FEW, _TRIES = 101, 200
"""Of more people than this a trio of people who have not met is found at once; and how many trios are tried."""

_ORGANISATION, _SECTOR, _CHANCE = 1000, 500, 200
_UNMET = 2 * (_ORGANISATION + _SECTOR + _CHANCE)
_LONG_AGO = 400


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who takes part, and where they are from as far as they said."""

    id: int
    organisation_id: int | None = None
    sector_id: int | None = None


def paired(a: int, b: int) -> Pair:
    """Give two members as a pair, the smaller id first."""
    return (a, b) if a < b else (b, a)


def pairs_of(group: Sequence[int]) -> list[Pair]:
    """Give the pairs of members who meet in a group."""
    return [paired(a, b) for a, b in combinations(group, 2)]


def group_up(guests: Iterable[Guest], met: Mapping[Pair, int], seed: str, match: Match) -> list[Group]:
    """Put guests into pairs, and the odd one of an odd number into a trio; of fewer than two there is none.

    `met` says how many days ago two met. Two who met are put together only where there is no other way, and then those
    whose meeting is longest ago. Above a thousand guests that is so among the candidates that chance gave each.
    """
    people = sorted(guests, key=lambda guest: guest.id)
    if len(people) < 2:
        return []
    table = _Table(people, met, seed)
    everybody = range(len(people))
    found = _of_many(table, len(people), match) if len(people) > COMPLETE else _matched(table, everybody, match)
    alone = sorted(set(everybody) - {one for pair in found for one in pair})
    groups: list[Group] = [*found]
    if alone:
        groups = _with_trio(table, groups, alone[0], match)
    return sorted(tuple(sorted(people[at].id for at in group)) for group in groups)


class _Table:
    """Everybody, by number, and how well two go together."""

    def __init__(self, people: Sequence[Guest], met: Mapping[Pair, int], seed: str) -> None:
        self.random = Random(seed)  # noqa: S311 - the same each time is what is wanted
        numbers = {guest.id: at for at, guest in enumerate(people)}
        self.met = {
            paired(numbers[a], numbers[b]): days for (a, b), days in met.items() if a in numbers and b in numbers
        }
        self._unmet = _UNMET * (len(people) + 1)
        self._rows = [(one.organisation_id, one.sector_id, self.random.randrange(1 << 30)) for one in people]

    def weight(self, a: int, b: int) -> int:
        """Say how well two go together: one new meeting outweighs all else, in all groups together."""
        days = self.met.get(paired(a, b))
        return self._weights(a, [b])[0] if days is None else _again(days)

    def edges(self, who: Sequence[int]) -> list[Edge]:
        """Give how well each goes together with each, by their places in `who`, which is in order."""
        edges = [(i, j, w) for i, a in enumerate(who) for j, w in enumerate(self._weights(a, who[:i]))]
        places = {a: i for i, a in enumerate(who)}
        for (a, b), days in self.met.items():
            j, i = places.get(a), places.get(b)
            if i is not None and j is not None:
                edges[i * (i - 1) // 2 + j] = (i, j, _again(days))
        return edges

    def _weights(self, a: int, others: Iterable[int]) -> list[int]:
        """Give how well somebody goes together with others whom they have not met, in one go: it is half of the work.

        From another place is worth the whole; half, where either did not say.
        """
        rows, least, half_o, half_s = self._rows, self._unmet, _ORGANISATION // 2, _SECTOR // 2
        place, kind, chance = rows[a]
        return [
            least
            + (chance ^ row[2]) % _CHANCE
            + (half_o if place is None or row[0] is None else _ORGANISATION if place != row[0] else 0)
            + (half_s if kind is None or row[1] is None else _SECTOR if kind != row[1] else 0)
            for row in map(rows.__getitem__, others)
        ]

    def weigh(self, group: Sequence[int]) -> int:
        """Say how well a group goes together."""
        return sum(self.weight(a, b) for a, b in combinations(group, 2))

    def repeats(self, groups: Iterable[Sequence[int]]) -> int:
        """Count the pairs that met before."""
        return sum(paired(a, b) in self.met for group in groups for a, b in combinations(group, 2))

    def candidates(self, a: int, others: Iterable[int]) -> list[tuple[Pair, int]]:
        """Give the best of others whom somebody has not met, with how well they go together."""
        new = [b for b in others if b != a and paired(a, b) not in self.met]
        best = sorted(zip(self._weights(a, new), new, strict=True), reverse=True)[:CANDIDATES]
        return [(paired(a, b), weight) for weight, b in best]


def _again(days: int) -> int:
    """Say what meeting again is worth: more, the longer ago they met, and always less than meeting somebody new."""
    return 1 + min(days, _LONG_AGO)


def _matched(table: _Table, who: Sequence[int], match: Match) -> list[Pair]:
    """Pair as many as there are where everybody may meet everybody."""
    return [paired(who[a], who[b]) for a, b in match(len(who), table.edges(who))]


def _of_many(table: _Table, people: int, match: Match) -> list[Pair]:
    """Pair as many as there are where each may meet the best ten of those whom chance shows them.

    Chance deals them out into parts first, each of which is matched by itself: all at once would take four times as
    long. Whoever is left over is put together with some who are paired, and these are paired anew.
    """
    who = range(people)
    dealt = table.random.sample(who, people)
    parts = -(-people // COMPLETE)
    pairs = [pair for at in range(parts) for pair in _among_candidates(table, dealt[at::parts], match)]
    left = sorted(set(who) - {one for pair in pairs for one in pair})
    if len(left) < 2:
        return pairs
    table.random.shuffle(pairs)
    again = min(max(_AGAIN, len(left)), (COMPLETE - min(len(left), COMPLETE)) // 2)
    some = sorted([*left, *(one for pair in pairs[:again] for one in pair)])
    return pairs[again:] + _in_parts(table, some, match)


def _among_candidates(table: _Table, who: Sequence[int], match: Match) -> list[Pair]:
    """Pair people of whom each may meet ten others; some may be left over."""
    edges = dict(found for a in who for found in table.candidates(a, table.random.sample(who, _LOOKED_AT)))
    places = {a: at for at, a in enumerate(who)}
    found = match(len(who), [(places[a], places[b], weight) for (a, b), weight in edges.items()])
    return sorted(paired(who[a], who[b]) for a, b in found)


def _in_parts(table: _Table, who: Sequence[int], match: Match) -> list[Pair]:
    """Pair people part by part, none of which is too large to let everybody in it meet everybody."""
    return [pair for at in range(0, len(who), COMPLETE) for pair in _matched(table, who[at : at + COMPLETE], match)]


def _with_trio(table: _Table, pairs: Sequence[Group], odd: int, match: Match) -> list[Group]:
    """Put the odd one to a pair; where that makes some meet again, look for three others who have not met first."""
    best = _joined(table, pairs, odd)
    everybody = sorted([odd, *(one for pair in pairs for one in pair)])
    if not table.repeats(best) or len(everybody) > _FEW:
        return best
    trios = [trio for trio in combinations(everybody, 3) if not table.repeats([trio])]
    some = table.random.sample(trios, min(_TRIES, len(trios)))
    for trio in sorted(some, key=lambda trio: (-table.weigh(trio), trio)):
        tried = [*_matched(table, [one for one in everybody if one not in trio], match), trio]
        best = min(best, tried, key=table.repeats)
        if not table.repeats(best):
            break
    return best


def _joined(table: _Table, pairs: Sequence[Group], odd: int) -> list[Group]:
    """Put somebody to the pair that they go best with."""
    place = max(pairs, key=lambda pair: (table.weigh((*pair, odd)), pair))
    return [*(pair for pair in pairs if pair != place), (*place, odd)]
