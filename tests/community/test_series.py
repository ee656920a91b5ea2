from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community import holidays
from community.errors import Refusal
from community.sessions import Plan, Repeats, Series, ordinal, placed, read_repeats, read_rule, split

FIRST = datetime.fromisoformat("2026-12-03T14:00")  # a Thursday
LONDON = ZoneInfo("Europe/London")
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@pytest.mark.parametrize(
    ("typed", "words", "second"),
    [
        ("weekly", "Every Thursday", "2026-12-10"),
        ("every week on tuesdays", "Every Tuesday", "2026-12-15"),
        ("Tuesdays and Thursdays", "Every Tuesday and Thursday", "2026-12-08"),
        ("every second Tuesday until 3 March", "Every second Tuesday until 3 March 2027", "2026-12-22"),
        ("fortnightly, 6 times", "Every second Thursday, 6 times", "2026-12-17"),
        ("every 2 weeks for six sessions", "Every second Thursday, 6 times", "2026-12-17"),
        ("every other Monday and Friday", "Every second week on Monday and Friday", "2026-12-14"),
        ("every 3 weeks", "Every 3 weeks on Thursday", "2026-12-24"),
        ("every weekday", "Every weekday", "2026-12-04"),
        ("daily", "Every day", "2026-12-04"),
        ("every 3 days", "Every 3 days", "2026-12-06"),
        ("monthly", "Every month on the first Thursday", "2027-01-07"),
        ("monthly on the first Thursday", "Every month on the first Thursday", "2027-01-07"),
        ("the last Friday of every month", "Every month on the last Friday", "2027-01-29"),
        ("every second Tuesday of the month", "Every month on the second Tuesday", "2027-01-12"),
        ("first and third Thursday", "Every month on the first and third Thursday", "2026-12-17"),
        ("quarterly", "Every 3 months on the first Thursday", "2027-03-04"),
        ("monthly on the 15th", "Every month on day 15", "2027-01-15"),
        ("monthly on the last day", "Every month on the last day", "2027-01-31"),
        ("weekly, skip bank holidays", "Every Thursday, but not on bank holidays", "2026-12-10"),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=6", "Every second Tuesday, 6 times", "2026-12-22"),
        ("FREQ=MONTHLY;BYDAY=TH;BYSETPOS=1", "Every month on the first Thursday", "2027-01-07"),
        ("FREQ=WEEKLY;UNTIL=20270303T140000Z", "Every Thursday until 3 March 2027", "2026-12-10"),
    ],
)
def test_how_it_repeats_is_read_as_typed_and_said_back_in_words(typed: str, words: str, second: str):
    found = read_repeats(typed, FIRST, "GB-ENG")
    assert found.words == words
    dates = list(islice(found.dates(found.begins(FIRST)), 2))
    assert dates[1].date().isoformat() == second
    assert {at.time() for at in dates} == {FIRST.time()}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "can't read how"),
        ("whenever", "can't read how"),
        ("every two moons", "can't read how"),
        ("every zillion weeks", "can't read how"),
        ("weekly on the first Tuesday", "can't read how"),
        ("monthly on Tuesday", "can't read how"),
        ("monthly on the 32nd", "can't read how"),
        ("x" * 150, "can't read how"),
        ("weekly until the cows come home", "can't read that day"),
        ("weekly until yesterday", "day is past"),
        ("once, 1 times", "can't read how"),
        ("weekly, 1 times", "from 2 to 500"),
        ("weekly, 501 times", "from 2 to 500"),
        ("weekly until 9 December 2026", "fewer than two"),
        ("weekly until 3 March, 6 times", "not both"),
        ("every 60 weeks", "too long"),
        ("every 0 weeks", "too long"),
        ("FREQ=YEARLY", "daily, weekly or monthly"),
        ("FREQ=HOURLY", "daily, weekly or monthly"),
        ("FREQ=WEEKLY;BYHOUR=3", "these parts"),
        ("FREQ=WEEKLY;BYDAY=1TU", "these parts"),
        ("FREQ=MONTHLY;BYDAY=9TU", "these parts"),
        ("FREQ=MONTHLY;BYMONTHDAY=-3", "these parts"),
        ("FREQ=MONTHLY;BYDAY=TU;BYMONTHDAY=3", "these parts"),
        ("FREQ=WEEKLY;COUNT=many", "can't read how"),
        ("FREQ=WEEKLY;BYDAY=XX", "can't read how"),
    ],
)
def test_what_can_not_be_read_or_is_no_series_is_refused_with_a_sentence(typed: str, sentence: str):
    with pytest.raises(Refusal, match=sentence):
        read_repeats(typed, FIRST, "GB-ENG")


