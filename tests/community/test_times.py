from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import datetime_exists
from hypothesis import assume, given
from hypothesis import strategies as st

from community.errors import Refusal
from community.times import read_day, read_time

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


@pytest.mark.parametrize("hours", [1, 4, 30])
@pytest.mark.parametrize("now", [datetime(2026, 11, 25, 20, tzinfo=UTC), datetime(2026, 10, 24, 23, tzinfo=UTC)])
def test_hours_from_now_are_counted_also_to_midnight_and_over_a_change_of_the_clocks(now: datetime, hours: int):
    assert read_time(f"in {hours} hours", LONDON, now).moment == now + timedelta(hours=hours)


STYLES = (
    "%a {d} %b %Y %H:%M",
    "{d} %B %Y at {h}.%M%p",
    "{h}:%M %p on %A {d} %B %Y",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "{d}/{m}/%Y %H:%M",
    "%d.%m.%Y %H:%M",
    "%B {d} %Y, %H:%M",
    "%A {d} %b %Y %H.%M",
)
BESIDE = {
    "": LONDON,
    " Europe/London": LONDON,
    " New York": ZoneInfo("America/New_York"),
    " Kolkata time": ZoneInfo("Asia/Kolkata"),
    " in Sydney": ZoneInfo("Australia/Sydney"),
    " america/los_angeles": ZoneInfo("America/Los_Angeles"),
}


@given(
    st.datetimes(datetime(2026, 11, 24), datetime(2028, 11, 22)),  # noqa: DTZ001 - wall times
    st.sampled_from(STYLES),
    st.sampled_from(sorted(BESIDE)),
)
def test_what_is_read_of_a_time_written_in_any_style_is_that_time(local: datetime, style: str, beside: str):
    zone = BESIDE[beside]
    local = local.replace(second=0, microsecond=0)
    assume(datetime_exists(local.replace(tzinfo=zone)))
    numbers = {"d": local.day, "m": local.month, "h": local.hour % 12 or 12}
    text = local.strftime(style).format(**numbers) + beside
    assert read_time(text, LONDON, NOW).moment == local.replace(tzinfo=zone).astimezone(UTC), text


def test_a_zone_named_beside_the_time_is_told_with_it():
    typed = read_time("Thu 3 Dec 2pm New York", LONDON, NOW)
    assert typed.named == ZoneInfo("America/New_York")
    assert typed.local == datetime.fromisoformat("2026-12-03T19:00")
    assert read_time("Thu 3 Dec 2pm London time", LONDON, NOW).named is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1 July 2027 2pm BST", "2027-07-01T13:00"),
        ("1 July 2027 2pm GMT", "2027-07-01T14:00"),
        ("3 Dec 14:00 CET", "2026-12-03T13:00"),
        ("3 Dec 2pm edt", "2026-12-03T18:00"),
        ("3 Dec 14:00 UTC+2", "2026-12-03T12:00"),
    ],
)
def test_the_short_name_of_a_zone_is_taken_where_it_means_one_thing(text: str, moment: str):
    assert read_time(text, LONDON, NOW).moment == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("3 Dec 2pm BST", "BST isn't the time in Europe/London then"),
        ("3 Dec 2pm IST", "several meanings"),
        ("3 Dec 14:00 Europe/Narnia", "don't know that time zone"),
        ("Fri 3 Dec 2pm", "3 December 2026 is a Thursday. Do you mean Thursday 3 December or Friday 4 December?"),
        ("wednesday 3/12 14:00", "Do you mean Thursday 3 December or Wednesday 2 December?"),
        ("Thu 25 Nov 2pm", "25 November 2026 is a Wednesday. Do you mean Wednesday 25 .* or Thursday 26 November?"),
        ("Thu 1 Jan 2027 2pm", "Do you mean Friday 1 January 2027 or Thursday 31 December 2026?"),
        ("Tue 26 Nov 2pm", "Do you mean Thursday 26 November or Tuesday 24 November"),
        ("Sun 12 Mar 2024 2pm", "12 March 2024 is a Tuesday. Do you mean"),
        ("Sun 9999-12-31 14:00", "is a Friday"),
        ("Sun 24 Nov 2pm", "Do you mean Tuesday 24 November or Sunday 29 November"),
        ("12/13/2026 14:00", "day comes before the month"),
        ("May 2pm", "Which day of May"),
        ("Thu 3 Dec 2-3pm", "can't read"),
        ("Tuesday week 2pm", "can't read"),
    ],
)
def test_what_has_two_meanings_is_refused_with_an_example(text: str, sentence: str):
    with pytest.raises(Refusal, match=sentence):
        read_time(text, LONDON, NOW)


def test_next_is_the_first_such_day_to_come_and_says_so():
    typed = read_time("next Tuesday 14:00", LONDON, NOW)
    assert typed.moment - NOW < timedelta(days=2)
    assert "first such day" in typed.note
    on_the_day = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert read_time("next Tuesday 14:00", LONDON, on_the_day).moment == datetime(2026, 12, 1, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("3 Dec 2pm", None),
        ("3 Dec 2pm New York", "America/New_York"),
        ("3 Dec 2pm London", "Europe/London"),
        ("3 Dec 14:00 CET", "CET"),
        ("3 Dec 2pm GMT", "GMT"),
        ("2026-12-03T14:00+02:00", "the offset from UTC"),
        ("3 Dec 14:00 UTC+2", "the offset from UTC"),
        ("in 3 hours", ""),
    ],
)
def test_a_time_says_whose_clock_it_was_read_by(text: str, by: str | None):
    assert read_time(text, LONDON, NOW).by == by


def test_a_day_without_a_time_must_be_the_weekday_that_it_says_too():
    assert read_day("Thu 3 Dec", NOW.date()) == date(2026, 12, 3)
    for typed in ("Thu 4 Dec", "thursday 4/12", "Thursday 2026-12-04"):
        with pytest.raises(Refusal, match="Do you mean Friday 4 December or Thursday 3 December"):
            read_day(typed, NOW.date())
