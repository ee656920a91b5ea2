"""Long work on the event loop, cut into slices: whoever asks for something meanwhile has a turn between two of them."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")

_LONGEST = 0.002
"""Seconds after which others have a turn."""


async def sliced(many: Iterable[T]) -> AsyncIterator[T]:
    """Give one after the other, and others a turn whenever those so far have taken a while."""
    began = perf_counter()
    for one in many:
        yield one
        if perf_counter() - began > _LONGEST:
            await asyncio.sleep(0)
            began = perf_counter()