def test_bank_holidays_are_skipped_when_asked_and_known_and_are_not_counted():
    first = datetime.fromisoformat("2027-03-22T14:00")  # 29 March is Easter Monday, 3 and 31 May are bank holidays
    found = read_repeats("every Monday, 7 times, skip bank holidays", first, "GB-ENG")
    days = [at.date() for at in found.dates(first)]
    assert len(days) == 7
    assert {date(2027, 3, 29), date(2027, 5, 3)}.isdisjoint(days)
    assert days[-1] == date(2027, 5, 17)
    everything = read_repeats("every Monday, 7 times", first, "GB-ENG")
    assert date(2027, 3, 29) in [at.date() for at in everything.dates(first)]
    with pytest.raises(Refusal, match="Whose bank holidays"):
        read_repeats("weekly, skip bank holidays", first, "")


def test_a_region_is_one_that_is_known():
    assert holidays.region(" gb-eng ") == "GB-ENG"
    assert holidays.region("IE") == "IE"
    assert holidays.holiday_on("GB-SCT", date(2026, 11, 30)) == "Saint Andrew's Day"
    assert holidays.holiday_on("GB-ENG", date(2026, 11, 30)) is None
    for wrong in ("Atlantis", "GB-XXX", "", "GB-ENG-1"):
        with pytest.raises(Refusal):
            holidays.region(wrong)


_WEEKLY = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple((day, None) for day in sorted(days)))
_MONTHLY = st.tuples(st.integers(0, 6), st.sampled_from([1, 2, 3, 4, -1])).map(lambda day: (day,))
RULES = st.one_of(
    st.builds(Repeats, st.just("WEEKLY"), st.integers(1, 5), _WEEKLY),
    st.builds(Repeats, st.just("MONTHLY"), st.integers(1, 4), _MONTHLY),
    st.builds(Repeats, st.just("DAILY"), st.integers(1, 20)),
)
STARTS = st.datetimes(datetime.fromisoformat("2026-01-01T00:00"), datetime.fromisoformat("2029-01-01T00:00")).map(
    lambda at: at.replace(second=0, microsecond=0)
)


@given(RULES, STARTS)
def test_every_rule_is_written_and_read_back_the_same(rule: Repeats, start: datetime):
    assert read_rule(rule.rule) == rule
    assert rule.begins(start) >= start


def _series(rule: Repeats, start: datetime) -> Series:
    first = rule.begins(start)
    plan = Plan(5, 5, "Falls", "case clinic", first.replace(tzinfo=UTC), first, "UTC", 60, 9)
    total = rule.count
    return Series(1, 1, plan, rule, 9, first.replace(tzinfo=UTC), "running", 0, total)


