"""What is said to each database, compiled once in a process, whichever engine says it.

SQLAlchemy compiles a statement anew for each engine, and a `Database` has two of them; compiling takes longer than most
statements do.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import URL
from sqlalchemy.util import LRUCache

COMPILED: LRUCache[Any, Any] = LRUCache(1_000)
"""Statements by dialect and shape, for the execution option `compiled_cache`."""


class _Alike(sa.Dialect):
    """A dialect that is equal to any other for the same server: what one compiled, the other can send."""

    def _is(self) -> tuple[Any, ...]:
        return type(self), self.server_version_info, self.default_schema_name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Alike) and self._is() == other._is()

    def __hash__(self) -> int:
        return hash(type(self))


class SQLite(_Alike, SQLiteDialect_aiosqlite):
    """SQLite, by aiosqlite."""

    supports_statement_cache = True


class PostgreSQL(_Alike, PGDialect_asyncpg):
    """PostgreSQL, by asyncpg."""

    supports_statement_cache = True


def alike(url: URL) -> URL:
    """Name these dialects in an address, in place of SQLAlchemy's own."""
    return url.set(drivername=f"{url.get_backend_name()}+guildhall")


registry.register("sqlite.guildhall", __name__, SQLite.__name__)
registry.register("postgresql.guildhall", __name__, PostgreSQL.__name__)
