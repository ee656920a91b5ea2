"""When rounds of coffee are, which times suit people far apart, and what is counted."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.coffee import (
    NOTICE,
    Counts,
    Present,
    Round,
    are_awake,
    counted,
    is_to_be_moved,
    is_wanted,
    next_round,
    suggested_times,
    timing_of,
)
from community.settings import CommunitySettings

LONDON = CommunitySettings({"zone": "Europe/London", "coffee_weeks": 2, "coffee_day": "thursday", "coffee_channel": 5})
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(MOMENTS, st.sampled_from([2, 4]))
def test_a_round_is_a_week_ahead_on_its_day_and_rounds_are_as_far_apart_as_set(now: datetime, weeks: int):
    settings = CommunitySettings({**LONDON.values, "coffee_weeks": weeks})
    first = next_round(settings, now, None)
    assert NOTICE <= first - now < NOTICE + timedelta(days=8)
    local = first.astimezone(settings.zone)
    assert (local.strftime("%A"), local.strftime("%H:%M")) == ("Thursday", "10:00")
    second = next_round(settings, first, first)
    assert second.astimezone(settings.zone).date() - local.date() == timedelta(weeks=weeks)
    late = next_round(settings, first + timedelta(days=100), first)
    assert late - first >= timedelta(days=107)


def test_a_round_is_wanted_with_a_channel_and_two_people_and_moves_until_somebody_was_told():
    off = CommunitySettings({})
    assert is_wanted(LONDON, Present(1, 2))
    assert not is_wanted(LONDON, Present(1, 1))
    assert not is_wanted(off, Present(1, 9))
    due = datetime(2026, 12, 3, 10, tzinfo=UTC)
    planned = Round(1, 1, due, timing_of(LONDON), "planned", "x")
    other = CommunitySettings({**LONDON.values, "coffee_time": "12:00"})
    assert not is_to_be_moved(planned, LONDON, due - timedelta(days=9))
    assert is_to_be_moved(planned, other, due - timedelta(days=9))
    assert not is_to_be_moved(planned, other, due - timedelta(days=6))


ZONES = [ZoneInfo(name) for name in ("Europe/London", "Asia/Kolkata", "America/New_York", "Australia/Perth")]


@pytest.mark.parametrize("pair", list(combinations(ZONES, 2)), ids=str)
@pytest.mark.parametrize("day", [datetime(2026, 10, 23, 9, tzinfo=UTC), datetime(2027, 3, 26, 9, tzinfo=UTC)])
def test_two_people_are_awake_at_both_times_that_are_suggested(pair: tuple[ZoneInfo, ZoneInfo], day: datetime):
    first, second = suggested_times(pair, day)
    assert day < first < second < day + timedelta(days=8)
    for moment in (first, second):
        assert are_awake(pair, moment)
        assert all(7 <= moment.astimezone(zone).hour < 22 for zone in pair)
        assert min(moment.astimezone(zone).weekday() for zone in pair) < 5


def test_people_in_one_zone_meet_in_the_late_morning_or_the_afternoon():
    first, second = suggested_times({ZONES[0]}, datetime(2026, 10, 22, 9, tzinfo=UTC))
    assert [moment.astimezone(ZONES[0]).strftime("%a %H:%M") for moment in (first, second)] == [
        "Mon 11:00",
        "Wed 15:00",
    ]


def test_nothing_is_counted_of_fewer_than_five():
    last = Round(1, 1, datetime(2026, 12, 3, tzinfo=UTC), "", "paired", "x", people=4, groups=2)
    assert counted(Counts(4, last, 1)) == ["Fewer than five members take part."]
    last = Round(1, 1, datetime(2026, 12, 3, tzinfo=UTC), "", "paired", "x", people=7, groups=3)
    told = " ".join(counted(Counts(8, last, 2)))
    assert "8 members" in told
    assert "7 people were put into 3 groups" in told
    assert "2 said" in told
