"""`guildhall erase` and `guildhall member export`, as an operator types them."""

import json
import zipfile
from pathlib import Path

from storage import Database
from tests import bytes as searching
from tests.cli.test_run import told
from tests.shell import guildhall
from tests.storage.test_rights import ANN, HERE, each, fill, own_words


async def test_an_operator_gives_a_member_their_file_and_erases_them(tmp_path: Path):
    words = own_words(9)
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path}/data/guildhall.db")
    await database.write(None, lambda tx: fill(tx, words))

    given = await guildhall(tmp_path, "member", "export", str(ANN), "ann.zip", "--community", str(HERE))
    assert given.status == 0, given.err
    with zipfile.ZipFile(tmp_path / "ann.zip") as file:
        held = file.read("data.json").decode()
    assert [word for word in each(words) if word not in held] == [words["tag"]], "a tag goes with its entry"
    again = await guildhall(tmp_path, "member", "export", str(ANN), "ann.zip", "--community", str(HERE))
    assert (again.status, "can't be written" in told(again.err)) == (1, True)

    nobody = await guildhall(tmp_path, "member", "export", "5", "five.zip", "--community", str(HERE))
    assert (nobody.status, "Nothing is held" in told(nobody.err)) == (1, True)
    assert not (tmp_path / "five.zip").exists()
    nobody = await guildhall(tmp_path, "erase", "5", "--yes")
    assert (nobody.status, "Nothing is held" in told(nobody.err)) == (1, True)
    asked = await guildhall(tmp_path, "erase", str(ANN))
    assert asked.status == 1, "nobody answers that it is meant"
    assert searching.where(tmp_path / "data", each(words)) != {}
    # The database is open here, as it is while the bot runs.
    done = await guildhall(tmp_path, "erase", str(ANN), "--yes", "--json")
    assert done.status == 0, done.err
    erased = json.loads(done.out)["erased"]
    assert [(one["community"], one["done"], one["counts"]["messages"]) for one in erased] == [(str(HERE), True, 2)]
    assert searching.where(tmp_path / "data", each(words)) == {}
    await database.close()
