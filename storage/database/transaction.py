"""What stores are given: a snapshot to read in, or a transaction to write in."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from community.shards import WHOLE, Share
from storage.book import Book, Line

Json = int | float | str | bool | None | list["Json"] | dict[str, "Json"]
T = TypeVar("T")


@dataclass(slots=True)
class Reading:
    """A snapshot of the database; what stores need to read.

    `share` is the part of the communities that whoever reads works for: what goes through all communities goes
    through these.
    """

    connection: AsyncConnection
    share: Share = WHOLE
    book: Book = field(default_factory=lambda: Book(None))
    """The ledger's book: its key makes the marks that the table `ledger` is asked by."""

    @property
    def is_postgres(self) -> bool:
        """Whether this is PostgreSQL (else SQLite)."""
        return self.connection.dialect.name == "postgresql"


@dataclass(slots=True)
class Writing(Reading):
    """A transaction under way; what stores need to write."""

    outbox_touched: bool = False
    seeing: dict[int, set[int] | None] = field(default_factory=dict)
    """Whose sight this transaction may have changed, by community (None: anybody's); see `storage.posts`."""
    lines: list[Line] = field(default_factory=list)
    """Lines of the ledger written in this transaction: they go into the book after the commit."""

    def sight_changed(self, community_id: int, member_ids: Iterable[int] | None = None) -> None:
        """Note whose sight may have changed: some members', or anybody's."""
        if member_ids is None:
            self.seeing[community_id] = None
        elif (changed := set(member_ids)) and (noted := self.seeing.setdefault(community_id, set())) is not None:
            noted |= changed


Work = Callable[[Writing], Awaitable[T]]
Fence = Callable[[Writing], Awaitable[bool]]
"""Says whether a share of the communities is still this process's to write for."""


class Closed(RuntimeError):
    """Raised to whoever comes to a database that is being closed, or that another process now works in their place."""
