from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.errors import Refusal
from community.settings import DAYS
from community.summary import (
    Asked,
    Coming,
    Counts,
    Facts,
    Frame,
    Later,
    Material,
    Newcomers,
    Published,
    Saying,
    Talked,
    Week,
    as_json,
    as_text,
    compose,
    counts_said,
    days_said,
    kept,
    key_of,
    latest_due,
    may_wait,
    question,
    repeatable,
    says_something,
    settles,
    still_waiting,
    still_waits,
    telling,
    worth,
    worth_your_time,
)

LONDON = ZoneInfo("Europe/London")
WEEK = Week(2026, 15)
MONDAY = datetime(2026, 4, 6, 10, tzinfo=UTC)
FRAME = Frame(1, WEEK, LONDON)
TALK = Talked(
    id=50,
    place_id=50,
    is_thread=True,
    title="Falls at night",
    topic="general",
    started_at=MONDAY,
    first_id=51,
    first_at=MONDAY,
    people=3,
    messages=9,
    voices=3,
    said=8,
)
ASKED = Asked(60, 7, "Cho", "ask", "How did you get the night staff to stay?", MONDAY, TALK)

talks = st.builds(
    Talked,
    id=st.integers(1, 10**9),
    place_id=st.just(5),
    is_thread=st.booleans(),
    title=st.none() | st.text(max_size=20),
    topic=st.just("general"),
    started_at=st.just(MONDAY),
    first_id=st.integers(1, 10**9),
    first_at=st.just(MONDAY),
    people=st.integers(0, 50),
    messages=st.integers(0, 5000),
    voices=st.integers(0, 50),
    said=st.integers(0, 100_000),
    replies=st.integers(0, 100_000),
    reactors=st.integers(0, 1000),
    thanked=st.integers(0, 1000),
)
zones = st.sampled_from(
    [ZoneInfo(name) for name in ("UTC", "Europe/London", "Asia/Kolkata", "America/New_York", "Asia/Beirut")]
)
weeks = st.builds(Week.of, st.datetimes(datetime(2001, 1, 1), datetime(2990, 1, 1), timezones=st.just(UTC)), zones)  # noqa: DTZ001 - the zone is given beside


def test_a_week_is_read_as_it_is_written():
    assert Week.parse(" 2026-W15 ") == WEEK
    assert str(WEEK) == "2026-W15"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "15",
        "2026-15",
        "2026-W54",
        "2025-W53",
        "2026-W00",
        "1999-W01",
        "2026-W1x",
        "\u0662026-W15",
        "2026-W15 or so",
    ],
)
def test_what_is_no_week_is_refused_with_a_sentence(text: str):
    with pytest.raises(Refusal) as refused:
        Week.parse(text)
    assert str(refused.value).endswith(".")


@given(weeks, zones)
def test_weeks_follow_each_other_without_gap_or_overlap(week: Week, zone: ZoneInfo):
    start, end = week.bounds(zone)
    assert end == week.later().bounds(zone)[0]
    assert Week.of(start, zone) == week
    assert Week.of(end - timedelta(microseconds=1), zone) == week
    assert Week.parse(str(week)) == week
    assert timedelta(hours=166) <= end - start <= timedelta(hours=170)


@given(weeks, zones, st.sampled_from(DAYS), st.times())
def test_a_summary_is_due_in_the_week_after_and_found_from_then_on(week: Week, zone: ZoneInfo, day: str, wall: time):
    at = f"{wall.hour:02}:{wall.minute:02}"
    due = week.due(zone, day, at)
    assert week.bounds(zone)[1] <= due < week.later(2).bounds(zone)[0] + timedelta(hours=2)
    assert latest_due(due, zone, day, at) == week
    assert latest_due(due - timedelta(seconds=1), zone, day, at) == week.later(-1)


