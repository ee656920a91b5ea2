from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.errors import Refusal
from community.times import read_time

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Thu 3 Dec 2pm", "2026-12-03T14:00"),
        ("next Tuesday 14:00", "2026-11-24T14:00"),
        ("3/12 14:00", "2026-12-03T14:00"),
        ("2026-03-12 14:00", None),
        ("2027-03-12 14:00", "2027-03-12T14:00"),
        ("2026-12-03T14:00+05:30", "2026-12-03T08:30"),
        ("tomorrow 10am", "2026-11-23T10:00"),
        ("on thursday at 2.30pm", "2026-11-26T14:30"),
        ("midnight tomorrow", "2026-11-23T00:00"),
        ("3 December", None),
        ("monday", None),
        ("hello", None),
        ("tomorrow", None),
        ("3.12.2026", None),
        ("in 3 hours", "2026-11-23T02:00"),
        ("", None),
        ("9" * 5000, None),
        ("\0 tomorrow", None),
    ],
)
def test_times_are_read_day_before_month_and_must_be_whole_and_to_come(text: str, moment: str | None):
    if moment is None:
        with pytest.raises(Refusal):
            read_time(text, LONDON, NOW)
    else:
        assert read_time(text, LONDON, NOW).moment == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def test_a_time_that_the_clocks_skip_is_refused():
    with pytest.raises(Refusal, match="does not exist"):
        read_time("28 March 2027 01:30", LONDON, NOW)


def test_a_time_that_comes_twice_is_taken_the_first_time_and_says_so():
    typed = read_time("2026-10-25 01:30", LONDON, datetime(2026, 10, 1, tzinfo=UTC))
    assert typed.moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "twice" in typed.note


def test_the_zone_decides():
    assert read_time("Thu 3 Dec 2pm", ZoneInfo("Asia/Kolkata"), NOW).moment == datetime(2026, 12, 3, 8, 30, tzinfo=UTC)


@given(st.text(max_size=200))
def test_any_text_gives_a_time_to_come_or_a_refusal(text: str):
    with suppress(Refusal):
        assert read_time(text, LONDON, NOW).moment > NOW


def test_a_bare_hour_is_asked_about_and_no_time_of_day_is_asked_for():
    with pytest.raises(Refusal, match="Is 3 in the morning or the afternoon"):
        read_time("tomorrow at 3", LONDON, NOW)
    with pytest.raises(Refusal, match="time of day as well"):
        read_time("3 December", LONDON, NOW)
