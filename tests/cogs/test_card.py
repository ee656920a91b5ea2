"""Where a session meets is shown whole where there is room, and never cut in the middle of a link."""

from datetime import UTC, datetime

import pytest

from cogs.sessions.card import place, reminder
from cogs.sessions.changing import preview
from community.sessions import MENTIONS, TITLE_LIMIT, WHERE_LIMIT, Answer, Plan, Session

NOW = datetime(2026, 11, 26, tzinfo=UTC)
TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_" + "M" * 150 + "%40thread.v2/0?context=%7b%22Tid%22%7d"
LONGEST = (TEAMS.ljust(WHERE_LIMIT, "x"), "*" * WHERE_LIMIT, "@" * WHERE_LIMIT, "é " * (WHERE_LIMIT // 2))


def session(where: str, people: int = 0) -> Session:
    wall = NOW.replace(tzinfo=None)
    plan = Plan(5, 5, "*" * TITLE_LIMIT, "open hour", NOW, wall, "UTC", 60, 9, where)
    answers = {10**18 * 9 + one: Answer.GOING for one in range(people)}
    return Session(10**15, 10**18, plan, 9, "planned", 1, channel_id=10**18, message_id=10**18, answers=answers)


def test_a_link_to_a_meeting_is_whole_where_there_is_room_and_else_its_host():
    assert place(TEAMS) == TEAMS
    assert place(TEAMS, 100) == "teams.microsoft.com, see its card"
    assert place("<#77>", 100) == "<#77>"
    assert len(place("https://" + "x" * 300, 100)) <= 100


@pytest.mark.parametrize("where", LONGEST)
def test_a_reminder_fits_with_the_longest_place_and_the_most_people(where: str):
    text, people = reminder(session(where, MENTIONS))
    assert len(text) <= 2000
    assert len(people) == MENTIONS
    assert ("https://" not in text) or where in text, "no half of a link"
    alone, nobody = reminder(session(where, MENTIONS), named=False)
    assert not nobody
    assert len(alone) + 100 <= 2000
    if where.startswith("https"):
        assert where in alone


@pytest.mark.parametrize("where", LONGEST)
def test_what_changes_shows_both_places_whole(where: str):
    one, other = session(where), session(where[:-1] + "y")
    shown = preview(one, other.plan, "", {}, None, "")
    [field] = shown.fields
    assert len(field.value or "") <= 1024
    assert f"→ {place(other.plan.location, 500)}" in (field.value or "")
