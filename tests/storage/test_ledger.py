"""The ledger and its book, where something goes wrong in between."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cli.restore import replay
from community.messages import Place, Said
from storage import Database, Writing, communities, messages, rights, topics
from storage.backups import make_backup, restore
from storage.rights import Who
from storage.tables.messages import reactions
from storage.topics import Topic

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
HERE, GENERAL, ANN, BEN = 4_000_001, 4_000_010, 7_700_000_000_000_001, 7_700_000_000_000_002
SAID = Said(4_000_100, Place(GENERAL, HERE, GENERAL, GENERAL), ANN, "Ann", "Falls at night", NOW)


async def _lay(tx: Writing) -> None:
    await communities.remember(tx, HERE, "Commons")
    await topics.open_topic(tx, Topic(GENERAL, HERE, "falls", "", "open", NOW, GENERAL), opened_by=BEN, stewards=(BEN,))


async def _react(tx: Writing) -> None:
    await tx.connection.execute(sa.insert(reactions).values(message_id=SAID.id, emoji="👍", member_id=ANN))


async def test_what_was_erased_stays_away_although_the_first_try_was_undone(tmp_path: Path):
    address = f"sqlite+aiosqlite:///{tmp_path / 'guildhall.db'}"
    database = await Database.open(address)
    await database.write(None, _lay)

    async def begin(tx: Writing, *, fails: bool) -> None:
        await rights.begin(tx, Who(HERE, ANN, NOW), NOW, keep_nothing=True)
        if fails:
            raise LookupError

    with pytest.raises(LookupError):
        await database.write(None, partial(begin, fails=True))
    await database.write(None, partial(begin, fails=False))
    await database.close()
    database = await Database.open(address)  # the next start knows of it by the table alone
    assert await database.write(None, partial(messages.keep, said=[SAID])) == []
    await database.close()


async def test_a_restore_erases_again_what_the_table_alone_knows_and_who_only_reacted(address: str, tmp_path: Path):
    book = tmp_path / "the.ledger"
    database = await Database.open(address, ledger=book)
    await database.write(None, _lay)
    await database.write(None, partial(messages.keep, said=[replace(SAID, author_id=BEN, author_name="Ben")]))
    await database.write(None, _react)
    backup = await make_backup(address, tmp_path / "older.backup", NOW)
    erasure = await database.write(None, lambda tx: rights.begin(tx, Who(HERE, ANN, NOW), NOW))
    await rights.run(database, erasure, NOW)
    book.write_text("", "ascii")  # a full disk: the log tells of it, and the next start writes it again
    await database.close()
    await restore(address, backup.file, NOW, replay, lambda _step: None, ledger=book)
    again = await Database.open(address, ledger=book)
    async with again.read() as tx:
        by = list((await tx.connection.execute(sa.select(reactions.c.member_id))).scalars())
    await again.close()
    assert by == [-1]
