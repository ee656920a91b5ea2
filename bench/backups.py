"""What encryption costs, and how long a backup and a restore take: the same work on a plain and an encrypted file.

The limit beside a backup is copying the file; the plain file is the limit of the encrypted one. Times of the processor
are told beside those of the clock, since other work on the machine does not lengthen them.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import quantiles
from typing import Any

from archive.importing import import_exports
from archive.search import search
from bench.importing import write_exports
from storage import Database, communities
from storage.backups import make_backup, restore
from storage.search.find import Scope

_COMMUNITY, _COMMITS, _QUERIES = 7, 500, 200


async def figures() -> dict[str, Any]:
    """Give, plain and encrypted: messages/s imported, ms a commit and a search, seconds of a backup and a restore."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "exports").mkdir()
        write_exports(folder / "exports")
        key = folder / "key"
        key.write_text("ab" * 32)
        plain = await _measure(folder, f"sqlite+aiosqlite:///{folder}/plain.db")
        encrypted = await _measure(folder, f"sqlite+aiosqlite:///{folder}/encrypted.db?key_file={key}")
    return {"plain": plain, "encrypted": encrypted}


async def _measure(folder: Path, address: str) -> dict[str, Any]:
    file = Path(address.split("///")[1].split("?", maxsplit=1)[0])
    database = await Database.open(address)
    began = time.process_time()
    try:
        told = await import_exports(database, _COMMUNITY, folder / "exports", datetime.now(UTC))
        importing = time.process_time() - began
        commits = [await _timed(lambda: _commit(database)) for _ in range(_COMMITS)]
        luck = random.Random(7)  # noqa: S311 - the same questions each time
        asked = [f"word{luck.randrange(5000)} word{luck.randrange(5000)}" for _ in range(_QUERIES)]
        began = time.process_time()
        searches = [await _timed(partial(_search, database, query)) for query in asked]
        searching = time.process_time() - began
        backup = file.with_suffix(".backup")
        backing_up = await _timed(lambda: make_backup(address, backup, datetime.now(UTC)))
    finally:
        await database.close()
    copying, size = _copying(file)
    restoring = await _timed(lambda: restore(address, backup, datetime.now(UTC), _nothing_erased, lambda _step: None))
    return {
        "imported_per_s": round(told.new / told.seconds),
        "import_cpu_s": round(importing, 2),
        "search_cpu_ms": round(searching / _QUERIES * 1000, 2),
        "commit_ms": _spread(commits),
        "search_ms": _spread(searches),
        "megabytes": round(size / 1_000_000, 1),
        "copying_alone_s": round(copying, 2),
        "backup_s": round(backing_up, 2),
        "restore_s": round(restoring, 2),
    }


def _copying(file: Path) -> tuple[float, int]:
    began = time.perf_counter()
    copy = shutil.copyfile(file, file.with_suffix(".copy"))
    return time.perf_counter() - began, copy.stat().st_size


async def _commit(database: Database) -> None:
    await database.write(None, lambda tx: communities.remember(tx, _COMMUNITY, "A server", imported=True))


async def _search(database: Database, query: str) -> None:
    async with database.read() as tx:
        await search(tx, query, Scope(_COMMUNITY, None), limit=10)


async def _nothing_erased(_database: Database) -> int:
    return 0


async def _timed(act: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await act()
    return time.perf_counter() - began


def _spread(seconds: list[float]) -> dict[str, float]:
    cuts = quantiles(seconds, n=100)
    return {"p50": round(cuts[49] * 1000, 2), "p95": round(cuts[94] * 1000, 2)}
