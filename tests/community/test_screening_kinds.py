"""Each kind of identifier on plain texts."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.screening import Kind, find, mask, said_of, take_out

FOUND = (
    (Kind.NHS, "her number is 943 476 5919", "943 476 5919"),
    (Kind.CHI, "CHI 010190 0007", "010190 0007"),
    (Kind.HC, "H&C 320 000 0104", "320 000 0104"),
    (Kind.HOSPITAL, "Hospital No: RXH 123456 on the label", "RXH 123456"),
    (Kind.HOSPITAL, "MRN **4412378**", "4412378"),
    (Kind.HOSPITAL, "NHS: 999 123 4560, mistyped", "999 123 4560"),
    (Kind.HOSPITAL, "NHS number 943 476 5871 with a slip in it", "943 476 5871"),
    (Kind.BIRTH, "DOB: 3/4/51", "3/4/51"),
    (Kind.BIRTH, "born at 34 weeks on the 3rd of March 2026", "3rd of March 2026"),
    (Kind.BIRTH, "1951-04-03 (DOB)", "1951-04-03"),
    (Kind.POSTCODE, "they live in SW1A 1AA now", "SW1A 1AA"),
    (Kind.POSTCODE, "postcode ls67sd", "ls67sd"),
    (Kind.PHONE, "ring (01632) 960 123 after six", "(01632) 960 123"),
    (Kind.PHONE, "+44 (0)7700 900123", "+44 (0)7700 900123"),
    (Kind.PHONE, "tel: 496 0123", "496 0123"),
    (Kind.EMAIL, "write to **mary.o'hara@example.nhs.uk**.", "mary.o'hara@example.nhs.uk"),
    (Kind.NAME, "Mrs Patel fell again", "Mrs Patel"),
    (Kind.NAME, "our patient Ngozi Eze-Smith did", "Ngozi Eze-Smith"),
    (Kind.NAME, "her son, Femi, rang", "Femi"),
    (Kind.NAME, "J. Byrne, 84, was on the floor", "J. Byrne"),
    (Kind.NAME, "a resident called Aoife", "Aoife"),
)

LEFT = (
    "the 3rd of March 2026 at 14:00",
    "version 10.11.12 of 3/4/2026 costs £1,234.50",
    "<@1473422018941550592> in <#1473422018941550592> at <t:1773324000:F>",
    "https://example.org/a/20260312/falls?id=1234567",
    "ISBN 0-306-40615-2, https://www.amazon.co.uk/dp/0306406152",
    "12 15 9 22 31 18 14 20 13 11 16 19 22 17",
    "2350 1\n 3659 2\n 6261 3\n 5380 4\n 3476 5\n 1122 6",
    "an M2 8GB laptop, the 1st and 3rd floor, A4 paper, B12 levels",
    "bleep 4123, extension 5512, ring 3 bells, 0300 123 4567 is the helpline",
    "@everyone, user@localhost, git@github.com:a/b.git",
    "patients at Great Western Hospital; the Patient Safety Group; a resident doctor called it off",
    "Dr Sara Lindqvist met Prof Eze",
    "Names a resident. Discharged a patient at noon. Described a resident who fell",
    "patient number 5 of 12, case number 3",
    "the ward was born of a row; the date of birth is asked for twice",
)


@pytest.mark.parametrize(("kind", "text", "value"), FOUND)
def test_what_is_found_is_told_by_its_kind_and_place(kind: Kind, text: str, value: str):
    found = [(one.kind, text[one.start : one.end]) for one in find(text)]
    assert found == [(kind, value)]


@pytest.mark.parametrize("text", LEFT)
def test_what_only_looks_like_it_is_left(text: str):
    assert [(one.kind, text[one.start : one.end]) for one in find(text)] == []


@pytest.mark.parametrize(
    ("number", "kind"),
    [("9434765919", Kind.NHS), ("0101900007", Kind.CHI), ("3112996305", Kind.CHI), ("3200000104", Kind.HC)],
)
def test_proved_numbers_are_told_apart_by_their_range(number: str, kind: Kind):
    assert mask(f"it is {number[:3]} {number[3:6]} {number[6:]}.") == f"it is {kind.mark}."


def test_a_number_that_is_named_is_masked_though_it_looks_like_a_date():
    spaced = "12-03-2012-06"
    assert mask(f"on {spaced}") == f"on {spaced}"
    assert mask(f"CHI number: {spaced}") == f"CHI number: {Kind.CHI.mark}"


@given(st.text(max_size=200))
def test_findings_come_in_order_and_apart_and_taking_them_out_leaves_the_rest(text: str):
    found = find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    if not found:
        assert take_out(text, found) == text


@given(st.lists(st.sampled_from([text for _, text, _ in FOUND]), min_size=1, max_size=6))
def test_what_was_taken_out_is_gone_and_fits(texts: list[str]):
    text = "\n".join(texts)
    left = take_out(text, find(text), within=len(text))
    assert len(left) <= len(text)
    for _, told, value in FOUND:
        if told in texts:
            assert value not in left


def test_kinds_are_named_in_a_sentence():
    assert said_of([Kind.PHONE]) == "a phone number"
    assert said_of([Kind.PHONE, Kind.NAME, Kind.PHONE]) == "a phone number and a person's name"
