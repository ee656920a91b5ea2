"""The pace of the slow look at every kept message."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.rounds import AT_ONCE, pages_due
from storage.messages import Round

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
HALF = timedelta(days=15)
WAKE = timedelta(seconds=30)


@given(pages=st.integers(0, 100_000), looked=st.integers(0, 200_000), gone=st.floats(0, 40))
def test_it_is_never_in_a_hurry_and_never_done_before_it_looked(pages: int, looked: int, gone: float):
    due = pages_due(Round(1, BEGAN, pages, looked), BEGAN + timedelta(days=gone), HALF)
    assert 0 <= due <= AT_ONCE
    assert due or looked or gone < 15, "a round whose time is over goes on until it is through"


@pytest.mark.parametrize("pages", [1, 500, 60_000])
def test_a_round_is_through_in_its_time_though_the_bot_was_stopped_for_days(pages: int):
    looked, now = 0, BEGAN + timedelta(days=3)
    while looked < pages:
        assert now < BEGAN + HALF
        due = pages_due(Round(1, BEGAN, pages, looked), now, HALF)
        looked += due
        now += WAKE if due else WAKE * 20
