"""The settings of a community: what may be typed for each, and what it becomes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.errors import Refusal
from community.settings import SETTINGS, CommunitySettings, parse_setting, shown, typed_forms


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("zone", " europe/LONDON ", "Europe/London"),
        ("notices_channel", "<#123>", 123),
        ("notices_channel", "123", 123),
        ("notices_channel", "None", None),
        ("steward_role", "<@&99>", 99),
        ("summary_day", "thu", "thursday"),
        ("summary_time", "9:05", "09:05"),
        ("summaries", "No", False),
        ("waiting_days", " 14 ", 14),
    ],
)
def test_what_is_typed_becomes_a_value(name: str, typed: str, value: object):
    assert parse_setting(name, typed) == value


@pytest.mark.parametrize(
    ("name", "typed", "allowed"),
    [
        ("zone", "Narnia/Cair Paravel", "Europe/London"),
        ("notices_channel", "#general", "mention it"),
        ("notices_channel", "9" * 6000, "mention it"),
        ("notices_channel", "²", "mention it"),
        ("steward_role", "@stewards", "role"),
        ("summary_day", "someday", "Monday"),
        ("summary_day", "m", "Monday"),
        ("summary_time", "24:00", "09:00"),
        ("summary_time", "9", "09:00"),
        ("summary_time", "²:00", "09:00"),
        ("summaries", "perhaps", "yes or no"),
        ("waiting_days", "0", "from 1 to 60"),
        ("waiting_days", "a week", "from 1 to 60"),
    ],
)
def test_a_wrong_value_is_one_sentence_with_the_name_and_what_is_allowed(name: str, typed: str, allowed: str):
    with pytest.raises(Refusal) as refused:
        parse_setting(name, typed)
    assert name in refused.value.sentence
    assert allowed in refused.value.sentence


def test_an_unknown_name_says_where_to_look():
    with pytest.raises(Refusal, match="Choose one from the list"):
        parse_setting("colour", "red")


@settings(deadline=None)  # countries with bank holidays are read from files, the first time
@given(st.sampled_from(sorted(SETTINGS)), st.text(max_size=6000))
def test_any_text_is_a_value_or_is_refused(name: str, typed: str):
    try:
        value = parse_setting(name, typed)
    except Refusal:
        return
    assert parse_setting(name, shown(value)) == value


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_a_default_and_every_suggestion_can_be_typed(name: str):
    default = CommunitySettings({})[name]
    assert parse_setting(name, shown(default)) == default
    for form in typed_forms(name, default):
        parse_setting(name, form)


def test_each_setting_says_what_it_does():
    for setting in SETTINGS.values():
        assert setting.does.endswith(".")
        assert len(setting.does) < 200


def test_sections_that_a_choice_leaves_out_are_named_and_offered():
    """A section that came after the choice was made is none of it, and nobody changes what was chosen."""
    assert CommunitySettings({}).sections_left_out == ()
    chosen = CommunitySettings(
        {"summary_sections": "worth your time, still waiting, new know-how, coming up, new voices"}
    )
    assert chosen.sections_left_out == ("what we learnt",)
    assert "what we learnt" not in chosen.summary_sections
    current, *others = typed_forms("summary_sections", chosen["summary_sections"])
    assert current == chosen["summary_sections"]
    assert others == ["all", *(f"{current}, what we learnt",)]
    assert parse_setting("summary_sections", others[1]) == parse_setting("summary_sections", "all")
    assert typed_forms("summary_sections", ", ".join(CommunitySettings({}).summary_sections))[1:] == ["all"]
