"""`python -m sandbox` as a process: it says where it is, keeps what it was told, and says why it can't begin."""

import asyncio
import json
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sandbox.client import Sandbox as People

WORLD = Path(__file__).parent / "page_world.toml"
EXPORT = {
    "guild": {"id": "1", "name": "Talk"},
    "channel": {"id": "2", "type": "GuildTextChat", "name": "hall"},
    "messages": [{"id": "3", "type": "Default", "content": "by nobody"}],
}


async def begin(*arguments: str | Path) -> Process:
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "sandbox", *arguments, stdout=PIPE, stderr=PIPE)


@asynccontextmanager
async def ready(*arguments: str | Path) -> AsyncIterator[str]:
    """Run a sandbox and give its address; it ends by itself, and well, when it is asked to."""
    process = await begin(*arguments)
    assert process.stdout is not None
    words = (await process.stdout.readline()).decode().split()
    assert words[:2] == ["sandbox", "ready"], (await process.communicate())[1]
    yield words[2]
    process.send_signal(signal.SIGTERM)
    _, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")


async def refusal(*arguments: str | Path) -> str:
    """Run a sandbox that can't begin and give its one sentence."""
    process = await begin(*arguments)
    said, errors = await process.communicate()
    assert (process.returncode, said) == (1, b"")
    (line,) = errors.decode().splitlines()
    return line


async def test_it_goes_on_where_it_was_stopped_and_a_second_one_does_it_no_harm(tmp_path: Path):
    state = tmp_path / "deep" / "state.db"
    async with ready("--state", state, "--world", WORLD) as url, People(url) as people:
        await (await people.person("ben")).send("general", "Still here tomorrow")
        port = url.rpartition(":")[2]
        assert f"Port {port} can not be taken" in await refusal("--port", port, "--state", state, "--fresh")
    async with ready("--state", state, "--world", WORLD, "--port", port) as again, People(again) as people:
        assert again == url
        assert (await (await people.person("cho")).messages("general"))[0]["content"] == "Still here tomorrow"


def _world(text: str) -> Callable[[Path], tuple[str | Path, ...]]:
    def lay(folder: Path) -> tuple[str | Path, ...]:
        (folder / "world.toml").write_text(text, encoding="utf-8")
        return "--world", folder / "world.toml"

    return lay


def _history(text: str) -> Callable[[Path], tuple[str | Path, ...]]:
    def lay(folder: Path) -> tuple[str | Path, ...]:
        (folder / "talk.json").write_text(text, encoding="utf-8")
        return "--history", folder

    return lay


def _state(folder: Path) -> tuple[str | Path, ...]:
    (folder / "state.db").write_text("dear diary" * 1000, encoding="utf-8")
    return "--state", folder / "state.db"


@pytest.mark.parametrize(
    ("lay", "sentence"),
    [
        (lambda folder: ("--world", folder / "none.toml"), "none.toml can not be read: No such file or directory."),
        (_world('[guild]\nname = "G"\nowner = "eve"'), 'world.toml, guild: there is no member "eve"'),
        (_history(json.dumps(EXPORT)), "talk.json is not what DiscordChatExporter writes (KeyError: 'author')."),
        (_state, "state.db can not hold the state: file is not a database."),
    ],
)
async def test_what_it_can_not_begin_with_is_said_in_one_sentence(
    tmp_path: Path, lay: Callable[[Path], tuple[str | Path, ...]], sentence: str
):
    assert sentence in await refusal(*lay(tmp_path))


async def test_a_port_that_is_taken_is_said_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert await refusal("--port", str(port)) == (
            f"Port {port} can not be taken: Address already in use. Choose another."
        )