def test_a_wall_time_that_happens_twice_is_taken_once_and_one_that_never_does_is_moved_on():
    assert Week(2026, 42).due(LONDON, "sunday", "01:30") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert Week(2027, 11).due(LONDON, "sunday", "01:30") == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_the_days_of_a_week_are_said_as_people_do():
    assert days_said(WEEK) == "6 to 12 April 2026"
    assert days_said(Week(2026, 14)) == "30 March to 5 April 2026"
    assert days_said(Week(2026, 53)) == "28 December 2026 to 3 January 2027"


@given(talks, talks)
def test_breadth_of_people_comes_before_everything_else(one: Talked, other: Talked):
    if one.voices > other.voices:
        assert worth(one) > worth(other)


@given(talks, st.sampled_from(["reactors", "replies", "said"]), st.integers(1, 100))
def test_being_received_never_counts_against_a_conversation(talk: Talked, what: str, more: int):
    assert worth(replace(talk, **{what: getattr(talk, what) + more})) >= worth(talk)


@given(st.lists(talks, max_size=30, unique_by=lambda talk: talk.id))
def test_what_is_worth_reading_does_not_depend_on_the_order_it_comes_in(found: list[Talked]):
    chosen = worth_your_time(found)
    assert [worth(t) for t in chosen] == [worth(t) for t in worth_your_time(reversed(found))]
    assert len(chosen) <= 5
    assert all(worth(a) >= worth(b) for a, b in pairwise(chosen))
    assert all(talk.voices >= 2 for talk in chosen)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Hi all, does anyone have a template for the huddle?", "Hi all, does anyone have a template for the huddle?"),
        ("We tried it twice. How many points before a shift?", "How many points before a shift?"),
        ("Does anybody know how to count bed days", "Does anybody know how to count bed days"),
        ("It fails on the ward. Any ideas?", "Any ideas?"),
        ("怎么用这个模板做统计\uff1f", "怎么用这个模板做统计\uff1f"),
        ("That is the whole list, right?", None),
        ("lol?", None),
        ("Really?", None),
        ("Who knows?", None),
        ("> How did you do that?\nWe asked people at ten.", None),
        ("```\nis this code?\n```", None),
        ("https://example.org/search?q=huddle", None),
        ("No idea, sorry.", None),
        ("maybe it'll give you some ideas?", None),
    ],
)
def test_a_question_is_one_that_really_asks(text: str, asks: str | None):
    assert question(text) == asks


@given(st.text(max_size=400))
def test_any_text_at_all_can_be_read(text: str):
    found = question(text)
    assert found is None or found.strip()
    assert says_something(text) in {True, False}
    assert settles(text) in {True, False}


@pytest.mark.parametrize(
    "text",
    ["lol", "👍👍👍", "thanks!", "!rank", "https://example.org/a/very/long/address/indeed", "<@123456789012345678>"],
)
def test_noise_says_nothing(text: str):
    assert not says_something(text)


def _later(text: str, hours: float, **more: Any) -> Later:
    return Later(8, text, MONDAY + timedelta(hours=hours), **more)


def test_a_question_waits_until_somebody_else_has_a_word_on_it():
    assert still_waits(ASKED)
    assert not still_waits(replace(ASKED, later=(_later("We paid them for it.", 2),)))
    assert not still_waits(replace(ASKED, later=(_later("We paid them for it.", 200, answers=60),)))
    assert not still_waits(replace(ASKED, own_later=((61, "Never mind, found it."),)))
    assert still_waits(replace(ASKED, own_later=((61, "It is for our own huddle."),)))
    assert not still_waits(replace(ASKED, text="That settles it for us.", alone=False))


def test_talk_with_somebody_else_is_no_answer():
    to_another = _later("Yes, we do.", 1, answers=40, answers_author=9)
    assert still_waits(replace(ASKED, later=(to_another, _later("And it works well.", 1.1))))
    assert still_waits(replace(ASKED, later=(_later("@Dev do you still have the chart?", 1),)))
    assert not still_waits(replace(ASKED, later=(_later("@Cho we paid them.", 90),)))
    assert not still_waits(replace(ASKED, later=(to_another, replace(_later("We paid them for it.", 3), author_id=11))))


