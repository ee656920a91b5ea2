from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.errors import Refusal
from community.sessions import Places, offers, settled
from community.sessions.coming import AT_ONCE, offered_until

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = NOW + timedelta(days=10)
DAY = timedelta(days=1)
HOST = 0


def settle(places: Places, now: datetime = NOW) -> Places:
    return settled(places, now, START, DAY)


def full(*waiting: int, capacity: int = 2) -> Places:
    places = Places(capacity, HOST)
    for member in (*range(100, 100 + capacity), *waiting):
        places = places.asked(member)
    return places


def going(places: Places) -> list[int]:
    return sorted(places.going)


def line(places: Places) -> list[int]:
    return [one.member_id for one in places.waiting]


def offered(places: Places) -> list[int]:
    return [one.member_id for one in offers(places)]


def test_who_comes_when_all_places_are_taken_waits_in_order_and_keeps_their_place_when_asking_again():
    places = full(1, 2, 3).asked(2).asked(HOST)
    assert line(places) == [1, 2, 3]
    assert places.place_of(3) == 3
    assert HOST in places.going
    assert offered(settle(places)) == []


def test_several_free_places_are_offered_to_as_many_and_nobody_overtakes_them():
    places = settle(full(1, 2, 3).without(100).without(101))
    assert offered(places) == [1, 2]
    assert line(settle(places.asked(4))) == [1, 2, 3, 4]
    assert line(full(1, 2).without(100).asked(4)) == [1, 2, 4]  # nor before anything is offered
    taken = settle(places.asked(2))
    assert (going(taken), offered(taken)) == ([2], [1])
    assert offered(settle(taken.without(1))) == [3]


def test_an_offer_that_nobody_takes_goes_to_the_next_but_one_that_nobody_was_told_is_made_anew():
    places = settle(full(1, 2).without(100))
    later = NOW + DAY
    assert (line(settle(places, later)), offered(settle(places, later))) == ([2], [2])
    untold = replace(places, waiting=tuple(replace(one, told=False) for one in places.waiting))
    again = settle(untold, later)
    assert (line(again), offered(again)) == ([1, 2], [1])
    assert again.waiting[0].offer != places.waiting[0].offer
    assert again.waiting[0].until == later + DAY


def test_near_the_start_nobody_is_asked_and_from_it_on_nothing_moves():
    assert offered_until(START - AT_ONCE, START, DAY) is None
    near = START - timedelta(hours=3)
    assert offered_until(near, START, DAY) == START - timedelta(minutes=90)
    places = full(1, 2).without(100)
    given_ = settle(places, START - AT_ONCE)
    assert (going(given_), line(given_)) == ([1, 101], [2])
    assert settle(places, START) == places


def test_fewer_places_throw_nobody_out_but_take_the_last_offers_back():
    places = settle(full(1, 2, 3, capacity=3).without(100).without(101))
    assert offered(places) == [1, 2]
    fewer = settle(replace(places, capacity=2))
    assert (going(fewer), offered(fewer), line(fewer)) == ([102], [1], [1, 2, 3])
    none_left = settle(replace(fewer, capacity=1).asked(1))
    assert (going(none_left), offered(none_left), line(none_left)) == ([1, 102], [], [2, 3])
    assert offered(settle(replace(none_left, capacity=None))) == [2, 3]


def test_a_host_who_waited_needs_no_place():
    moved = settle(replace(full(1, 2), host_id=2))
    assert (going(moved), line(moved)) == ([2, 100, 101], [1])
    freed = settle(replace(full(1), host_id=100))
    assert offered(freed) == [1]


def test_an_offer_is_taken_by_whom_it_was_made_to_and_in_time():
    places = settle(full(1, 2).without(100))
    number = next(offers(places)).offer or 0
    assert places.offered(1, number, NOW).member_id == 1
    with pytest.raises(Refusal, match="somebody else"):
        places.offered(2, number, NOW)
    for late in (NOW + DAY, NOW + 2 * DAY):
        with pytest.raises(Refusal, match="over"):
            places.offered(1, number, late)


MEMBERS = st.integers(HOST, 6)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["asked", "without"]), MEMBERS),
    st.tuples(st.just("hours"), st.integers(1, 80)),
    st.tuples(st.just("capacity"), st.integers(1, 5)),
)


@given(st.integers(1, 4), st.lists(STEPS, max_size=40))
def test_places_are_never_given_to_more_than_there_are_nor_out_of_order_nor_kept_back(
    capacity: int, steps: list[tuple[str, int]]
):
    places, now = Places(capacity, HOST), NOW
    for what, value in steps:
        before = places
        if what == "hours":
            now += timedelta(hours=value)
        elif what == "capacity":
            places = replace(places, capacity=value)
        else:
            places = getattr(places, what)(value)
        places = settle(places, now)
        held, had_held = len(offered(places)), len(offered(before))
        assert places.capacity is not None
        most = max(places.capacity, before.taken + had_held)
        assert places.taken + held <= most
        if places.capacity >= (before.capacity or 0):
            assert places.taken + held <= max(places.capacity, before.taken)
        numbers = [one.number for one in places.waiting]
        assert numbers == sorted(set(numbers))
        assert not places.going & set(line(places))
        if now < START:
            free = places.capacity - places.taken - held
            assert free <= 0 or held == len(places.waiting)
            assert offered(places) == line(places)[:held]
