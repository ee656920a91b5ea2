"""That looking through a text takes time in proportion to it, and finds what the docs say."""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from re import _constants as ops  # type: ignore[attr-defined]  # the only way to ask a pattern what it is made of
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

import pytest

import community.screening
from bench._identifiers import tricky
from bench.screening import ADVERSARIAL, EACH, SEED, alarms, demo_texts, recall
from community.screening import find


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for module in pkgutil.iter_modules(community.screening.__path__):
        for name, value in vars(importlib.import_module(f"community.screening.{module.name}")).items():
            if isinstance(value, re.Pattern):
                yield f"{module.name}.{name}", value


def _repeats(tree: Any) -> Iterator[tuple[Any, int]]:
    """Give every repeat in a pattern: what sort, and how many times at most."""
    for op, of in tree:
        if op in {ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT}:
            yield op, of[1]
        for part in of if isinstance(of, tuple | list) else ():
            for one in part if isinstance(part, list) else [part]:
                if isinstance(one, parser.SubPattern):
                    yield from _repeats(one)


def test_no_pattern_can_look_at_the_same_letters_again_and_again():
    """Work at one place is bounded where every repeat is, or never gives back what it took."""
    seen = 0
    for name, pattern in _patterns():
        for op, most in _repeats(parser.parse(pattern.pattern, pattern.flags & re.IGNORECASE)):
            seen += 1
            assert op is ops.POSSESSIVE_REPEAT or most <= 64, name
    assert seen > 50


@pytest.mark.parametrize("piece", ADVERSARIAL.values(), ids=ADVERSARIAL)
def test_twice_the_text_is_twice_the_work(piece: str):
    once = piece * (3000 // len(piece))
    assert _lines_run(once + once) < 2.3 * _lines_run(once) + 100


def _lines_run(text: str) -> int:
    """Count the lines of Python that looking through a text takes."""
    counted = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal counted
        del frame, arg
        counted += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        find(text)
    finally:
        sys.settrace(before)
    return counted


PUBLISHED = {
    "nhs": 0.99, "chi": 0.99, "hc": 0.99, "hospital": 0.93, "birth": 0.92, "email": 0.99, "phone": 0.98,
    "postcode": 0.96, "name": 0.75,
}  # fmt: skip
"""What docs/screening.md says is found, rounded down."""


def test_as_much_is_found_as_the_docs_say():
    found = recall(SEED, EACH)
    assert {kind: told["recall"] for kind, told in found.items() if told["recall"] < PUBLISHED[kind]} == {}


def test_no_more_is_taken_for_what_it_is_not_than_the_docs_say():
    assert alarms(demo_texts())["all"] == 0
    assert alarms(tricky(SEED, 100))["all"] <= 110
