"""Buttons and menus of which all that must be known is one number."""

import re
from typing import Any, Self

from discord import ui


class ByNumber:
    """Makes a `DynamicItem` again from its id: the one group of its template is the number that it is made with.

    It stands before `DynamicItem` among the bases.
    """

    @classmethod
    async def from_custom_id(cls, _interaction: Any, _item: Any, match: re.Match[str], /) -> Self:
        """Make it again from what its message carries."""
        return cls(int(match[1]))  # type: ignore[call-arg]  # each that is made so takes one number


class MenuByNumber:
    """The same for a menu, which is made with the number and with the options that its message shows."""

    @classmethod
    async def from_custom_id(cls, _interaction: Any, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """Make it again from what its message carries."""
        assert isinstance(item, ui.Select)
        return cls(int(match[1]), item.options)  # type: ignore[call-arg]  # each that is made so takes these two
