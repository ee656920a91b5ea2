"""Puts the demo on: a sandbox in a process of its own, the bot beside it, and on the first day the play."""

import asyncio
import contextlib
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from bot.client import Guildhall, build_bot
from bot.settings import DatabaseSettings, Discord, Log, Settings
from community.errors import Misconfigured
from demo.play import PlayError, play

WORLD: Final = Path(__file__).parent / "world"
TOKEN: Final = "sandbox-token"  # noqa: S105 - the sandbox's bots have no secrets
_READY: Final = "sandbox ready "
_PLAYED: Final = "played"


async def show(folder: Path, port: int, *, fresh: bool, tell: Callable[[str], None]) -> None:
    """Run the demo until it is interrupted; `folder` keeps its state. Raises `Misconfigured` with one sentence."""
    _lay_out(folder, fresh=fresh)
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, ending.set)
    async with _sandbox(folder, port) as url, _bot(folder, url):
        await _play_once(folder, url)
        tell(f"Guildhall's demo is ready: {url}")
        tell("Pick who to be, and look around. Ctrl-C ends it; what happened is kept. --fresh begins anew.")
        await ending.wait()


def _lay_out(folder: Path, *, fresh: bool) -> None:
    if fresh:
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
async def _bot(folder: Path, url: str) -> AsyncIterator[Guildhall]:
    settings = Settings(
        discord=Discord(token=TOKEN, api=f"{url}/api/v10", gateway=f"{url.replace('http', 'ws', 1)}/gateway"),
        database=DatabaseSettings(f"sqlite+aiosqlite:///{folder / 'guildhall.db'}"),
        log=Log(level="warning"),
    )
    bot = build_bot(settings)
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


async def _play_once(folder: Path, url: str) -> None:
    mark = folder / _PLAYED
    if mark.exists():
        return
    try:
        await play(url)
    except PlayError as error:
        raise Misconfigured(f"{error} Begin anew with --fresh.") from error
    mark.touch()
