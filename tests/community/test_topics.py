"""Which topic a person means, and what the words around topics are."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.errors import NotFound, Refusal
from community.topics import suggested, which_topic

NAMES = {10: "falls-at-night", 11: "falls", 12: "sepsis", 13: "letters_home", 14: "2024"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("falls", 11),
        ("#falls", 11),
        (" Falls at Night ", 10),
        ("FALLS-AT-NIGHT", 10),
        ("<#12>", 12),
        ("12", 12),
        ("https://discord.com/channels/1/12", 12),
        ("https://ptb.discord.com/channels/1/12/999", 12),
        ("sep", 12),
        ("home", 13),
        ("letters home", 13),
        ("2024", 14),
    ],
)
def test_a_topic_is_meant_by_name_mention_link_id_or_a_part(typed: str, meant: int):
    assert which_topic(typed, NAMES) == meant


@pytest.mark.parametrize("typed", ["", "#", "stroke", "<#99>", "https://discord.com/channels/1/99", "²", "9" * 400])
def test_what_names_no_topic_is_not_found(typed: str):
    with pytest.raises(NotFound):
        which_topic(typed, NAMES)


def test_what_names_several_asks_to_choose():
    with pytest.raises(Refusal, match="Several"):
        which_topic("l", {1: "letters", 2: "labs"})


@given(st.text(max_size=6000), st.dictionaries(st.integers(1, 99), st.text(string.printable, max_size=100)))
def test_any_text_means_a_known_topic_or_is_refused(typed: str, names: dict[int, str]):
    try:
        assert which_topic(typed, names) in names
    except Refusal as refusal:
        assert refusal.sentence.endswith(".")  # noqa: PT017 - either outcome is right; each is checked


@given(st.text(max_size=100), st.dictionaries(st.integers(1, 99), st.text(max_size=100)))
def test_suggestions_are_known_distinct_and_few(typed: str, names: dict[int, str]):
    found = suggested(typed, names)
    assert set(found) <= set(names)
    assert len(found) == len(set(found)) <= 25


def test_the_nearest_suggestion_comes_first():
    assert suggested("falls", NAMES) == [11, 10]
    assert suggested("", NAMES) == [14, 11, 10, 13, 12]
    assert suggested("12", NAMES) == [12]


def test_the_topic_that_somebody_stands_in_is_suggested_first():
    assert suggested("", NAMES)[0] == 14
    assert suggested("", NAMES, here=13) == [13, *(id_ for id_ in suggested("", NAMES) if id_ != 13)]
    assert suggested("sep", NAMES, here=13) == [12]
    assert suggested("", NAMES, limit=1, here=12) == [12]
