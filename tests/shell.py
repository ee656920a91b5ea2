"""`guildhall` as an operator types it, each time in a process of its own.

`guildhall` runs a command to its end in a process forked from one that has loaded it all, since loading takes longer
than what most commands do. `started` starts one by the command line itself, to be spoken to and signalled.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from bench._loaded import become

ROOT = Path(__file__).resolve().parents[1]
_WITHIN = 60

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(["tests.loaded"])


class Ended(NamedTuple):
    """What came of a command: its exit status, and what it printed."""

    status: int
    out: str
    err: str


def environment(**more: str) -> dict[str, str]:
    """Give this environment without Guildhall's own settings, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GUILDHALL_")}
    return {**kept, "PYTHONPATH": str(ROOT), **more}


async def started(folder: Path, *words: str, **env: str) -> asyncio.subprocess.Process:
    """Start a command in a folder by the command line."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", *words),
        cwd=folder,
        env=environment(**env),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=_hear_ctrl_c,
    )


def _hear_ctrl_c() -> None:
    """Hear Ctrl-C as in a shell's foreground; what a shell runs in the background ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


async def ended(process: asyncio.subprocess.Process) -> Ended:
    """Wait for a command's end."""
    out, err = await asyncio.wait_for(process.communicate(), _WITHIN)
    return Ended(process.returncode or 0, out.decode(), err.decode())


async def guildhall(folder: Path, *words: str, **env: str) -> Ended:
    """Run a command in a folder to its end; nobody answers what it asks."""
    return await asyncio.to_thread(_run, folder, words, environment(**env))


def _run(folder: Path, words: tuple[str, ...], env: dict[str, str]) -> Ended:
    with tempfile.TemporaryDirectory() as name:
        out, err = Path(name) / "out", Path(name) / "err"
        process = _forking.Process(target=_become, args=(folder, words, env, out, err))
        process.start()
        process.join(_WITHIN)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"guildhall {' '.join(words)} did not end: {err.read_text('utf-8')}")
        return Ended(process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def _become(folder: Path, words: tuple[str, ...], env: dict[str, str], out: Path, err: Path) -> None:
    os.chdir(folder)
    become(words, env, str(out), str(err))
