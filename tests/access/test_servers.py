"""In any server, whoever asks in whatever way is told nothing of a place that they can't see there now."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from storage.database import Database
from tests.access.proof import Tally, decide, follow_closely, prove
from tests.access.servers import Server, servers

ON_VALUES, AS_MIRRORED, WHOLE = 150, 20, 6
"""Servers a run, for each test; `python -m soak.access` tries as many as one asks for."""


def tried(examples: int) -> settings:
    """Try the same servers each time, and as many as said."""
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """Give a loop that lives as long as the one database that all examples share."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def kept(runner: asyncio.Runner, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give one database for all examples: each is written in a transaction that is not kept."""
    path = tmp_path_factory.mktemp("access") / "test.db"
    shutil.copy(sqlite_template, path)
    database = runner.run(Database.open(f"sqlite+aiosqlite:///{path}"))
    yield database
    runner.run(database.close())


@pytest.fixture(scope="module")
def tally() -> Tally:
    """Give what counts the servers, so that each is made again without another part of it."""
    return Tally()


@tried(ON_VALUES)
@given(server=servers())
def test_who_sees_what_is_decided_as_discord_decides(server: Server):
    decide(server)


@tried(AS_MIRRORED)
@given(server=servers())
def test_each_change_of_access_is_followed(runner: asyncio.Runner, kept: Database, server: Server):
    runner.run(follow_closely(kept, server))


@tried(WHOLE)
@given(server=servers(small=True))
def test_whatever_is_hidden_is_as_if_it_were_not_there(
    runner: asyncio.Runner, kept: Database, tally: Tally, server: Server
):
    runner.run(prove(kept, server, tally, bare=1))
