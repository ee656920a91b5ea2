"""Two real processes to measure and to kill: a sandbox, and Guildhall on it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench._forks import Forks, Process

TOKEN = "sandbox-token"  # noqa: S105 - the sandbox's bots have no secrets
WORLD = Path(__file__).resolve().parents[1] / "tests" / "e2e" / "world.toml"
_SANDBOX_READY = "sandbox ready "


@dataclass
class Stage:
    """A running sandbox and the folder of both processes' files.

    The first Guildhall is started by its command line, as an operator would; those that follow are forked from a
    process that has loaded it, which spares each the most of its start.
    """

    url: str
    folder: Path
    database: str
    bot: Process | None = None
    watched: bool = False
    """Whether Guildhall is watched from inside; `seen` tells what was seen, once it has ended."""
    forks: Forks = field(default_factory=Forks)
    _is_first: bool = True

    async def start_bot(self) -> None:
        """Start Guildhall as a process of its own; it is not yet ready."""
        self.bot = await self.spawn("bot")

    async def spawn(self, name: str, more: str = "") -> Process:
        """Start a process of Guildhall with `more` lines under [discord]; whoever asks for it ends it."""
        config = self.folder / "guildhall.toml"
        gateway = self.url.replace("http", "ws", 1)
        config.write_text(f'[discord]\napi = "{self.url}/api/v10"\ngateway = "{gateway}/gateway"\n{more}', "utf-8")
        log = self.folder / f"{name}.log"
        return await self.begin("run", out=log, errors=log)

    async def begin(self, *words: str, out: Path, errors: Path) -> Process:
        """Start `guildhall` with words, after `spawn` wrote its configuration; what it prints is added to files."""
        words = (*words, "--config", str(self.folder / "guildhall.toml"))
        env = {**os.environ, "GUILDHALL_TOKEN": TOKEN, "GUILDHALL_DATABASE": self.database}
        if not self._is_first and not self.watched:
            return await self.forks.begin(words, env, out, errors)
        self._is_first = False
        module = ["bench._watched", str(self._seen)] if self.watched else ["bot.cli"]
        with out.open("ab") as told, errors.open("ab") as wrong:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", *module, *words, env=env, stdout=told, stderr=wrong
            )

    async def kill_bot(self, signum: int = signal.SIGKILL) -> int:
        """Kill Guildhall (with SIGKILL unless told otherwise) and give its exit status once it is gone."""
        assert self.bot is not None, "start it first"
        if self.bot.returncode is None:
            self.bot.send_signal(signum)
        return await self.bot.wait()

    async def seen(self) -> dict[str, list[float]]:
        """End Guildhall as its operator would, and give what was seen from inside (see `bench._watched`)."""
        await self.kill_bot(signal.SIGTERM)
        told: dict[str, list[float]] = json.loads(self._seen.read_text("ascii"))
        return told

    @property
    def _seen(self) -> Path:
        return self.folder / "seen.json"

    def memory(self) -> int:
        """Give the bytes of memory that Guildhall's process holds now (resident)."""
        assert self.bot is not None, "start it first"
        pages = int(Path(f"/proc/{self.bot.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@asynccontextmanager
async def stage(
    folder: Path, database: str | None = None, world: Path = WORLD, *, more: Iterable[str] = ()
) -> AsyncIterator[Stage]:
    """Start a sandbox with a world in it; Guildhall is started by `start_bot`, and killed at the end if it runs.

    `more` are options of the sandbox.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--port", "0", "--state", str(folder / "sandbox.db"), "--world", str(world), *more),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None, "asked for above"
    line = (await process.stdout.readline()).decode().strip()
    address = database or f"sqlite+aiosqlite:///{folder / 'guildhall.db'}"
    running = Stage(line.removeprefix(_SANDBOX_READY), folder, address)
    try:
        yield running
    finally:
        if running.bot is not None:
            await running.kill_bot()
        await running.forks.close()
        process.terminate()
        await process.wait()
