"""Putting a backup in the database's place: prepared aside, then exchanged at once.

The copy that is prepared is a SQLite file whatever the database is. In it the schema is brought up to date, what was
erased or withdrawn since is erased again, and only then does it take the place of what was there: a crash leaves
either the old database or the new one.
"""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError

from community.errors import Refusal
from storage.backups import files, postgres
from storage.backups.after import Before, note
from storage.backups.checking import DETAILS, Checked, check
from storage.book import book_of
from storage.cipher import KEY_FILE, connect, driver, is_plain, key_of
from storage.database import Database
from storage.hold import Hold, clear_left, file_of, restoring
from storage.search.texts import scrub

Replay = Callable[[Database], Awaitable[int]]
"""Erases again, in a restored copy, what was erased or withdrawn since; gives how many times."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored."""

    checked: Checked
    erased_again: int


async def restore(
    address: str, file: Path, now: datetime, replay: Replay, tell: Tell, *, ledger: str | Path | None = None
) -> Restored:
    """Put the backup in `file` in the place of the database at an address; `tell` hears of each step.

    `ledger` is where the ledger's book is, if not where it is by itself.

    Raises `Refusal` or `Misconfigured` with one sentence, and has then changed nothing.
    """
    url = make_url(address)
    key, ledgers = key_of(url), book_of(url, ledger)
    book = ledgers.path
    tell("Reading the whole backup.")
    checked = check(file, key)
    try:
        target = file_of(url)
        if target is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            hold = Hold.alone(target)
            try:
                clear_left(target)
                with files.only_now(restoring(target)) as folder:
                    before = files.look_at(target, key)
                    ledgers.take_in(before.lines)
                    ready, erased = await _prepare(file, folder, url, checked, before, now, replay, tell, book)
                    tell("Exchanging the databases.")
                    files.exchange(target, ready, key)
            finally:
                hold.let_go()
        else:
            async with postgres.alone(url) as connection:
                before = await postgres.look_at(connection)
                ledgers.take_in(before.lines)
                assert book is not None, "a server's database has one"
                book.parent.mkdir(parents=True, exist_ok=True)
                with files.only_now(restoring(book)) as folder:
                    ready, erased = await _prepare(file, folder, url, checked, before, now, replay, tell, book)
                    tell("Exchanging the databases.")
                    await postgres.exchange(connection, ready, key)
    except OSError as error:
        raise Refusal(f"The backup can't be restored: {error.strerror or error}. Nothing was changed.") from error
    except (SQLAlchemyError, driver(key).Error) as error:
        why = str(getattr(error, "orig", None) or error).partition("\n")[0]  # the next lines may quote a row
        raise Refusal(f"The backup can't be restored: {why}. Nothing was changed.") from error
    return Restored(checked, erased)


async def _prepare(
    file: Path,
    folder: Path,
    url: URL,
    checked: Checked,
    before: Before,
    now: datetime,
    replay: Replay,
    tell: Tell,
    book: Path | None,
) -> tuple[Path, int]:
    """Make a database of the backup, in a folder; gives its file and how often something was erased in it again."""
    key = key_of(url)
    work, ready = folder / "work.db", folder / "ready.db"
    tell("Copying it.")
    _copy(file, work, key)
    tell("Bringing its schema up to date.")
    async with _opened(work, url, book) as database:
        tell("Erasing again what was erased since it was made.")
        erased = await replay(database)
        await database.write(None, lambda tx: note(tx, checked.made_at, now, before))
        await database.write(None, scrub)
    tell("Writing it anew.")
    with closing(connect(work, key)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"DROP TABLE {DETAILS}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ready.touch(0o600)
        connection.execute("VACUUM INTO ?", [str(ready)])
    files.verify(ready, key)
    return ready, erased


@asynccontextmanager
async def _opened(work: Path, url: URL, book: Path | None) -> AsyncIterator[Database]:
    address = URL.create("sqlite+aiosqlite", database=str(work))
    if named := url.query.get(KEY_FILE):
        address = address.update_query_dict({KEY_FILE: named})
    database = await Database.open(address.render_as_string(hide_password=False), ledger=book)
    try:
        yield database
    finally:
        await database.close()


def _copy(file: Path, work: Path, key: str | None) -> None:
    """Copy a backup, encrypted or not, as the database is to be."""
    work.touch(0o600)
    if is_plain(file) == (key is None):
        shutil.copyfile(file, work)
        return
    # A key is set and the backup is plain (the other way round `check` has refused it).
    work.unlink()
    with closing(driver(key).connect(str(file), isolation_level=None)) as connection:
        connection.execute("ATTACH DATABASE ? AS other KEY " + f"\"x'{key}'\"", [str(work)])
        connection.execute("SELECT sqlcipher_export('other')")
        connection.execute("DETACH DATABASE other")
    work.chmod(0o600)
