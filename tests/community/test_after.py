"""What people will try after sessions, what others are told of it, and notes that name nobody."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from community.errors import NotAllowed, Refusal
from community.formats import Field
from community.profile import Tally
from community.screening import Kind, named
from community.sessions import (
    Plan,
    Reflected,
    Session,
    Sharing,
    as_fields,
    check_may_object,
    check_may_reflect,
    read_by,
    resolved,
    room_for,
)
from community.summary import Coming, Facts, Frame, Learnt, Material, Noted, Week, compose

NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def _session(*, chatham_house: bool = False) -> Session:
    plan = Plan(5, 5, "Falls", "huddle", NOW, NOW.replace(tzinfo=None), "UTC", 30, 11, "", chatham_house)
    return Session(1, 1, plan, 11, "planned", 1)


@pytest.mark.parametrize(
    ("typed", "by"),
    [
        ("3 December", datetime(2026, 12, 3, 9, tzinfo=LONDON)),
        ("in 2 weeks", datetime(2026, 12, 10, 9, tzinfo=LONDON)),
        ("2026-12-03", datetime(2026, 12, 3, 9, tzinfo=LONDON)),
        ("Thu 3 Dec 2pm", datetime(2026, 12, 3, 14, tzinfo=LONDON)),
        ("29 March 2027", datetime(2027, 3, 29, 9, tzinfo=LONDON)),
    ],
)
def test_a_day_alone_is_meant_at_nine(typed: str, by: datetime):
    assert read_by(typed, LONDON, NOW) == by


@pytest.mark.parametrize("typed", ["today", "yesterday", "when the cows come home", "3 December 2030"])
def test_what_is_past_too_far_or_no_day_is_refused(typed: str):
    with pytest.raises(Refusal):
        read_by(typed, LONDON, NOW)


def test_to_be_asked_one_says_when_and_under_the_chatham_house_rule_nobody_is_named():
    for by_at in (None, NOW - timedelta(days=1)):
        with pytest.raises(Refusal, match="day to come"):
            resolved(_session(), "x", by_at, Sharing.NO, NOW, asks=True)
    assert resolved(_session(), " x ", None, Sharing.NAMED, NOW, asks=False).shared is Sharing.NAMED
    quiet = resolved(_session(chatham_house=True), "x", None, Sharing.NAMED, NOW, asks=False)
    assert (quiet.tries, quiet.shared) == ("x", Sharing.UNNAMED)
    with pytest.raises(Refusal, match="not begun"):
        check_may_reflect(_session(), NOW - timedelta(minutes=1), is_begun=False)
    check_may_reflect(_session(), NOW - timedelta(minutes=1), is_begun=True)


@pytest.mark.parametrize(
    ("made", "tried", "told"),
    [
        (4, 4, None),
        (5, 5, Tally(5, (("tried it", 5),))),
        (6, 5, Tally(6, (), 6)),
        (12, 7, Tally(12, (), 12)),
    ],
)
def test_nothing_is_told_of_fewer_than_five_people(made: int, tried: int, told: Tally | None):
    assert Reflected(made, tried, 0, 0).told == told


def test_known_names_are_found_as_words_of_their_own_however_they_are_written():
    names = (("Cho Lin", Kind.MEMBER), ("Northfield Trust", Kind.ORGANISATION), ("Al", Kind.MEMBER))
    text = "Cho and CHO  LIN of northfield trust, not echo, cho or Choice; Al too"
    found = [(text[one.start : one.end], one.kind) for one in named(text, names)]
    assert found == [
        ("Cho", Kind.MEMBER),
        ("CHO  LIN", Kind.MEMBER),
        ("northfield trust", Kind.ORGANISATION),
    ]


def test_capture_fields_become_an_entry_and_those_of_one_field_share_its_room():
    capture = (Field("One", "?", "outcome"), Field("Two", "?", "outcome"), Field("Three", "?", "limits"))
    both = as_fields("Falls", capture, {"One": "a" * 2, "Two": "b", "Three": "c"})
    assert (both.title, both.did, both.outcome, both.limits) == ("Falls", "One: aa\nTwo: b", "", "c")
    room = [room_for(capture, field) for field in capture]
    full = as_fields("Falls", capture, {f.name: "x" * n for f, n in zip(capture, room, strict=True)})
    assert len(full.did) <= 700
    assert len(full.limits) == 400
    with pytest.raises(Refusal, match="at least one"):
        as_fields("Falls", capture, {"One": " "})


def test_only_who_was_there_may_object():
    check_may_object(_session(), [12], 12)
    check_may_object(_session(), [], 11)
    with pytest.raises(NotAllowed):
        check_may_object(_session(), [12], 13)


def test_a_summary_tells_what_came_first_then_notes_then_what_people_will_try_and_places_left():
    meant = Learnt(1, 7, 12, "Falls", "general", 50, "Ask the night staff", datetime(2026, 12, 3, 9, tzinfo=UTC))
    came = Learnt(2, 7, 13, "Falls", "general", 50, "x" * 300, None, "somebody tried it")
    noted = Noted(7, 3, "Falls", "general", 50, "We counted")
    coming = Coming(9, "Next", "general", NOW, 5, 5, 6, "Every second Tuesday · 3rd of 6", 1)
    facts = Facts(learnt=(meant, came), noted=(noted,), coming=(coming,))
    made = compose(Frame(1, Week.parse("2026-W48"), ZoneInfo("UTC")), facts, Material())
    assert [section.name for section in made.sections] == ["coming up", "what we learnt"]
    assert made.sections[0].items[0].why.endswith("; Every second Tuesday · 3rd of 6; 5 going, 1 place left")
    items = made.sections[1].items
    assert [(item.kind, item.id, item.why) for item in items] == [
        ("reflection", 2, "somebody tried it"),
        ("notes", 7, "notes of the session, published as know-how"),
        ("reflection", 1, "somebody will try this, by 3 December"),
    ]
    assert len(items[0].excerpt or "") == 200
