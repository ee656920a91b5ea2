import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.formats import MOST, Format, Step, gathered, read, scaled

HUDDLE = """
name = "huddle"
purpose = "ten minutes on the one thing that matters today"
people = [3, 12]
minutes = 15
chatham_house = false
follow_up_days = 7
source = "Our ward's own."
roles = [{name = "host", does = "keeps it short"}]
steps = [{name = "Round", minutes = 10, say = "One thing each."}, {name = "Act", minutes = 5, say = "Who does it?"}]
capture = [{name = "What we did", ask = "What, who, by when.", becomes = "did"}]
"""


def huddle(**changed: Any) -> dict[str, Any]:
    return tomllib.loads(HUDDLE) | changed


def named(name: str) -> Format:
    format_, wrong = read(f"{name}.toml", huddle(name=name))
    assert format_ is not None, wrong
    return format_


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": "Huddle"}, "name must be small letters"),
        ({"name": "x" * 41}, "name must be text in quotes, of 1 to 40 characters"),
        ({"purpose": 5}, "purpose must be text in quotes"),
        ({"people": [5, 3]}, "people must be the smallest and the largest group"),
        ({"people": [True, 3]}, "people must be the smallest and the largest group"),
        ({"minutes": 16}, "its steps take 15 minutes together, but minutes says 16"),
        ({"minutes": "15"}, "minutes must be a whole number from 5 to 1440"),
        ({"chatham_house": 1}, "chatham_house must be true or false"),
        ({"follow_up_days": 0}, "follow_up_days must be a whole number from 1 to 365"),
        ({"purpos": "x"}, "there is no key purpos (did you mean purpose)"),
        ({"weather": "x"}, "there is no key weather (there are name, "),
        ({"roles": []}, "it must have 1 to 8 sections [[roles]]"),
        ({"roles": "host"}, "it must have 1 to 8 sections [[roles]]"),
        ({"roles": [{"name": "host", "does": "x"}] * 2}, "two of its roles have the same name"),
        ({"steps": [{"name": "Round", "say": "x", "minutes": 0}]}, "steps 1: minutes must be a whole number from 1"),
        ({"steps": [{"name": "Round", "say": "x" * 1001}]}, "steps 1: say must be text in quotes, of 1 to 1000"),
        (
            {"steps": [{"name": "Round", "say": "x"}, {"name": "Act", "say": "y", "minutes": 15}]},
            "its timed steps take 15 minutes, which leaves nothing of 15 for the others",
        ),
        (
            {"capture": [{"name": "x", "ask": "y", "becomes": "title"}]},
            "capture 1: becomes must be one of did, context, outcome, limits",
        ),
    ],
)
def test_a_mistake_is_a_sentence_that_names_the_file_and_what_is_allowed(changed: dict[str, Any], told: str):
    format_, wrong = read("huddle.toml", huddle(**changed))
    assert format_ is None
    assert len(wrong) == 1
    assert wrong[0].startswith("The format file huddle.toml is left out: ")
    assert told in wrong[0]
    assert wrong[0].endswith(".")


def test_each_mistake_has_its_sentence():
    _, wrong = read("huddle.toml", huddle(people=3, source="", steps=[{"name": "Round", "minutes": 0}]))
    assert len(wrong) == 4


def test_an_own_format_takes_the_place_of_a_shipped_one_and_not_of_another_own_one():
    shipped, own = named("huddle"), named("huddle")
    formats = gathered([shipped], [("a.toml", own), ("b.toml", named("huddle"))], [])
    assert formats.known["huddle"] is own
    assert formats.mistakes == ("The format file b.toml is left out: a.toml has the name huddle already.",)


def test_there_are_no_more_formats_than_discord_shows():
    shipped = [named(f"format {at}") for at in range(MOST)]
    formats = gathered(shipped, [("more.toml", named("more")), ("again.toml", named("format 3"))], [])
    assert len(formats.known) == MOST
    assert len(formats.mistakes) == 1
    assert "more.toml" in formats.mistakes[0]


def test_a_format_whose_file_is_gone_has_a_line_to_show():
    assert gathered([], [], []).purpose("huddle")


_STEP = st.builds(Step, st.just("x"), st.just("y"), st.none() | st.integers(1, 480))


@given(st.lists(_STEP, min_size=1, max_size=15), st.integers(0, 60), st.integers(10, 1440))
def test_scaled_steps_take_their_share_of_the_time_to_the_minute(steps: list[Step], rest: int, minutes: int):
    timed = [step.minutes for step in steps if step.minutes is not None]
    usual = max(5, sum(timed) + rest)
    fitted = scaled(steps, usual, minutes)
    lengths = [step.minutes for step in fitted if step.minutes is not None]
    assert [step.minutes is None for step in fitted] == [step.minutes is None for step in steps]
    assert all(length >= 1 for length in lengths)
    assert sum(lengths) == max(len(timed), round(sum(timed) * minutes / usual))
    if minutes == usual:
        assert lengths == timed
