from hypothesis import given
from hypothesis import strategies as st
from stdnum.gb import nhs

from community.screening import MASK, PROVED, mask


def _number(nine: str) -> str | None:
    whole = next((nine + str(last) for last in range(10) if nhs.is_valid(nine + str(last))), None)
    return None if whole is None or nine.startswith(("19", "20")) else whole


numbers = st.text("0123456789", min_size=9, max_size=9).map(_number).filter(bool)
joints = st.sampled_from(
    ["", " ", "  ", "-", "\u00a0", "\u2011", "\u2013", ".", "**", " ** ", "_", "\u200b", "\n", " - "]
)


@given(numbers, st.lists(joints, min_size=9, max_size=9), st.sampled_from(["", "NHS no: ", "**", "(", "x"]))
def test_a_proved_number_is_masked_however_it_is_spaced(number: str, between: list[str], before: str):
    written = number[0] + "".join(joint + digit for joint, digit in zip(between, number[1:], strict=True))
    masked = mask(f"{before}{written} was seen")
    assert any(kind.mark in masked for kind in PROVED)
    assert not any(letter.isdigit() for letter in masked)


@given(numbers, st.integers(1, 99), st.integers(1, 99))
def test_a_stray_number_beside_it_hides_nothing(number: str, before: int, after: int):
    spaced = f"{number[:3]} {number[3:6]} {number[6:]}"
    masked = mask(f"{before} {spaced} {after}")
    assert spaced not in masked
    assert number[3:6] + " " + number[6:] not in masked


@given(st.text(st.characters(exclude_categories=["Nd"])))
def test_text_without_digits_stays_as_it_is(text: str):
    assert mask(text) == text


@given(st.text("0123456789 -*", max_size=60))
def test_masking_again_changes_nothing(text: str):
    once = mask(text)
    assert mask(once) == once


def test_bold_stays_balanced():
    assert mask("Seen **943 476 5870** today") == f"Seen **{MASK}** today"
    assert mask("Seen **943** 476 5870 today") == f"Seen **{MASK}** today"


def test_other_scripts_digits_count():
    assert mask("\uff19\uff14\uff13 \uff14\uff17\uff16 \uff15\uff18\uff17\uff10") == MASK
    assert mask("9\ufe0f\u20e343 476 5870") == MASK


def test_what_is_no_nhs_number_stays():
    for text in (
        "9434765871",  # a wrong check digit
        "94347658700",  # eleven digits
        "19434765870",
        "<@1473422018941550592> said so",
        "<t:9434765870:F>",
        "2026-03-12 14 and 12-03-2026 09",
        "falls: 12 15 9 22 31 18 14 20 13 11 16 19 22 17 12 10 14 15",
        "943, 476, 5870",
    ):
        assert mask(text) == text


def test_a_long_text_is_read_once():
    # Quadratic work on this would take minutes, and the suite's own limit would end it.
    text = "9 " * 200_000 + " " * 200_000 + "9434765870" + "\n" * 200_000 + "**" * 100_000
    assert MASK in mask(text)
