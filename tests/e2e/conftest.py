"""A scene for end-to-end tests: a sandbox with people in it, and Guildhall on it, unmodified, over the wire."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import Settings, build_bot
from bot.client import Guildhall
from bot.settings import DatabaseSettings, Discord
from sandbox import client, server
from sandbox.exchange import Exchanges
from sandbox.running import Sandbox
from tests.conformance import Conformance, conformance, described

__all__ = ["conformance", "described"]

TOKEN = "sandbox-token"
WORLD = Path(__file__).parent / "world.toml"
PATIENCE = 15.0
"""Seconds in which the bot is to acknowledge: Discord's three would say how busy the machine is."""


_ON_BOTH = {
    "test_backfill",
    "test_hosted",
    "test_ingest",
    "test_sight",
    "test_twice",
    "test_words",
}
"""Scenes in which the database itself matters, and those that go through every feature: they run on both kinds.

The others run on SQLite; what each feature asks of its stores is held on both kinds in `tests/storage`.
`GUILDHALL_ON_BOTH=1 make test` runs every scene on both.
"""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the scenes that need not run on PostgreSQL too."""
    if os.environ.get("GUILDHALL_ON_BOTH"):
        return
    here = Path(__file__).parent
    left_out = [
        item for item in items if item.path.parent == here and item.path.stem not in _ON_BOTH and _is_second(item)
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _is_second(item: pytest.Item) -> bool:
    spec = getattr(item, "callspec", None)
    return spec is not None and spec.params.get("kind") == "postgres"


class MovedClock:
    """The machine's clock, moved on by as much as a test says."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.moved


@dataclass
class Scene:
    """Everything a test acts with. `people` speaks to the sandbox; `bot` is the one that runs now."""

    sandbox: Sandbox
    people: client.Sandbox
    settings: Settings
    clock: MovedClock = field(default_factory=MovedClock)
    _bot: Guildhall | None = None
    _running: asyncio.Task[None] | None = None

    @property
    def bot(self) -> Guildhall:
        assert self._bot is not None
        return self._bot

    async def person(self, name: str) -> client.Person:
        return await self.people.person(name)

    async def start_bot(self) -> Guildhall:
        """Start Guildhall, and give it when it is ready."""
        self._bot = build_bot(self.settings, clock=self.clock)
        self._running = asyncio.create_task(self._bot.start(TOKEN))
        ready = asyncio.create_task(self._bot.ready.wait())
        await asyncio.wait({self._running, ready}, return_when=asyncio.FIRST_COMPLETED, timeout=30)
        if not ready.done():
            ready.cancel()
            if self._running.done():
                self._running.result()
            raise TimeoutError("Guildhall did not become ready")
        return self._bot

    async def stop_bot(self) -> None:
        """Close Guildhall as an operator would."""
        if self._bot is None or self._running is None:
            return
        await self._bot.close()
        await asyncio.gather(self._running, return_exceptions=True)
        self._bot = self._running = None

    async def later(self, by: timedelta) -> None:
        """Let time pass, and do what the next wake-up would do."""
        self.clock.moved += by
        await self.bot.tick()

    async def unanswered(self, act: Awaitable[Any]) -> None:
        """Do what the bot is not to answer, and see that who does it is told so."""
        interactions = self.sandbox.interactions
        patience, interactions.acknowledge_within = interactions.acknowledge_within, 1.0
        with pytest.raises(client.InteractionFailed):
            await act
        interactions.acknowledge_within = patience


@asynccontextmanager
async def scene_on(
    address: str,
    world: Path = WORLD,
    watch: Callable[[Exchanges], None] | None = None,
    *,
    timeout: int = 20,  # noqa: ASYNC109 - the bot's own setting
    **options: Any,
) -> AsyncIterator[Scene]:
    """Give a scene on a database, with the bot running; everything is ended afterwards.

    `timeout` is how long the bot lets Discord keep it waiting; `options` are the sandbox's own.
    """
    begun = server.start(worlds=[world], acknowledge_within=PATIENCE, **options)
    async with begun as sandbox, client.Sandbox(sandbox.url) as people:
        if watch is not None:
            watch(sandbox.exchanges)
        discord = Discord(token=TOKEN, api=sandbox.api_url, gateway=sandbox.gateway_url, timeout=timeout)
        settings = replace(Settings(), discord=discord, database=DatabaseSettings(address))
        scene = Scene(sandbox, people, settings)
        await scene.start_bot()
        try:
            yield scene
        finally:
            await scene.stop_bot()


@pytest.fixture
async def scene(address: str, conformance: Conformance) -> AsyncIterator[Scene]:
    """Give a scene, once on each kind of database; all that the bot asks and is answered must be as Discord says."""
    async with scene_on(address, watch=conformance.watch) as scene:
        yield scene


async def _open_topics(scene: Scene) -> None:
    amira = await scene.person("amira")
    for channel in ("general", "measurement", "board"):
        await amira.command("general", "topic open", channel=channel, purpose=f"What we learn about {channel}")
    await scene.bot.ingest.caught_up()


@pytest.fixture(scope="session")
def laid_out(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with what the sandbox (`sandbox.db`) and Guildhall (`test.db`) keep once the topics are open."""
    folder = tmp_path_factory.mktemp("laid_out")
    shutil.copy(sqlite_template, folder / "test.db")

    async def lay_out() -> None:
        async with scene_on(f"sqlite+aiosqlite:///{folder / 'test.db'}", state_file=folder / "sandbox.db") as scene:
            await _open_topics(scene)

    with asyncio.Runner() as runner:
        runner.run(lay_out())
    return folder


@asynccontextmanager
async def opened_in(folder: Path, laid_out: Path, **more: Any) -> AsyncIterator[Scene]:
    """Give a scene on SQLite, in a folder of its own, that goes on from where the topics are open and read back."""
    for name in ("test.db", "sandbox.db"):
        shutil.copy(laid_out / name, folder / name)
    address = f"sqlite+aiosqlite:///{folder / 'test.db'}"
    async with scene_on(address, state_file=folder / "sandbox.db", **more) as scene:
        await scene.bot.ingest.caught_up()
        yield scene


@pytest.fixture
def beginning(kind: str, request: pytest.FixtureRequest) -> Path | None:
    """Give where the topics are open already; on PostgreSQL they are opened each time."""
    return request.getfixturevalue("laid_out") if kind == "sqlite" else None


@pytest.fixture
async def opened(
    address: str, beginning: Path | None, tmp_path: Path, conformance: Conformance
) -> AsyncIterator[Scene]:
    """Give a scene in which #general, #measurement and the private #board are topics."""
    if beginning is not None:
        async with opened_in(tmp_path, beginning, watch=conformance.watch) as scene:
            yield scene
        return
    async with scene_on(address, watch=conformance.watch) as scene:
        await _open_topics(scene)
        yield scene
