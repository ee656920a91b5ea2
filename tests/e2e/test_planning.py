"""What is said of a time before anything is posted: in whose zone, on what day, beside what."""

from datetime import UTC, date, datetime, timedelta

from tests.e2e.conftest import Scene

PLAN = {"topic": "general", "format": "open hour", "title": "Falls at night", "minutes": 60}


async def test_a_time_is_read_in_ones_own_zone_and_what_speaks_against_it_is_said(opened: Scene):
    today = opened.clock.now().date()
    christmas = date(today.year + (today > date(today.year, 12, 20)), 12, 25)
    tomorrow = christmas + timedelta(days=1)
    day, next_day = f"{christmas:%a} 25 Dec", f"{tomorrow:%a} 26 Dec"
    amira, ben = await opened.person("amira"), await opened.person("ben")
    await amira.command("general", "community settings", name="zone", value="Europe/London")
    await amira.command("general", "community settings", name="holidays", value="GB-ENG")
    form = await ben.command("general", "profile edit")
    await ben.submit(form, {"Time zone": "America/New_York"})
    asked = await ben.command("general", "session plan", **PLAN, starts="25 Dec 9am")
    assert f"{day} 09:00 in America/New_York, {day} 14:00 in Europe/London" in asked.text
    assert f"{day} is a bank holiday: Christmas Day." in asked.text
    assert "Read in America/New_York, your own time zone." in asked.text
    await ben.click(asked, "Confirm")
    await opened.later(timedelta())
    at_home = await amira.command("general", "session plan", **PLAN, starts="25 Dec 14:30")
    assert "Read in Europe/London, the community's time zone" in at_home.text
    assert "14:30 in Europe/London" not in at_home.text
    assert "It overlaps another session of this topic: [Falls at night](https://discord.com/channels/" in at_home.text
    elsewhere = await amira.command("general", "session plan", **PLAN | {"topic": "measurement"}, starts="25 Dec 14:30")
    assert "overlaps" not in elsewhere.text
    named = await amira.command("general", "session plan", **PLAN, starts="26 Dec 2.30pm Kolkata", repeats="weekly")
    assert f"{next_day} 14:30 in Asia/Kolkata, {next_day} 09:00 in Europe/London" in named.text
    assert f"{next_day} is a bank holiday: Boxing Day" in named.text
    assert "Read in Asia/Kolkata, as you wrote." in named.text
    polled = await ben.command("general", "session poll", **PLAN, times="25 Dec 9.30am; 29 Dec 2pm London; 10:00")
    assert "Christmas Day" in polled.text
    assert "overlaps" in polled.text
    assert "29 Dec 14:00 in Europe/London, " in polled.text
    assert "Read in America/New_York, your own time zone." in polled.text
    assert "Read in Europe/London, as you wrote." in polled.text
    wrong = await ben.command("general", "session plan", **PLAN, starts=f"{tomorrow:%A} 25 Dec 9am")
    assert f"25 {christmas:%B %Y} is a {christmas:%A}" in wrong.text
    moved = await ben.command("general", "session change", session="Falls at night", starts="11:00")
    assert "Read in America/New_York, your own time zone." in moved.text
    assert f"{day} 11:00 in America/New_York, {day} 16:00 in Europe/London" in moved.text
    assert "overlaps" not in moved.text
    again = await amira.command("general", "session change", session="Falls at night", starts="4pm")
    assert f"<t:{_moment(christmas, 16)}:F>" in again.text
    assert f"<t:{_moment(christmas, 16)}:F>" in moved.text, "the same moment, each by their own clock"
    named = await amira.command("general", "session change", session="Falls at night", starts="3pm New York")
    assert f"<t:{_moment(christmas, 20)}:F>" in named.text, "on the session's own day"
    assert "Read in America/New_York, as you wrote." in named.text


def _moment(day: date, hour: int) -> int:
    return int(datetime(day.year, day.month, day.day, hour, tzinfo=UTC).timestamp())


async def test_a_session_takes_as_long_as_its_format_does_unless_somebody_says(opened: Scene):
    ben = await opened.person("ben")
    unsaid = {"topic": "general", "format": "peer assist", "title": "Sets", "starts": "in 50 hours"}
    asked = await ben.command("general", "session plan", **unsaid)
    assert "1 hour 30 minutes (usual for this format)" in asked.text
    said = await ben.command("general", "session plan", **unsaid, minutes=45)
    assert "45 minutes" in said.text
    assert "usual for this format" not in said.text
    times = {"times": "in 50 hours; in 60 hours"}
    polled = await ben.command("general", "session poll", **{k: v for k, v in unsaid.items() if k != "starts"}, **times)
    assert "1 hour 30 minutes (usual for this format)" in polled.text
