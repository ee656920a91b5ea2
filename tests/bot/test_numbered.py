from importlib import import_module
from typing import Any

import pytest
from discord import SelectOption, ui

from bot.features import features
from bot.numbered import ByNumber, MenuByNumber


def _all(kind: type[Any]) -> list[type[Any]]:
    for name in features():
        import_module(name)
    return kind.__subclasses__()


@pytest.mark.parametrize("made", _all(ByNumber), ids=lambda made: made.__name__)
async def test_each_is_made_again_from_its_own_id(made: type[Any]):
    template = made.__discord_ui_compiled_template__
    assert template.groups == 1
    first = made(1)
    again = await made.from_custom_id(None, None, template.fullmatch(first.custom_id))
    assert (type(again), again.custom_id) == (made, first.custom_id)
    assert template.fullmatch(again.custom_id)[1] == "1"


@pytest.mark.parametrize("made", _all(MenuByNumber), ids=lambda made: made.__name__)
async def test_each_menu_is_made_again_with_the_options_it_shows(made: type[Any]):
    template, options = made.__discord_ui_compiled_template__, [SelectOption(label="One"), SelectOption(label="Two")]
    assert template.groups == 1
    first = made(1, options)
    shown: ui.Select[Any] = ui.Select(custom_id=first.custom_id, options=options)
    again = await made.from_custom_id(None, shown, template.fullmatch(first.custom_id))
    assert (type(again), again.custom_id, again.item.options) == (made, first.custom_id, options)
