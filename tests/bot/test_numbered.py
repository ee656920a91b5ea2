from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from bot.client import features
from bot.numbered import ByNumber


def _all() -> Iterator[type[Any]]:
    for name in features():
        import_module(name)
    yield from ByNumber.__subclasses__()


@pytest.mark.parametrize("made", list(_all()), ids=lambda made: made.__name__)
async def test_each_is_made_again_from_its_own_id(made: type[Any]):
    template = made.__discord_ui_compiled_template__
    assert template.groups == 1
    first = made(1)
    again = await made.from_custom_id(None, None, template.fullmatch(first.custom_id))
    assert (type(again), again.custom_id) == (made, first.custom_id)
    assert template.fullmatch(again.custom_id)[1] == "1"