def test_a_later_question_by_somebody_else_is_another_matter_but_asking_back_is_not():
    assert not still_waits(replace(ASKED, later=(_later("Do you mean the night shift?", 1),)))
    another = _later("How do you weigh the dressings?", 40)
    assert still_waits(replace(ASKED, later=(another, replace(_later("With kitchen scales.", 41), author_id=11))))


def test_in_a_channel_only_what_follows_soon_is_taken_for_an_answer():
    assert not still_waits(replace(ASKED, later=(_later("We paid them for it.", 3, same_talk=False),)))
    assert still_waits(replace(ASKED, later=(_later("Lunch was good today.", 30, same_talk=False),)))


def test_first_posts_and_openings_come_first_and_one_of_a_conversation_is_enough():
    found = [
        ASKED,
        replace(ASKED, message_id=61, text="And how did you pay for it all?"),
        replace(ASKED, message_id=62, author_id=9, talk=replace(TALK, id=52), alone=True),
        replace(ASKED, message_id=63, author_id=10, talk=replace(TALK, id=53), is_first_post=True),
    ]
    assert [one.message_id for one in still_waiting(found)] == [63, 62, 61]


def test_a_young_question_does_not_wait_yet():
    assert not may_wait(ASKED.text, MONDAY, MONDAY + timedelta(hours=5))
    assert may_wait(ASKED.text, MONDAY, MONDAY + timedelta(hours=7))
    opening = "We have weighed every dressing on two wards for a month, and here is what we found out about it."
    assert may_wait(opening, MONDAY, MONDAY + timedelta(hours=7), opens_as_newcomer=True)
    assert not may_wait(opening, MONDAY, MONDAY + timedelta(hours=7))


SAID = Saying(
    70, 9, "named", "Ben Carter", "We asked people at ten whether they wanted to go, and falls fell by a third."
)


def test_an_excerpt_carries_a_name_only_from_somebody_who_is_quoted_by_name():
    told = telling([SAID], ["Ben Carter"])
    assert told
    assert told.shown == "“We asked people at ten whether they wanted to go, and falls fell by a third.” Ben Carter"
    unnamed = telling([replace(SAID, answer="unnamed")], ["Ben Carter"])
    assert unnamed
    assert unnamed.shown.endswith("third.”")


@given(st.text(max_size=300), st.sampled_from(["ask", "never", "", "no"]))
def test_without_a_yes_nothing_is_repeated(text: str, answer: str):
    assert telling([replace(SAID, text=text, answer=answer)], []) is None
    assert repeatable(replace(SAID, text=text, answer=answer), text, []) is None


@pytest.mark.parametrize(
    "hidden",
    [
        "<@123456789012345678>",
        "@here",
        "https://example.org",
        "943 476 5919",
        "01/02/1950",
        "SW1A 1AA",
        "Mrs Alder",
        "ben.carter@example.org",
        "Olu",
        "0161 496 0123",
    ],
)
def test_no_sentence_with_a_mention_a_link_an_identifier_or_a_name_is_repeated(hidden: str):
    text = f"We asked people at ten whether they wanted to go, and {hidden} told us that it went well."
    assert telling([replace(SAID, text=text)], ["Olu Adeyemi"]) is None


def _facts() -> Facts:
    return Facts(
        counts=Counts(120, 14, 9),
        published=(Published(3, "Asking at ten", "general", 50, MONDAY, quoted=2),),
        coming=(Coming(4, "Case clinic", "general", MONDAY + timedelta(days=9), 5, 20, 21),),
        newcomers=tuple(Newcomers(replace(TALK, id=n), n, 1, 2, greeted=n > 81) for n in (80, 81, 82, 83)),
    )


def test_a_summary_has_its_sections_in_order_and_leaves_out_the_empty_ones():
    whole = compose(FRAME, _facts(), Material(worth=[TALK], waiting=[ASKED]))
    assert [section.name for section in whole.sections] == [
        "worth your time",
        "still waiting",
        "new know-how",
        "coming up",
        "new voices",
    ]
    assert compose(FRAME, Facts(), Material()).is_empty
    some = compose(replace(FRAME, sections=("coming up",)), _facts(), Material(worth=[TALK]))
    assert [section.name for section in some.sections] == ["coming up"]


