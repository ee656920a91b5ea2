"""What an erasure does, step by step. Each works off some rows in one transaction and says whether there are more."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from storage.database import Writing
from storage.rights.declared import Who


@dataclass(slots=True)
class Done:
    """How much one turn of a step erased, by kind, and whether there is more of it to do."""

    counts: dict[str, int] = field(default_factory=dict)
    more: bool = False


Step = Callable[[Writing, Who, datetime], Awaitable[Done]]
"""Erases some of what is a member's, as of the moment given; run again it finds what is left, or nothing."""
