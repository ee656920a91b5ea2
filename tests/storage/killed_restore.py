"""Restore a backup over and over, killed at a later point each time, until one goes through; a process of its own.

Use: `python killed_restore.py ADDRESS BACKUP EVERY`. Prints, as one JSON list, what each attempt left: the contents of
all messages, and the names of files beside the database once it was opened again. The first is killed while the copy is
prepared. The others are killed in the exchange: of its points (a file renamed or linked; a statement sent to
PostgreSQL) every EVERYth is taken.
"""

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from community.errors import Misconfigured
from storage import Database
from storage.backups import make_backup, restore
from storage.book import book_of
from storage.hold import file_of, restoring
from storage.tables.messages import messages

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
ON_FILES = {"os.rename", "os.link"}


async def _nothing(_database: Database) -> int:
    return 0


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _restore_until(point: int, address: str, file: Path) -> None:
    left: int | None = None

    def step(told: str) -> None:
        nonlocal left
        if told.startswith("Exchanging"):
            left = point
        elif told.startswith("Writing") and not point:
            _die()

    def pass_point(*_: Any) -> None:
        nonlocal left
        if left is not None:
            left -= 1
            if not left:
                _die()

    if file_of(sa.make_url(address)) is not None:
        sys.addaudithook(lambda event, _args: pass_point() if event in ON_FILES else None)
    else:
        sa.event.listen(sa.Engine, "before_cursor_execute", pass_point)
    asyncio.run(restore(address, file, NOW, _nothing, step))


async def _opened(address: str) -> Database:
    """Open the database once PostgreSQL has noticed that the killed process is gone."""
    async with asyncio.timeout(30):
        while True:
            try:
                return await Database.open(address)
            except Misconfigured:
                await asyncio.sleep(0.1)


async def _look(address: str) -> dict[str, Any]:
    database = await _opened(address)
    async with database.read() as tx:
        said = sorted((await tx.connection.execute(sa.select(messages.c.content))).scalars())
    await database.close()
    url = sa.make_url(address)
    target = file_of(url)
    if target is not None:
        beside = sorted(path.name for path in target.parent.iterdir())
    else:
        book = book_of(url).path
        beside = [folder.name for folder in [restoring(book)] if folder.exists()] if book else []
    return {"said": said, "beside": beside}


def main(address: str, file: Path, every: int) -> None:
    """Kill it at each point in turn; put back what was there before the next."""
    before = file.with_name("before.backup")
    asyncio.run(make_backup(address, before, NOW))
    found = []
    for point in range(0, 10_000, every):
        child = os.fork()
        if not child:
            _restore_until(point, address, file)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        found.append(asyncio.run(_look(address)) | {"killed": os.WIFSIGNALED(status)})
        if os.WIFEXITED(status):
            sys.stdout.write(json.dumps(found))
            sys.exit(os.WEXITSTATUS(status))
        if found[-1]["said"] != found[0]["said"]:
            asyncio.run(restore(address, before, NOW, _nothing, lambda _step: None))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
