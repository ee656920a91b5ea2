"""Starting Guildhall again and again at little cost: each is forked from a process that has loaded all of it."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

_PIPE = asyncio.subprocess.PIPE


class Process(Protocol):
    """A process of Guildhall, however it was started."""

    @property
    def pid(self) -> int:
        """Its number."""

    @property
    def returncode(self) -> int | None:
        """Its exit status, once it has ended."""

    def send_signal(self, signal: int, /) -> None:
        """Send it a signal."""

    def kill(self) -> None:
        """Send it SIGKILL."""

    async def wait(self) -> int:
        """Give its exit status once it has ended."""


@dataclass
class Fork:
    """One that was forked."""

    pid: int
    _ended: asyncio.Future[int] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def returncode(self) -> int | None:
        """Its exit status, once it has ended."""
        return self._ended.result() if self._ended.done() else None

    def send_signal(self, number: int, /) -> None:
        """Send it a signal, unless it has ended."""
        if not self._ended.done():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Send it SIGKILL."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Give its exit status once it has ended."""
        return await asyncio.shield(self._ended)

    def end(self, status: int) -> None:
        """Note that it has ended."""
        self._ended.set_result(status)


class Forks:
    """Whom to ask for a fork: it loads at the first, and ends when it is closed; forks that still run go on."""

    def __init__(self) -> None:
        self._loaded: asyncio.subprocess.Process | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._begun: asyncio.Queue[Fork | None] = asyncio.Queue()
        self._asking = asyncio.Lock()

    async def begin(self, words: Sequence[str], env: Mapping[str, str], out: Path, errors: Path) -> Fork:
        """Begin `guildhall` with words, as it would be typed; what it prints is added to files."""
        async with self._asking:
            if self._loaded is None:
                self._loaded = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "bench._loaded"), stdin=_PIPE, stdout=_PIPE
                )
                self._hearing = asyncio.create_task(self._hear(self._loaded))
            assert self._loaded.stdin is not None, "asked for above"
            asked = {"words": list(words), "env": dict(env), "out": str(out), "errors": str(errors)}
            self._loaded.stdin.write(json.dumps(asked).encode() + b"\n")
            fork = await self._begun.get()
            if fork is None:
                raise RuntimeError("the process that forks has ended")
            return fork

    async def _hear(self, loaded: asyncio.subprocess.Process) -> None:
        assert loaded.stdout is not None, "asked for above"
        running: dict[int, Fork] = {}
        async for line in loaded.stdout:
            told = json.loads(line)
            if "begun" in told:
                fork = running[told["begun"]] = Fork(told["begun"])
                self._begun.put_nowait(fork)
            else:
                running.pop(told["ended"]).end(told["status"])
        self._begun.put_nowait(None)

    async def close(self) -> None:
        """End the process that forks."""
        if self._loaded is None or self._hearing is None:
            return
        assert self._loaded.stdin is not None, "asked for above"
        self._loaded.stdin.close()
        await self._hearing
        await self._loaded.wait()
