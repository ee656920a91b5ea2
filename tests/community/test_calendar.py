from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from icalendar import Calendar, Component, Event

from community.calendar import Entry, calendar
from community.sessions import Part, Plan, Series, Session, placed, read_repeats

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
HOST = 9


def series_of(start: str, zone: str, repeats: str, **more: str) -> Series:
    local = datetime.fromisoformat(start)
    found = placed(local, ZoneInfo(zone))
    rule = read_repeats(repeats, local, more.get("region", ""))
    plan = Plan(5, 5, "Falls at night", "case clinic", found.starts_at, local, zone, 60, HOST)
    return Series(3, 1, plan, rule, HOST, NOW, "running", 0, None)


def made_of(series: Series, number: int) -> list[Session]:
    """Give the first sessions of a series as they are made."""
    found = []
    for occurrence, _ in zip(series.occurrences(), range(number), strict=False):
        part = Part(series.id, occurrence.at.original, occurrence.number)
        found.append(Session(100 + occurrence.number, 1, series.of(occurrence), HOST, "planned", 1, part=part))
    return found


def file_of(sessions: Sequence[Session], *series: Series) -> bytes:
    entries = [Entry(session, "general", "Ben Carter", "https://discord.com/channels/1/5/6") for session in sessions]
    return calendar("Sessions", entries, {one.id: one for one in series}, NOW)


def read(file: bytes, *, days: int = 400) -> list[Event]:
    """Read a calendar file as another program would: every event that is to be shown, soonest first."""
    shown = recurring_ical_events.of(Calendar.from_ical(file)).between(NOW - timedelta(days=200), NOW + timedelta(days))
    return sorted(shown, key=lambda event: event.start)


def moments(events: Sequence[Event]) -> list[datetime]:
    return [moment(event) for event in events if event.get("status") != "CANCELLED"]


def numbered(event: Component) -> int:
    assert isinstance(event, Event)
    return int(event.sequence)


def moment(event: Event) -> datetime:
    assert isinstance(event.start, datetime)
    return event.start.astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "zone"),
    [
        ("2026-10-11T14:00", "Europe/London"),  # over 25 October
        ("2026-10-11T01:30", "Europe/London"),  # twice on the 25th
        ("2027-03-14T14:00", "Europe/London"),  # over 28 March
        ("2027-03-14T01:30", "Europe/London"),  # never on the 28th
        ("2026-10-11T14:00", "America/New_York"),
        ("2027-02-28T02:30", "America/New_York"),
        ("2026-10-11T14:00", "Asia/Kolkata"),
        ("2026-10-11T14:00", "UTC"),
    ],
)
@pytest.mark.parametrize("repeats", ["weekly, 6 times", "weekly"])
def test_a_calendar_reader_finds_each_session_when_it_is_through_the_changes_of_the_clocks(
    start: str, zone: str, repeats: str
):
    series = series_of(start, zone, repeats)
    made = made_of(series, 6)
    events = read(file_of(made, series))
    assert moments(events)[:6] == [session.plan.starts_at for session in made]
    assert (len(events) == 6) is ("6 times" in repeats)
    assert {event.end - event.start for event in events} == {timedelta(hours=1)}


def test_what_is_different_for_one_and_what_is_left_out_is_as_in_the_store():
    series = series_of("2026-11-30T14:00", "Europe/London", "weekly, 8 times, skip bank holidays", region="GB-ENG")
    made = made_of(series, 8)
    assert made[4].plan.local_start.month == 1  # 28 December is left out
    to = made[2].plan.starts_at + timedelta(days=1, hours=2)
    moved = replace(made[2].plan, starts_at=to, local_start=made[2].plan.local_start + timedelta(days=1, hours=2))
    made[2] = replace(made[2], plan=moved, version=2)
    made[5] = replace(made[5], status="cancelled", version=2)
    made[6] = replace(made[6], plan=replace(made[6].plan, title="Falls by day", location="<#77>"), version=3)
    del made[3]  # never made: nobody was there to make it
    file = file_of(made, series)
    events = read(file)
    going_on = [session.plan.starts_at for session in made if session.status == "planned"]
    assert moments(events) == sorted(going_on)
    titles = {moment(event): str(event["summary"]) for event in events}
    assert titles[made[5].plan.starts_at] == "Falls by day"
    written = Calendar.from_ical(file).walk("VEVENT")
    assert [numbered(one) for one in written if one["status"] == "CANCELLED"] == [1]
    assert b"https://discord.com/channels/1/77" in file.replace(b"\r\n ", b"")
    assert len({event["uid"] for event in events}) == 1


def test_numbers_go_up_and_names_stay_when_a_series_or_a_session_is_changed():
    series = series_of("2026-11-30T14:00", "Europe/London", "weekly")
    (first, *_) = made = made_of(series, 3)
    alone = replace(first, part=None, id=7, version=4)
    before, after = (Calendar.from_ical(file_of([alone, *made], one)) for one in (series, replace(series, version=3)))
    numbers: Mapping[str, tuple[int, int]] = {
        str(old["uid"]): (numbered(old), numbered(new))
        for old, new in zip(before.walk("VEVENT"), after.walk("VEVENT"), strict=True)
        if old["uid"] == new["uid"]
    }
    assert numbers == {"session-7@1.guildhall": (3, 3), "series-3@1.guildhall": (0, 2)}


def test_a_series_that_ended_ends_in_the_calendar_and_a_session_outside_its_rule_stands_by_itself():
    series = replace(series_of("2026-11-30T14:00", "Europe/London", "weekly"), status="ended")
    made = made_of(series, 3)
    assert len(read(file_of(made, series))) == 3
    assert made[0].part is not None
    stray = replace(made[0], id=50, part=replace(made[0].part, original=datetime.fromisoformat("2026-12-02T14:00")))
    assert len(read(file_of([*made, stray], series))) == 4
    assert read(file_of([])) == []


def test_the_longest_text_is_folded_and_nothing_in_it_is_taken_for_more_than_text():
    series = series_of("2026-11-30T14:00", "Europe/London", "weekly, 2 times")
    title = ('é;,\\:"' * 20)[:98] + "\nX"
    plan = replace(series.plan, title=title, location="BEGIN:VEVENT " + "y" * 87)
    file = file_of([Session(1, 1, plan, HOST, "planned", 1)])
    assert max(len(line) for line in file.split(b"\r\n")) <= 75
    (event,) = read(file)
    assert str(event["summary"]) == title
    assert str(event["location"]).startswith("BEGIN:VEVENT y")
    assert b"Ben Carter" in file