@given(RULES, STARTS, st.integers(0, 6), st.integers(-30, 30), st.integers(2, 12), st.sampled_from(["count", "until"]))
def test_a_series_cut_in_two_and_moved_has_as_many_dates_each_moved_to_one_of_its_own(
    rule: Repeats, start: datetime, at: int, days: int, count: int, ends: str
):
    whole = _series(replace(rule, count=max(count, at + 1)), start)
    if ends == "until":
        last = max(one.at.original for one in whole.occurrences())
        whole = replace(whole, repeats=replace(rule, until=last.date()))
    dates = list(whole.occurrences())
    cut = dates[at]
    to = cut.at.original + timedelta(days=days, hours=1)
    found = split(whole, cut.number, cut.at.original, to, dates[-1].at.original)
    earlier = list(found.earlier.dates(whole.plan.local_start)) if found.earlier else []
    later = list(found.later.dates(found.first))
    assert earlier == [one.at.original for one in dates[:at]]
    assert len(earlier) + len(later) == len(dates)
    assert found.first == to == later[0]
    assert [found.dates[one.at.original] for one in dates[at:]] == later
    assert [found.dates[at] for at in sorted(found.dates)] == sorted(found.dates.values())
    if rule.frequency != "MONTHLY":
        assert {new - old for old, new in found.dates.items()} == {timedelta(days=days, hours=1)}


def test_one_of_several_days_of_the_month_can_not_take_the_others_with_it():
    whole = _series(read_repeats("first and third Thursday", FIRST, ""), FIRST)
    later = FIRST + timedelta(hours=1)
    assert split(whole, 1, FIRST, later, FIRST).first == later
    with pytest.raises(Refusal, match="plan a new series"):
        split(whole, 1, FIRST, FIRST + timedelta(days=1), FIRST)


def test_the_second_of_a_fortnightly_monday_and_friday_keeps_its_pace_after_a_cut():
    start = datetime.fromisoformat("2026-12-07T10:00")
    whole = _series(read_repeats("every other Monday and Friday", start, ""), start)
    dates = [one.at.original for one in islice(whole.occurrences(), 9)]
    found = split(whole, 2, dates[1], dates[1] + timedelta(days=4), dates[-1])
    assert list(islice(found.later.dates(found.first), 8)) == [at + timedelta(days=4) for at in dates[1:]]


@pytest.mark.parametrize(
    ("local", "moment", "at", "note"),
    [
        ("2026-10-24T01:30", "2026-10-24T00:30", "01:30", ""),
        ("2026-10-25T01:30", "2026-10-25T00:30", "01:30", "comes twice"),
        ("2026-10-26T01:30", "2026-10-26T01:30", "01:30", ""),
        ("2027-03-27T01:30", "2027-03-27T01:30", "01:30", ""),
        ("2027-03-28T01:30", "2027-03-28T01:30", "02:30", "skip 01:30, so it is held at 02:30"),
        ("2027-03-29T01:30", "2027-03-29T00:30", "01:30", ""),
    ],
)
def test_a_time_that_the_clocks_skip_or_repeat_is_placed_as_rfc_5545_does(local: str, moment: str, at: str, note: str):
    found = placed(datetime.fromisoformat(local), LONDON)
    assert found.starts_at == datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert f"{found.local:%H:%M}" == at
    assert note in found.note
    assert bool(note) == bool(found.note)


@pytest.mark.parametrize(
    ("zone", "start", "hours"),
    [
        ("Europe/London", "2026-10-20T14:00", {13, 14}),  # the clocks go back on 25 October
        ("Europe/London", "2027-03-23T14:00", {13, 14}),  # and forward on 28 March
        ("America/New_York", "2026-10-27T14:00", {18, 19}),
        ("Asia/Kolkata", "2026-10-20T14:00", {8}),
    ],
)
def test_a_weekly_session_stays_at_its_wall_time_whatever_the_clocks_do(zone: str, start: str, hours: set[int]):
    first = datetime.fromisoformat(start)
    plan = Plan(5, 5, "Falls", "case clinic", placed(first, ZoneInfo(zone)).starts_at, first, zone, 60, 9)
    weekly = Series(1, 1, plan, read_repeats("weekly", first, ""), 9, plan.starts_at, "running")
    found = list(islice(weekly.occurrences(), 3))
    assert {one.at.starts_at.astimezone(ZoneInfo(zone)).strftime("%a %H:%M") for one in found} == {"Tue 14:00"}
    assert {one.at.starts_at.hour for one in found} == hours


def test_a_number_has_its_ending():
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)] == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th")
    ]
