"""The file of everything about a person: its document fits the published schema, its page is safe to open."""

import io
import json
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import jsonschema_rs
import sqlalchemy as sa

from archive.personal import pack, write
from storage import Database, access, knowhow, messages, rights
from storage.rights import Who
from storage.tables.knowhow import entries, quote_files, quotes
from storage.tables.messages import files
from tests.storage.test_rights import ANN, BEN, GENERAL, HERE, LATER, NOW, THREAD, fill, own_words, said

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "personal-data.schema.json"
HOSTILE = "<script>alert(1)</script> & <b>\"bold\" 'words'"


async def packed(database: Database) -> zipfile.ZipFile:
    async with database.read() as tx:
        sees = await access.seen_by_member(tx, HERE, ANN, NOW)
        gathered = await rights.gather(tx, Who(HERE, ANN, LATER), sees)
    return zipfile.ZipFile(io.BytesIO(pack(gathered, LATER)))


async def test_the_document_fits_its_schema_and_the_page_is_harmless(database: Database):
    await database.write(None, lambda tx: fill(tx, own_words(1)))
    await database.write(None, lambda tx: messages.keep(tx, [said(50, ANN, HOSTILE)]))

    async def copy_a_file(tx: Any) -> None:
        hers = sa.select(quotes.c.id).where(quotes.c.author_id == ANN).limit(1)
        quote_id = (await tx.connection.execute(hers)).scalar_one()
        message_id = (
            await tx.connection.execute(sa.select(quotes.c.message_id).where(quotes.c.id == quote_id))
        ).scalar_one()
        told = {"message_id": message_id, "id": 77, "name": "sluice.png", "kind": "image/png", "size": 11}
        await tx.connection.execute(sa.insert(files).values(told))
        row = {"quote_id": quote_id, "file_id": 77, "content": b"her picture", "copied_at": NOW}
        await tx.connection.execute(sa.insert(quote_files).values(row))

    await database.write(None, copy_a_file)
    async with database.read() as tx:
        assert await rights.copied_bytes(tx, Who(HERE, ANN, LATER)) == len(b"her picture")
    file = await packed(database)
    document = json.loads(file.read("data.json"))
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(document)
    assert not jsonschema_rs.is_valid(schema, {**document, "member": 5})
    page = file.read("index.html").decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in page
    assert "<script" not in page
    assert "<dd>by name</dd>" in page, "what is kept as a key is told in words"
    assert "<dd>named</dd>" not in page
    assert "http" not in page.replace("http-equiv", ""), "it loads nothing, and links to nothing"
    (path,) = [name for name in file.namelist() if name.startswith("files/")]
    assert file.read(path) == b"her picture"
    assert path.endswith(".png"), "so that it opens when it is clicked on"
    assert path in json.dumps(document)


async def test_others_words_are_not_in_it(database: Database):
    await database.write(None, lambda tx: fill(tx, own_words(1)))
    told = (await packed(database)).read("data.json").decode()
    assert own_words(1)["why"] in told, "she called Ben's clinic off"
    for others in (
        "The lift is broken",
        "Ben's clinic",
        "What Ben said",
        "Ask at ten",
        "We asked",
        "A ward",
        "Ulcers",
        "Ben's hour",
    ):
        assert others not in told


async def test_the_reason_that_somebody_gave_for_retiring_an_entry_is_theirs(database: Database):
    await database.write(None, lambda tx: fill(tx, own_words(1)))

    async def retire(tx: Any) -> None:
        for by, reason in ((ANN, "The lamp broke."), (BEN, "Nobody uses it.")):
            title = "Ask at ten!" if by == ANN else own_words(1)["title"]
            found = sa.select(entries.c.id).where(entries.c.title == title)
            entry = await knowhow.find(tx, (await tx.connection.execute(found)).scalar_one())
            assert entry is not None
            await knowhow.retire(tx, entry, reason, by, NOW)

    await database.write(None, retire)
    told = (await packed(database)).read("data.json").decode()
    assert "The lamp broke." in told
    assert "Nobody uses it." not in told, "that is Ben's"


async def test_a_thread_in_sight_has_its_name_though_the_mirror_does_not_know_it(database: Database):
    await database.write(None, lambda tx: fill(tx, own_words(1)))
    async with database.read() as tx:
        seeing = await rights.gather(tx, Who(HERE, ANN, LATER), {GENERAL})
        blind = await rights.gather(tx, Who(HERE, ANN, LATER), set())
    assert seeing.places[THREAD] == "Falls at night"
    assert blind.places == {}


async def test_the_operators_file_holds_no_more_than_one_copied_file_in_memory(database: Database, tmp_path: Path):
    await database.write(None, lambda tx: fill(tx, own_words(1)))
    large = 3_000_000

    async def copy_many(tx: Any) -> None:
        hers = sa.select(quotes.c.id).where(quotes.c.author_id == ANN).limit(1)
        quote_id = (await tx.connection.execute(hers)).scalar_one()
        for number in range(12):
            content = number.to_bytes() * large
            row = {"quote_id": quote_id, "file_id": number, "content": content, "copied_at": NOW}
            await tx.connection.execute(sa.insert(quote_files).values(row))

    await database.write(None, copy_many)
    made = tmp_path / "ann.zip"
    async with database.read() as tx:
        tracemalloc.start()
        try:
            with made.open("wb") as out:
                await write(out, tx, await rights.gather(tx, Who(HERE, ANN, LATER), set(), with_copies=False), LATER)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 6 * large
    file = zipfile.ZipFile(made)
    assert sum(len(file.read(name)) for name in file.namelist() if name.startswith("files/")) == 12 * large
