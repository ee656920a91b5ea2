"""Pairing: everybody once, people from elsewhere, and nobody twice while there is another way."""

from collections.abc import Sequence
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pairing import pair_apart
from bot.pairing.matching import match
from community.pairing import Group, Guest, Pair, group_up, paired, pairs_of

PLACES = st.one_of(st.none(), st.integers(1, 3))


@st.composite
def rounds(draw: st.DrawFn, most: int = 9) -> tuple[list[Guest], dict[Pair, int]]:
    number = draw(st.integers(0, most))
    guests = [Guest(10 + n, draw(PLACES), draw(PLACES)) for n in range(number)]
    all_pairs = list(combinations([guest.id for guest in guests], 2))
    met = draw(st.dictionaries(st.sampled_from(all_pairs), st.integers(1, 365))) if all_pairs else {}
    return guests, met


def is_possible(ids: Sequence[int], met: dict[Pair, int]) -> bool:
    """Say whether people can be put into pairs, and a trio of an odd number, of whom nobody has met."""
    if not ids:
        return True
    first, *rest = ids
    sizes = (1, 2) if len(ids) % 2 else (1,)
    for others in (other for size in sizes for other in combinations(rest, size)):
        group = (first, *others)
        left = [one for one in rest if one not in others]
        if (len(ids) % 2 and len(group) == 2 and len(left) < 3) or any(pair in met for pair in pairs_of(group)):
            continue
        if is_possible(left, met):
            return True
    return False


def repeats(groups: Sequence[Group], met: dict[Pair, int]) -> int:
    return sum(pair in met for group in groups for pair in pairs_of(group))


@settings(max_examples=150, deadline=None)
@given(rounds(), st.text(max_size=3))
def test_everybody_is_in_one_group_and_nobody_meets_again_while_there_is_another_way(
    drawn: tuple[list[Guest], dict[Pair, int]], seed: str
):
    guests, met = drawn
    groups = group_up(guests, met, seed, match)
    ids = [guest.id for guest in guests]
    assert sorted(one for group in groups for one in group) == (ids if len(ids) > 1 else [])
    sizes = sorted(map(len, groups))
    assert set(sizes) <= {2, 3}
    assert sizes.count(3) == (len(ids) % 2 if len(ids) > 1 else 0)
    if len(ids) > 1 and is_possible(ids, met):
        assert repeats(groups, met) == 0
    assert group_up(list(reversed(guests)), met, seed, match) == groups


def test_people_from_elsewhere_meet_and_those_who_met_longest_ago_meet_again():
    guests = [Guest(n, n % 2, None) for n in range(8)]
    groups = group_up(guests, {}, "a", match)
    assert all((a + b) % 2 for a, b in groups)
    assert any(group_up(guests, {}, seed, match) != groups for seed in "bcdef")
    three = [Guest(n) for n in range(4)]
    met = dict.fromkeys(combinations(range(4), 2), 100) | {(0, 2): 300, (1, 3): 300}
    assert group_up(three, met, "a", match) == [(0, 2), (1, 3)]
    assert group_up(three[:1], {}, "a", match) == []


def test_forty_people_of_three_organisations_meet_nobody_twice_in_26_rounds():
    random = Random(7)  # noqa: S311 - the same each time
    guests = [Guest(n, n % 3, n % 2) for n in range(40)]
    met: dict[Pair, int] = {}
    elsewhere = total = again = 0
    for number in range(26):
        met = {pair: days + 14 for pair, days in met.items()}
        there = [guest for guest in guests if random.random() < 0.8]
        groups = group_up(there, met, f"round {number}", match)
        again += repeats(groups, met)
        pairs = [pair for group in groups for pair in pairs_of(group)]
        met |= dict.fromkeys(pairs, 0)
        total += len(pairs)
        elsewhere += sum(guests[a].organisation_id != guests[b].organisation_id for a, b in pairs)
    assert again == 0
    assert elsewhere / total > 0.85


@pytest.mark.parametrize("size", [1001, 2400])
def test_of_many_everybody_has_a_group_and_nobody_meets_again(size: int):
    random = Random(size)  # noqa: S311 - the same each time
    guests = [Guest(n, random.randrange(20)) for n in range(size)]
    met = {paired(*random.sample(range(size), 2)): 30 for _ in range(size * 6)}
    groups = group_up(guests, met, "many", match)
    assert sorted(one for group in groups for one in group) == list(range(size))
    assert [len(group) for group in groups].count(3) == size % 2
    assert repeats(groups, met) == 0


async def test_another_process_gives_the_same_groups():
    guests = [Guest(n, n % 3 or None, n % 2) for n in range(9)]
    met = {(0, 1): 3, (2, 5): 40}
    assert await pair_apart(guests, met, "x") == group_up(guests, met, "x", match)
