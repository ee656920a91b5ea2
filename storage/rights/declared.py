"""How a table says what a member's rights mean for it: what names members or holds words, what is given and erased."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage.database import Reading

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Who:
    """A member of a community; `until` is the moment up to which something is theirs to be given or erased."""

    community_id: int
    member_id: int
    until: datetime


Mine = Callable[[Who], sa.Select[Any]]
"""Selects what is given to a member of one table: their own rows, and in them the columns that are theirs to know."""

Refine = Callable[[Reading, Who, Sequence[Row]], Awaitable[list[dict[str, Any]]]]
"""Takes out of rows what is another's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One table. Every column that holds text, JSON or an id belongs to exactly one of `members`, `words`, `facts`.

    `members` name a person, `words` hold what a person typed (or a name), `facts` say nothing of anybody by themselves.
    A table with members or words names the step that erases them (`storage.rights.erasing.STEPS`) or says in `stays`
    why they stay; and gives its rows (`mine`), or says in `withheld` why not.
    """

    table: str
    why: str = ""
    members: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    mine: Mine | None = None
    refine: Refine | None = None
    withheld: str = ""
    erased_by: tuple[str, ...] = ()
    stays: str = ""

    @property
    def is_of_people(self) -> bool:
        """Whether it holds anything of anybody."""
        return bool(self.members or self.words)
