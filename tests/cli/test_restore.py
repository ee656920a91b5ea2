"""`guildhall restore` after an erasure: what was erased since the backup was made stays erased, to the byte."""

from pathlib import Path

from bot.cli.restore import replay
from storage import Database
from storage.backups import make_backup, restore
from tests import bytes as searching
from tests.storage.test_rights import LATER, NOW, each, erase, fill, holding, own_words


async def test_what_was_erased_since_the_backup_stays_erased(address: str, kind: str, tmp_path: Path):
    words, ledger = own_words(3), tmp_path / "kept" / "ledger"
    database = await Database.open(address, ledger=ledger)
    await database.write(None, lambda tx: fill(tx, words))
    (tmp_path / "backups").mkdir()
    made = await make_backup(address, tmp_path / "backups" / "made.backup", NOW)
    assert (await erase(database)).is_done
    await database.close()
    assert len(searching.where(tmp_path / "backups", each(words))) > 0, "the backup does hold it"

    done = await restore(address, made.file, LATER, replay, lambda _step: None, ledger=ledger)
    assert done.erased_again > 0
    made.file.unlink()
    assert searching.where(tmp_path, each(words)) == {}
    database = await Database.open(address, ledger=ledger)
    assert await holding(database, each(words)) == set()
    assert "messages.content" in await holding(database, ["What Ben said"])
    if kind == "sqlite":
        await database.close()
        assert searching.where(tmp_path, each(words)) == {}
    await database.close()
