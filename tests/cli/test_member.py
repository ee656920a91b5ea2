"""`guildhall member answer`, as an operator types it for somebody who has left."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import Database, knowhow
from storage.tables.knowhow import entries, quotes
from storage.tables.outbox import outbox
from tests.cli.test_run import told
from tests.shell import guildhall
from tests.storage.test_rights import ANN, BEN, HERE, fill, own_words


@pytest.fixture
async def database(tmp_path: Path) -> Database:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/data/guildhall.db")
    await database.write(None, lambda tx: fill(tx, own_words(9)))
    return database


async def test_an_operator_answers_for_somebody_who_asked(tmp_path: Path, database: Database):
    words = own_words(9)
    async with database.read() as tx:
        his = (await tx.connection.execute(sa.select(entries.c.id).where(entries.c.captured_by == BEN))).scalar_one()
        due = (await tx.connection.execute(sa.select(sa.func.count()).select_from(outbox))).scalar_one()

    async def answers() -> set[str | None]:
        async with database.read() as tx:
            return {quote.answer for quote in await knowhow.quoted(tx, HERE, ANN)}

    assert await answers() == {"named"}
    asked = await guildhall(tmp_path, "member", "answer", str(ANN), str(his), "leave-out", "--community", str(HERE))
    assert (asked.status, await answers()) == (1, {"named"}), "nobody answers that it is meant"
    assert words["said"] in asked.err, "the operator is shown the exact words"
    typed = ("leave-out", "--community", str(HERE), "--yes")
    done = await guildhall(tmp_path, "member", "answer", str(ANN), str(his), *typed)
    assert done.status == 0, done.err
    assert await answers() == {"left_out"}, "the same words in her own entry, too"
    async with database.read() as tx:
        shown = sa.select(quotes.c.answer).where(quotes.c.author_id == BEN)
        assert {answer for (answer,) in await tx.connection.execute(shown)} == {None}, "his are his to answer for"
        now = (await tx.connection.execute(sa.select(sa.func.count()).select_from(outbox))).scalar_one()
    assert now > due, "the cards are corrected by the bot"
    ledger = (tmp_path / "data" / "guildhall.db.ledger").read_text()
    assert '"left_out"' in ledger, "an older backup does not bring the yes back"
    none = await guildhall(tmp_path, "member", "answer", str(ANN), "999", "by-name", "--community", str(HERE), "--yes")
    assert (none.status, "quotes no words" in told(none.err)) == (1, True)
    nobody = await guildhall(tmp_path, "member", "answer", "5", str(his), "by-name", "--community", str(HERE), "--yes")
    assert (nobody.status, "Nothing is held" in told(nobody.err)) == (1, True)
    await database.close()
