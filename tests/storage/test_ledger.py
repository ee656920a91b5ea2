"""The ledger and its book, where something goes wrong in between."""

import asyncio
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.cli.restore import replay
from community.messages import Place, Said
from storage import Database, Writing, communities, messages, rights, topics
from storage.backups import make_backup, restore
from storage.book import Book, Line
from storage.rights import Who
from storage.tables.ledger import ledger
from storage.tables.messages import reactions
from storage.topics import Topic

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
HERE, GENERAL, ANN, BEN = 4_000_001, 4_000_010, 7_700_000_000_000_001, 7_700_000_000_000_002
SAID = Said(4_000_100, Place(GENERAL, HERE, GENERAL, GENERAL), ANN, "Ann", "Falls at night", NOW)


async def _lay(tx: Writing) -> None:
    await communities.remember(tx, HERE, "Commons")
    await topics.open_topic(tx, Topic(GENERAL, HERE, "falls", "", "open", NOW, GENERAL), opened_by=BEN, stewards=(BEN,))


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