def test_an_item_says_how_many_and_why_in_words_that_can_be_counted():
    talk = replace(TALK, people=6, messages=14, thanked=5, reactors=7, captured=True)
    [item] = compose(FRAME, Facts(), Material(worth=[talk])).sections[0].items
    assert (item.people, item.messages) == (6, 14)
    assert item.why == "6 people, 14 messages; 5 thanked it; know-how came of it; began on Monday"
    assert item.url == "https://discord.com/channels/1/50"


def test_talk_outside_threads_is_named_by_place_and_day_and_opened_where_the_week_begins():
    talk = replace(TALK, is_thread=False, title=None, place_id=5, before=MONDAY - timedelta(days=40))
    [item] = compose(FRAME, Facts(), Material(worth=[talk])).sections[0].items
    assert item.title == "#general, 6 April 2026"
    assert item.url == "https://discord.com/channels/1/5/51"
    assert "taken up again after 5 weeks" in item.why


def test_every_new_voice_is_counted_once_and_the_ungreeted_are_shown_first():
    items = compose(FRAME, _facts(), Material()).sections[-1].items
    assert sum(item.people or 0 for item in items) == 4
    assert [item.id for item in items] == [80, 81, None]
    assert "nobody has replied yet" in items[0].why


def test_what_was_posted_stays_in_its_order_and_nothing_joins_it():
    whole = compose(FRAME, _facts(), Material(worth=[TALK, replace(TALK, id=55)], waiting=[ASKED]))
    posted = {"worth your time": [("conversation", 55), ("conversation", 99), ("conversation", 50)]}
    left = kept(whole, posted)
    assert [key_of(item) for section in left.sections for item in section.items] == [
        ("conversation", 55),
        ("conversation", 50),
    ]


def test_programs_read_ids_as_strings_and_times_in_utc():
    document = as_json(compose(FRAME, _facts(), Material(worth=[TALK])))
    assert (document["community"], document["week"]) == ("1", "2026-W15")
    assert (document["from"], document["to"]) == ("2026-04-05T23:00:00Z", "2026-04-12T23:00:00Z")
    item = document["sections"][0]["items"][0]
    assert set(item) == {"kind", "id", "title", "url", "topic", "people", "messages", "why", "excerpt"}
    assert (item["id"], item["excerpt"]) == ("50", None)
    session = next(s for s in document["sections"] if s["name"] == "coming up")["items"][0]
    assert (session["people"], session["messages"]) == (None, None)
    assert session["why"] == "Wednesday 15 April, 11:00 BST; 5 going"
    assert document["counts"] == {"messages": 120, "people": 14, "conversations": 9}


def test_a_terminal_is_told_the_same_or_that_there_is_nothing():
    text = as_text(compose(FRAME, _facts(), Material(worth=[TALK])), "Northern Network")
    assert text.startswith("Northern Network: 6 to 12 April 2026 (2026-W15)\n14 people wrote 120 messages")
    assert "  * Falls at night (#general)" in text
    assert "Nothing to tell" in as_text(compose(FRAME, Facts(), Material()), "Northern Network")


def test_a_week_in_which_nobody_wrote_is_told_without_noughts():
    assert counts_said(Counts()) == "Nobody wrote this week"
    assert counts_said(Counts(messages=1, people=1, conversations=1)) == "1 person wrote 1 message in 1 conversation"


def test_an_excerpt_is_shown_without_the_marks_of_its_stress():
    text = "The **second** look was the only one where being unsure was *useful*, and 2*3*4 stays."
    told = repeatable(replace(SAID, text=text, answer="unnamed"), text, [])
    assert told is not None
    assert told.shown == "“The second look was the only one where being unsure was useful, and 2*3*4 stays.”"
