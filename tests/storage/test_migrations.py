import asyncio

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from community.errors import Misconfigured
from storage import Database
from storage.migrations import config
from storage.schema import revisions
from storage.tables import metadata


def _differences(connection: sa.Connection) -> list[object]:
    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _to: object) -> bool:  # noqa: FBT001 - Alembic's signature
        return not (kind == "table" and name is not None and name.startswith(("search_", "alembic_")))

    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": ours})
    return list(compare_metadata(context, metadata))


async def test_migrating_from_empty_gives_the_schema_of_the_tables(address: str):
    engine = create_async_engine(address)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
    await engine.dispose()


async def test_a_difference_would_be_seen(address: str):
    engine = create_async_engine(address)
    async with engine.begin() as connection:
        await connection.execute(sa.text("ALTER TABLE topics ADD COLUMN extra TEXT"))
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) != []
    await engine.dispose()


def test_the_files_names_tell_the_same_history_as_alembic():
    script = ScriptDirectory.from_config(config())
    assert revisions() == [one.revision for one in reversed(list(script.walk_revisions()))]


async def test_migrating_twice_changes_nothing(address: str):
    for _ in range(2):
        database = await Database.open(address)
        await database.close()


async def test_a_second_process_can_open_a_database_that_is_in_use(database: Database, address: str):
    async with database.read(), asyncio.timeout(30):
        second = await Database.open(address)
        await second.close()


@pytest.mark.parametrize(
    "address",
    ["nonsense", "mysql://x/y", "sqlite:///plain.db", "sqlite+aiosqlite:////proc/none/guildhall.db"],
)
async def test_a_database_that_can_not_be_opened_is_one_sentence(address: str):
    with pytest.raises(Misconfigured) as caught:
        await Database.open(address)
    assert "\n" not in str(caught.value)
