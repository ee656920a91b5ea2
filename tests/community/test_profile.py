"""What a member says of where they are from: what a typed name means, and counts that tell of nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.errors import Refusal
from community.profile import FEWEST, Kind, Listed, Tally, check_new, chosen, own_zone, suggested, tally

LIST = [
    Listed(1, Kind.ORGANISATION, "Riverside Hospital"),
    Listed(2, Kind.ORGANISATION, "Riverside Hospice"),
    Listed(3, Kind.ORGANISATION, "Hill Surgery"),
    Listed(4, Kind.SECTOR, "Primary care"),
    Listed(5, Kind.ORGANISATION, "Asked Only", is_asked=True),
]


@pytest.mark.parametrize(
    ("typed", "id_"), [("", None), ("3", 3), ("  hill   SURGERY ", 3), ("hill", 3), ("hospice", 2)]
)
def test_a_name_is_taken_however_it_is_written(typed: str, id_: int | None):
    found = chosen(LIST, Kind.ORGANISATION, typed)
    assert (found.id if found else None) == id_


@pytest.mark.parametrize(
    ("typed", "hint"),
    [("riverside", "Riverside Hospital; Riverside Hospice"), ("Nowhere", "add"), ("Asked Only", "add")],
)
def test_a_name_that_is_not_on_the_list_is_refused_with_what_comes_near(typed: str, hint: str):
    with pytest.raises(Refusal, match=hint):
        chosen(LIST, Kind.ORGANISATION, typed)
    with pytest.raises(Refusal):
        chosen(LIST, Kind.SECTOR, "Hill Surgery")


def test_what_is_offered_begins_with_what_was_typed():
    assert [one.id for one in suggested(LIST, "h")] == [3, 2, 1]
    assert len(suggested([Listed(n, Kind.SECTOR, f"S{n}") for n in range(60)], "s")) == 25


def test_a_name_stands_on_the_list_once():
    assert check_new(LIST, Kind.SECTOR, "Social care") is None
    assert check_new(LIST, Kind.ORGANISATION, "asked only") == LIST[4]
    for name in ("HILL SURGERY", ""):
        with pytest.raises(Refusal):
            check_new(LIST, Kind.ORGANISATION, name)
    with pytest.raises(Refusal, match="500"):
        check_new([Listed(n, Kind.SECTOR, f"S{n}") for n in range(500)], Kind.SECTOR, "One more")


def test_a_zone_is_read_or_refused():
    assert own_zone(" asia/kolkata ") == "Asia/Kolkata"
    assert own_zone(" ") is None
    with pytest.raises(Refusal, match="Europe/London"):
        own_zone("Narnia")


def people(**counts: int) -> list[str | None]:
    return [None if name == "nothing" else name for name, n in counts.items() for _ in range(n)]


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 4}, None),
        ({"a": 5}, Tally(5, (("a", 5),))),
        ({"a": 7, "b": 6}, Tally(13, (("a", 7), ("b", 6)))),
        ({"a": 9, "b": 6, "c": 1}, Tally(16, (("a", 9),), 7)),
        ({"a": 9, "b": 6, "c": 4, "d": 3}, Tally(22, (("a", 9), ("b", 6)), 7)),
        ({"a": 9, "b": 6, "nothing": 2}, Tally(17, (("a", 9),), 8)),
        ({"a": 9, "nothing": 20}, Tally(29, (), 29)),
        ({"a": 9, "b": 8, "c": 2, "nothing": 20}, Tally(39, (("a", 9), ("b", 8)), 22)),
        ({"a": 3, "b": 3}, Tally(6, (), 6)),
    ],
)
def test_small_numbers_are_told_with_others(counts: dict[str, int], told: Tally | None):
    assert tally(people(**counts)) == told


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e", "nothing"]), st.integers(1, 12)))
def test_nobody_can_work_out_a_small_number(counts: dict[str, int]):
    told = tally(people(**counts))
    if told is None:
        assert sum(counts.values()) < FEWEST
        return
    assert sum(n for _, n in told.named) + told.others == told.people == sum(counts.values())
    assert all(n >= FEWEST and counts[name] == n for name, n in told.named)
    assert told.others == 0 or told.others >= FEWEST
    # One name alone among the others would be told by the total: nothing else is told beside it then.
    hidden = [name for name in counts if name not in dict(told.named)]
    assert len(hidden) != 1 or not told.named
