"""Puts the demo on: a sandbox in a process of its own, the bot beside it, and on the first day the play."""

import asyncio
import contextlib
import logging
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bot.building import build_bot
from bot.client import Guildhall
from bot.settings import DatabaseSettings, Discord, Log, Settings
from community.errors import Misconfigured
from demo.clock import SandboxClock
from sandbox.client import Sandbox

WORLD: Final = Path(__file__).parent / "world"
TOKEN: Final = "sandbox-token"  # noqa: S105 - the sandbox's bots have no secrets
_READY: Final = "sandbox ready "
_PLAYED: Final = "played"


async def show(folder: Path, port: int, *, fresh: bool, tell: Callable[[str], None]) -> None:
    """Run the demo until it is interrupted; `folder` keeps its state. Raises `Misconfigured` with one sentence."""
    lay_out(folder, fresh=fresh)
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, ending.set)
    on, ended = asyncio.create_task(_put_on(folder, port, tell)), asyncio.create_task(ending.wait())
    await asyncio.wait({on, ended}, return_when=asyncio.FIRST_COMPLETED)
    ended.cancel()
    on.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await on


async def _put_on(folder: Path, port: int, tell: Callable[[str], None]) -> None:
    """Run the demo until it is cancelled, which may be while it starts."""
    clock = SandboxClock()
    async with (
        _sandbox(folder, port) as url,
        Sandbox(url) as sandbox,
        _players(folder, url) as players,
        guildhall_on(sandbox, folder, clock) as bot,
    ):
        tell(f"Guildhall's demo is ready: {url}")
        tell("Pick who to be, and look around. Ctrl-C ends it; what happened is kept. --fresh begins anew.")
        if players is not None:
            tell("On its first day the people are still at it: know-how, sessions and a summary come within seconds.")
            await _see_it_through(folder, players)
        await clock.follow(sandbox, bot)


def lay_out(folder: Path, *, fresh: bool) -> None:
    """Make the folder, empty for a fresh demo, or after a first day that was broken off: it can't be gone on with."""
    broken_off = (folder / "sandbox.db").exists() and not (folder / _PLAYED).exists()
    if fresh or broken_off:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)


@asynccontextmanager
async def _sandbox(folder: Path, port: int) -> AsyncIterator[str]:
    """Start the sandbox as a process of its own and give its address; it ends when we do."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "sandbox", "--port", str(port), "--state", str(folder / "sandbox.db"), "--world", str(WORLD)),
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None, "asked for above"
    try:
        line = (await process.stdout.readline()).decode().strip()
        if not line.startswith(_READY):
            raise Misconfigured(f"The sandbox did not start. Is port {port} in use? Choose another with --port.")
        yield line.removeprefix(_READY)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


@asynccontextmanager
async def guildhall_on(sandbox: Sandbox, folder: Path, clock: SandboxClock) -> AsyncIterator[Guildhall]:
    """Run the bot on a sandbox until it is ready, and then until the end; its database is in the folder."""
    url = sandbox.url
    settings = Settings(
        discord=Discord(token=TOKEN, api=f"{url}/api/v10", gateway=f"{url.replace('http', 'ws', 1)}/gateway"),
        database=DatabaseSettings(f"sqlite+aiosqlite:///{folder / 'guildhall.db'}"),
        log=Log(level="warning"),
    )
    # On loopback a heartbeat can be answered before discord.py has noted when it was sent: it warns of 41 seconds then.
    logging.getLogger("discord.gateway").setLevel(logging.ERROR)
    await clock.set(sandbox)
    bot = build_bot(settings, clock=clock)
    running = asyncio.create_task(bot.start(settings.discord.token), name="bot")
    try:
        ready = asyncio.create_task(bot.ready.wait())
        await asyncio.wait({running, ready}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            ready.cancel()
            await running
        yield bot
    finally:
        await bot.close()
        await asyncio.gather(running, return_exceptions=True)


@asynccontextmanager
async def _players(folder: Path, url: str) -> AsyncIterator[asyncio.subprocess.Process | None]:
    """On the first day, bring the people in: a process of their own, so that they get ready while the bot does."""
    if (folder / _PLAYED).exists():
        yield None
        return
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "demo.play", url, stderr=asyncio.subprocess.PIPE, start_new_session=True
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _see_it_through(folder: Path, players: asyncio.subprocess.Process) -> None:
    """Wait until the play is over; raises `Misconfigured` with the sentence that it ended on."""
    _, told = await players.communicate()
    if players.returncode:
        raise Misconfigured(f"{told.decode().strip()} Begin anew with --fresh.")
    (folder / _PLAYED).touch()
