"""Making a backup while everything goes on: one moment of the database, in one SQLite file.

SQLite copies itself (VACUUM INTO: only what is there, nothing of what was deleted). From PostgreSQL every table is
streamed in one snapshot. What was written is read again before it takes the name it was asked for.
"""

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from community.errors import Refusal
from storage.backups.checking import check, count_rows, describe
from storage.backups.folder import PART
from storage.backups.streaming import stream
from storage.cipher import connect, driver, key_of
from storage.hold import file_of

_TRIES = 3
_THERE = "There is a file of that name already: a backup replaces nothing."


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made, read again and found whole."""

    file: Path
    made_at: datetime
    bytes: int
    rows: Mapping[str, int]
    is_encrypted: bool


async def make_backup(address: str, file: Path, made_at: datetime) -> Made:
    """Write a backup of the database at an address to a file that is not there yet, readable by its owner alone.

    Raises `Refusal` with one sentence, and leaves no file, when it can't be made or does not hold what it should.
    """
    url = make_url(address)
    key = key_of(url)
    with _part_of(file) as part:
        try:
            source = file_of(url)
            if source is not None:
                await asyncio.to_thread(_copy, source, part, key)
            else:
                await stream(url, part, key)
            rows = await asyncio.to_thread(_finish, part, key, made_at)
        except (SQLAlchemyError, driver(key).Error) as error:
            why = str(getattr(error, "orig", None) or error).partition("\n")[0]  # the next lines may quote a row
            raise Refusal(f"The backup can't be written: {why}.") from error
        _take_name(part, file)
        size = part.stat().st_size
    return Made(file, made_at, size, rows, key is not None)


@contextmanager
def _part_of(file: Path) -> Iterator[Path]:
    """Give the name under which a backup is written; nothing of that name is left."""
    if file.exists():
        raise Refusal(_THERE)
    if not file.parent.is_dir():
        raise Refusal("There is no such folder to put the backup into.")
    part = file.with_name(f"{file.name}{PART}")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
    except OSError as error:
        raise Refusal(f"The backup can't be written: {error.strerror}.") from error
    finally:
        for left in (part, *(part.with_name(part.name + end) for end in ("-journal", "-wal", "-shm"))):
            left.unlink(missing_ok=True)


def _copy(source: Path, part: Path, key: str | None) -> None:
    """Let SQLite copy a file that is in use; what it counts before, the copy and what it counts after must agree."""
    if not source.is_file():
        raise Refusal("There is no database to back up yet.")
    with closing(connect(source, key)) as connection:
        for again in range(1, _TRIES + 1):
            before = count_rows(connection)
            part.write_bytes(b"")
            connection.execute("VACUUM INTO ?", [str(part)])
            after = count_rows(connection)
            with closing(connect(part, key)) as copied:
                rows = count_rows(copied)
            # A table that both grows and shrinks meanwhile can be outside for a moment; hardly three times.
            if all(min(before[t], after[t]) <= rows.get(t, -1) <= max(before[t], after[t]) for t in before):
                return
            if again == _TRIES:
                raise Refusal("The backup can't be written: the copy holds other rows than the database.")


def _finish(part: Path, key: str | None, made_at: datetime) -> Mapping[str, int]:
    describe(part, key, made_at)
    with part.open("rb+") as opened:
        os.fsync(opened.fileno())
    return check(part, key).rows


def _take_name(part: Path, file: Path) -> None:
    """Give a finished backup its name, which nobody may have taken meanwhile, and have the disk keep it."""
    try:
        os.link(part, file)
    except FileExistsError:
        raise Refusal(_THERE) from None
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
