"""The formats that come with Guildhall, and an operator's own beside them."""

import re
from pathlib import Path

from bot.formats import load_formats
from tests.community.test_formats import HUDDLE

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = (
    *("action learning set", "after action review", "case clinic", "fishbowl", "journal club"),
    *("open hour", "peer assist", "retrospect", "show and tell"),
)

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def test_nine_formats_are_shipped_without_a_mistake():
    formats = load_formats()
    assert tuple(formats.known) == SHIPPED
    assert formats.mistakes == ()


def test_the_page_about_formats_says_what_the_files_say_and_cites_each():
    page = (ROOT / "docs/formats.md").read_text("utf-8")
    for name, format_ in load_formats().known.items():
        people = f"{format_.people[0]} to {format_.people[1]}"
        rule = "yes" if format_.chatham_house else "no"
        told = (f"**{name.capitalize()}**", format_.purpose, people, f"{format_.minutes} minutes", rule)
        assert f"| {' | '.join(told)} | {format_.follow_up_days} days |" in page
        cited = page.partition("## Where they come from")[2].partition(f"- **{name.capitalize()}.**")[2]
        assert set(_YEAR.findall(format_.source)) & set(_YEAR.findall(cited.partition("\n- ")[0]))


def test_the_example_in_the_page_is_a_format(tmp_path: Path):
    page = (ROOT / "docs/formats.md").read_text("utf-8")
    example = page.partition("`huddle.toml` in it:")[2].partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "huddle.toml").write_text(example, "utf-8")
    formats = load_formats(str(tmp_path))
    assert formats.mistakes == ()
    assert "huddle" in formats.known


def test_a_folder_adds_formats_and_what_is_wrong_in_it_is_left_out_by_name(tmp_path: Path):
    (tmp_path / "huddle.toml").write_text(HUDDLE, "utf-8")
    (tmp_path / "broken.toml").write_text("name = ", "utf-8")
    (tmp_path / "latin.toml").write_bytes(b"name = '\xe9'")
    (tmp_path / "empty.toml").write_text("", "utf-8")
    (tmp_path / "notes.txt").write_text("not a format", "utf-8")
    formats = load_formats(str(tmp_path))
    assert set(formats.known) == {*SHIPPED, "huddle"}
    assert {name for m in formats.mistakes if (name := m.split()[3])} == {"broken.toml", "latin.toml", "empty.toml"}
    assert all("\n" not in mistake for mistake in formats.mistakes)


def test_a_folder_that_is_not_there_is_one_sentence():
    formats = load_formats("no-such-folder")
    assert tuple(formats.known) == SHIPPED
    assert formats.mistakes == (
        "The folder of formats no-such-folder is not there: make it, or leave sessions.formats empty.",
    )
