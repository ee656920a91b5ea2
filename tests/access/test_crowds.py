"""While members ask and others change who sees what, nobody is told of what they had lost before they asked."""

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import given, seed, settings

from tests.access.crowding import Crowd, crowd_in, crowds
from tests.access.test_servers import tried
from tests.access.watching import Heard

CROWDS = 2
"""Servers a run; `python -m soak.access` tries as many as one asks for."""


@pytest.fixture(scope="module")
def heard() -> Iterator[Heard]:
    """Count over all examples; there must be something that was told, and something that was not."""
    heard = Heard()
    yield heard
    assert heard.told, heard
    assert heard.hidden, heard
    assert heard.lost_meanwhile, heard


@seed(1)
@settings(tried(CROWDS), derandomize=False)
@given(crowd=crowds(asks=6, steps=14))
def test_nobody_is_told_what_they_lost_before_they_asked(heard: Heard, crowd: Crowd):
    asyncio.run(crowd_in(crowd, heard))
