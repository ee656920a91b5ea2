"""`guildhall run`, `check` and `db upgrade`, as processes of their own."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import discord
import pytest

from bot.permissions import IN_SERVER
from sandbox import server
from sandbox.running import Sandbox
from storage import Database, communities, topics
from storage.database import Writing
from storage.topics import Topic
from tests.shell import ROOT, ended, guildhall, started

TOKEN = "sandbox-token"
WORLD = Path(__file__).resolve().parents[1] / "e2e" / "world.toml"


def configured(folder: Path, api: str, gateway: str, token: str = TOKEN) -> None:
    text = f"[discord]\ntoken = '{token}'\napi = '{api}'\ngateway = '{gateway}'\n[log]\nformat = 'json'\n"
    (folder / "guildhall.toml").write_text(text, "utf-8")


def told(error: str) -> str:
    """Give the one line that is the refusal, and prove that there is no traceback beside it."""
    assert "Traceback" not in error
    lines = [line for line in error.splitlines() if line.startswith("Error: ")]
    assert len(lines) == 1
    return lines[0]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with server.start(worlds=[WORLD]) as running:
        yield running


async def test_without_a_token_it_says_how_to_get_one_and_names_the_demo(tmp_path: Path):
    done = await guildhall(tmp_path, "run")
    assert done.status == 1
    assert "developers/applications" in told(done.err)
    assert "guildhall demo" in told(done.err)
    assert not (tmp_path / "data").exists()


async def test_a_wrong_key_is_one_sentence(tmp_path: Path):
    (tmp_path / "mine.toml").write_text("[log]\nlevle = 'info'\n")
    for words in (["run"], ["check"], ["db", "upgrade"]):
        done = await guildhall(tmp_path, *words, "--config", "mine.toml")
        assert done.status == 1
        assert "log.levle" in told(done.err)


async def test_a_wrong_token_is_one_sentence_without_the_token(tmp_path: Path, sandbox: Sandbox):
    configured(tmp_path, sandbox.api_url, sandbox.gateway_url, token="not-the-token")
    done = await guildhall(tmp_path, "run")
    assert done.status == 1
    assert "does not accept the bot token" in told(done.err)
    assert "not-the-token" not in done.err


async def test_intents_that_are_not_switched_on_are_one_sentence(tmp_path: Path, sandbox: Sandbox):
    bot = next(user for user in sandbox.state.users.values() if user.bot)
    bot.denied_intents = 1 << 15
    configured(tmp_path, sandbox.api_url, sandbox.gateway_url)
    done = await guildhall(tmp_path, "run")
    assert done.status == 1
    assert "Message Content Intent" in told(done.err)


async def test_no_network_is_one_sentence(tmp_path: Path):
    configured(tmp_path, "http://127.0.0.1:9/api/v10", "ws://127.0.0.1:9/gateway")
    done = await guildhall(tmp_path, "run")
    assert done.status == 1
    assert "can't be reached" in told(done.err)


async def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path: Path, sandbox: Sandbox):
    configured(tmp_path, sandbox.api_url, sandbox.gateway_url)
    for address in ("mysql://x", "sqlite+aiosqlite:////proc/none/guildhall.db"):
        done = await guildhall(tmp_path, "run", GUILDHALL_DATABASE=address)
        assert done.status == 1
        assert "database" in told(done.err)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_cleanly_after_it_has_said_what_is_missing(
    tmp_path: Path, sandbox: Sandbox, number: signal.Signals
):
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/data/guildhall.db")
    guild = next(iter(sandbox.state.guilds.values()))

    async def work(tx: Writing) -> None:
        await communities.remember(tx, guild.id, guild.name)
        await communities.change_setting(tx, guild.id, "notices_channel", 12345)

    await database.write(None, work)
    await database.close()
    configured(tmp_path, sandbox.api_url, sandbox.gateway_url)
    process = await started(tmp_path, "run")
    assert process.stderr is not None
    seen = ""
    while "notices_channel" not in seen:
        line = await asyncio.wait_for(process.stderr.readline(), 60)
        assert line, seen
        seen += line.decode()
    process.send_signal(number)
    done = await ended(process)
    assert done.status == 0
    assert "Traceback" not in seen + done.err
    assert TOKEN not in seen + done.err


async def test_check_lists_what_is_missing_and_fails(tmp_path: Path):
    (tmp_path / "guildhall.toml").write_text("[sessions]\nformats = 'formats'\n", "utf-8")
    (tmp_path / "formats").mkdir()
    (tmp_path / "formats" / "huddle.toml").write_text("name = 5", "utf-8")
    done = await guildhall(tmp_path, "check")
    assert done.status == 1
    assert re.search(r"No bot token is set: .*\n", done.out)
    assert "The format file huddle.toml is left out: name must be text in quotes, of 1 to 40 characters.\n" in done.out
    assert "has not been in a server" in done.out


async def test_check_names_a_lost_channel_and_a_topic_without_a_steward(tmp_path: Path):
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/data/guildhall.db")

    async def work(tx: Writing) -> None:
        await communities.remember(tx, 1, "Commons")
        await communities.change_setting(tx, 1, "summary_channel", 12345)
        falls = Topic(10, 1, "falls", "", "open", datetime(2026, 3, 2, tzinfo=UTC), 10)
        await topics.open_topic(tx, falls, opened_by=None)

    await database.write(None, work)
    await database.close()
    done = await guildhall(tmp_path, "check", GUILDHALL_TOKEN=TOKEN)
    assert done.status == 1
    assert done.out.splitlines() == [
        "Commons: the channel that summary_channel names was deleted; set another with /community settings.",
        "Commons: the channel of the topic #falls was deleted.",
    ]


async def test_check_is_content_when_nothing_is_missing(tmp_path: Path):
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/data/guildhall.db")
    await database.write(None, lambda tx: communities.remember(tx, 1, "Commons"))
    await database.close()
    done = await guildhall(tmp_path, "check", GUILDHALL_TOKEN=TOKEN)
    assert done.status == 0
    assert "Nothing is missing" in done.out


async def test_the_schema_is_brought_up_to_date_twice_over(tmp_path: Path):
    for _ in range(2):
        done = await guildhall(tmp_path, "db", "upgrade")
        assert (done.status, done.out) == (0, "")
    assert (tmp_path / "data" / "guildhall.db").exists()


def test_what_is_needed_is_what_the_operators_page_and_its_link_say():
    page = (ROOT / "docs" / "operators.md").read_text("utf-8")
    for label in IN_SERVER.values():
        assert label in page
    wanted = discord.Permissions(**dict.fromkeys(IN_SERVER, True)).value
    assert f"permissions={wanted}`" in page
