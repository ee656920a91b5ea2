"""`guildhall backfill`: what it refuses; that it reads is seen in tests/e2e and tests/test_backfill_kills.py."""

import ast
import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from bot import cli
from bot.cli import main
from storage import Database, Writing, communities
from storage.tables.topics import topics

LIVE, IMPORTED, QUIET = 1, 2, 3


async def _lay(address: str) -> None:
    async def work(tx: Writing) -> None:
        await communities.remember(tx, LIVE, "Live")
        await communities.remember(tx, IMPORTED, "Imported", imported=True)
        await communities.remember(tx, QUIET, "Quiet")
        for id_, community, status in ((10, LIVE, "open"), (11, LIVE, "closed"), (20, IMPORTED, "open")):
            row = {"id": id_, "community_id": community, "name": f"topic-{id_}", "status": status}
            await tx.connection.execute(sa.insert(topics).values(row | {"opened_at": datetime.now(UTC)}))

    database = await Database.open(address)
    await database.write(None, work)
    await database.close()


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Give what runs the command on a database with three communities, and gives the one sentence it ends with."""
    address = f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
    with asyncio.Runner() as runner:
        runner.run(_lay(address))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "guildhall.toml").write_text("[discord]\napi = 'http://127.0.0.1:9/api/v10'\n", "utf-8")

    def run(*words: str, token: str = "of-no-bot") -> str:  # noqa: S107 - no secret
        env = {"GUILDHALL_DATABASE": address, "GUILDHALL_TOKEN": token}
        done = CliRunner().invoke(main, ["backfill", *words], env=env)
        assert done.exit_code == 1
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()
        return line

    return run


def test_what_can_t_be_read_is_one_sentence(refused: Callable[..., str]):
    assert "No bot token is set" in refused("--community", "1", token=" ")
    assert "no community 9" in refused("--community", "9")
    assert "imported from an export" in refused("--community", "2")
    assert "No topic is open" in refused("--community", "3")
    assert "There are: topic-10." in refused("--community", "1", "--topic", "topic-11")
    assert "can't be reached" in refused("--community", "1", "--topic", "topic-10", "--json")


def test_every_command_asks_the_ledger_that_is_configured():
    """One that opened the database with another would let back in what was erased, or begin a second key."""
    opened = {}
    for file in sorted(Path(cli.__file__).parent.glob("*.py")):
        calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            if ast.unparse(call.func) == "Database.open":
                opened[file.stem] = {keyword.arg for keyword in call.keywords}
    assert "backfill" in opened
    assert {name for name, given in opened.items() if "ledger" not in given} == set()
