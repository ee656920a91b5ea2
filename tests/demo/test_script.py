"""The demo's script speaks of people, channels, threads and words that its world has."""

from pathlib import Path

import pytest

from demo.script import AT_COFFEE, CAPTURES, COFFEE, MEETINGS, OPENINGS, POLLS, STANDING, SUMMARY_BY, Capture
from sandbox.permissions import can_view
from sandbox.state import Channel, Message, State
from sandbox.state.channel import FORUM, TEXT, VOICE
from sandbox.world import load_world

WORLD = Path(__file__).resolve().parents[2] / "demo" / "world"


@pytest.fixture(scope="module")
def state() -> State:
    state = State()
    load_world(state, [WORLD])
    return state


def user(state: State, key: str) -> int:
    return next(one.id for one in state.users.values() if one.name == key)


def place(state: State, name: str) -> Channel:
    (found,) = [one for one in state.channels.values() if one.name == name]
    return found


def quoted(state: State, capture: Capture) -> list[Message]:
    said = list(state.timeline(place(state, capture.thread).id))
    found = [[one for one in said if one.content.startswith(words)] for words in capture.quotes]
    assert [len(one) for one in found] == [1] * len(capture.quotes)
    return [one for (one,) in found]


def test_coffee_has_a_place_that_is_no_topic_and_people_who_take_part(state: State) -> None:
    assert place(state, COFFEE).type == TEXT
    assert COFFEE not in {one.channel for one in OPENINGS}
    assert all(user(state, who) for who in AT_COFFEE)


def test_at_least_six_text_and_forum_channels_become_topics_and_one_is_private(state: State) -> None:
    channels = [place(state, one.channel) for one in OPENINGS]
    assert len(channels) >= 6
    assert {channel.type for channel in channels} == {TEXT, FORUM}
    assert [one.name for one in channels if not can_view(state, one, user(state, "edie"))] == [
        "board-quality-committee"
    ]
    for opening in OPENINGS:
        assert can_view(state, place(state, opening.channel), user(state, opening.by))


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.thread)
def test_those_who_answer_are_quoted(state: State, capture: Capture) -> None:
    authors = {message.author_id for message in quoted(state, capture)}
    assert {user(state, who) for who in capture.answers} <= authors


def test_what_is_published_has_everyone_s_answer(state: State) -> None:
    for capture in CAPTURES:
        authors = {message.author_id for message in quoted(state, capture)}
        told = {user(state, who) for who in (*capture.answers, *STANDING)}
        assert capture.published is (bool(authors) and authors <= told)


def test_forms_fit_discord_s_limits() -> None:
    for capture in CAPTURES:
        assert {"Title", "What we did"} <= capture.form.keys()
        assert len(capture.form["Title"]) <= 100
        assert all(len(text) <= 1000 for text in capture.form.values())


def test_those_who_come_can_see_the_topic(state: State) -> None:
    for meeting in (*MEETINGS, *POLLS):
        topic = place(state, str(meeting.options["topic"]))
        assert "where" not in meeting.options or place(state, str(meeting.options["where"])).type == VOICE
        assert all(can_view(state, topic, user(state, who)) for who in (meeting.by, *meeting.answers))
    assert user(state, SUMMARY_BY)
