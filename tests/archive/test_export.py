"""The archive as files: what is in it, for whom, and that nothing in it runs, loads or calculates."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema_rs
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from archive.export import FORMATS, export, gather
from archive.export.folder import LIST, Folder
from archive.export.pages import inert, page_name
from archive.export.schema import SCHEMA
from archive.export.shape import Archive
from archive.export.tables import cell
from community.errors import NotFound, Refusal
from community.knowhow import LEFT_OUT, NAMED, UNNAMED, Fields
from storage import Database, Writing, knowhow
from tests.storage import test_knowhow
from tests.storage.test_knowhow import (
    AMIRA,
    BEN,
    CAPTURER,
    CHO,
    COMMUNITY,
    HERE,
    NOW,
    SAID,
    answer,
    asked,
    entry_of,
    publish,
    write,
)

house = test_knowhow.house
STRANGER = 404
NASTY = '=HYPERLINK("x") <script>alert(1)</script> [a](javascript:alert(1)) ![i](http://x/y.png) `c` {{ m }} <@11> # h'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the path of a folder that is not there yet."""
    return tmp_path / "export"


async def _archive(database: Database, member_id: int | None = None) -> Archive:
    async with database.read() as tx:
        return await gather(tx, COMMUNITY, NOW, member_id=member_id)


async def _export(database: Database, folder: Path, form: str) -> int:
    async with database.read() as tx:
        return await export(tx, folder, await gather(tx, COMMUNITY, NOW), form)


def _files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file()]


def _all_text(folder: Path) -> str:
    return "\n".join(file.read_text("utf-8") for file in _files(folder))


@pytest.fixture
async def published(house: Database) -> int:
    """Give an entry that was published with four people's answers: by name, without, left out, and none."""
    id_ = await asked(house, *SAID)
    await answer(house, AMIRA, NAMED)
    await answer(house, BEN, UNNAMED)
    await answer(house, CHO, LEFT_OUT)
    await publish(house, id_)
    return id_


@pytest.mark.parametrize("form", FORMATS)
async def test_only_what_its_authors_agreed_to_is_in_it(house: Database, published: int, form: str, folder: Path):
    hidden = await asked(house, 101)
    assert await _export(house, folder, form) > 0
    told = _all_text(folder)
    assert "We moved the huddle" in told
    assert "Night staff stayed" in told
    assert f"Person {AMIRA}" in told
    for kept_back in (f"Person {BEN}", "did not last here", f"Person {CHO}", "What did you drop", f"Person {CAPTURER}"):
        assert kept_back not in told
    assert len((await _archive(house)).entries) == 1, hidden

    # What is taken back leaves the same folder when it is made again; what others put there stays.
    (folder / "mine.txt").write_text("mine", "utf-8")
    await answer(house, AMIRA, LEFT_OUT, entry_id=published)
    await _export(house, folder, form)
    assert f"Person {AMIRA}" not in _all_text(folder)

    async def take_down(tx: Writing) -> None:
        await knowhow.takedown(tx, await entry_of(tx, published), "identifier", CAPTURER, NOW)

    await write(house, take_down)
    written = await _export(house, folder, form)
    told = _all_text(folder)
    assert "Huddles" not in told
    assert "mine" in told
    assert written == len(_files(folder)) - 2, "mine.txt and the list itself"


async def test_a_member_takes_away_what_they_can_see_and_a_stranger_nothing(house: Database, published: int):
    assert [entry.id for entry in (await _archive(house, AMIRA)).entries] == [published]
    stranger = await _archive(house, STRANGER)
    assert (stranger.entries, stranger.topics) == ([], [])
    with pytest.raises(NotFound):
        async with house.read() as tx:
            await gather(tx, 999, NOW)


async def test_the_document_is_as_its_schema_says(house: Database, published: int, folder: Path):
    await _export(house, folder, "json")
    document = json.loads((folder / "archive.json").read_text("utf-8"))
    schema = json.loads((folder / "archive.schema.json").read_text("utf-8"))
    assert schema == SCHEMA
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(document)
    assert [quote["by"] for quote in document["entries"][0]["quotes"]] == [f"Person {AMIRA}", None]
    broken = json.loads(json.dumps(document))
    del broken["entries"][0]["status"]
    assert not jsonschema_rs.is_valid(schema, broken)


async def _nasty(database: Database) -> Archive:
    async def work(tx: Writing) -> None:
        id_ = await knowhow.capture(tx, HERE, Fields(NASTY[:100], NASTY, NASTY, NASTY, NASTY), CAPTURER, NOW)
        await knowhow.choose_tags(tx, await entry_of(tx, id_), ["bed moves", "+1"], NOW)
        await knowhow.publish(tx, await entry_of(tx, id_), CAPTURER, NOW)

    await write(database, work)
    return await _archive(database)


async def test_a_page_has_front_matter_that_yaml_reads_and_nothing_that_runs(house: Database, folder: Path):
    archive = await _nasty(house)
    await _export(house, folder, "markdown")
    [entry] = archive.entries
    text = (folder / "docs" / "entries" / page_name(entry)).read_text("utf-8")
    _, front, body = text.split("---\n", 2)
    told = yaml.safe_load(front)
    assert told["title"] == entry.title
    assert told["tags"] == ["1", "bed-moves"]
    assert "<script" not in body
    assert not re.search(r"(?<!\\)[\[\]]", body.partition("## History")[0])
    assert "<@" not in body
    assert yaml.safe_load((folder / "mkdocs.yml").read_text("utf-8"))["site_name"] == archive.community


async def test_no_cell_is_a_formula(house: Database, folder: Path):
    await _nasty(house)
    await _export(house, folder, "csv")
    with (folder / "entries.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    assert row["what we did"].startswith("'=HYPERLINK")
    assert row["tags"].startswith("'+1")


@given(st.text())
def test_what_a_spreadsheet_may_calculate_is_marked_as_text(text: str):
    shown = cell(text)
    assert not shown.lstrip().startswith(("=", "+", "-", "@"))


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.met: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.met.append(tag)


@given(st.text(alphabet="<>&[]()!`#*_{}=- \n\tabc:/\\"))
def test_no_text_makes_html_or_a_link(text: str):
    shown = inert(text)
    tags = _Tags()
    tags.feed(shown)
    assert tags.met == []
    assert not any(shown[at] in "[]`" and shown[at - 1 : at] != "\\" for at in range(len(shown)))


def test_a_folder_with_something_else_in_it_is_left_alone(folder: Path):
    folder.mkdir()
    (folder / "theirs.txt").write_text("theirs", "utf-8")
    with pytest.raises(Refusal, match="not empty"):
        Folder(folder).begin()
    assert [file.name for file in folder.iterdir()] == ["theirs.txt"]
    with pytest.raises(Refusal, match="is a file"):
        Folder(folder / "theirs.txt").begin()


def test_an_earlier_export_can_not_lead_out_of_its_folder(folder: Path):
    outside = folder.parent / "outside.txt"
    outside.write_text("stays", "utf-8")
    folder.mkdir()
    (folder / LIST).write_text("../outside.txt\nold.txt\n", "utf-8")
    (folder / "old.txt").write_text("goes", "utf-8")
    again = Folder(folder)
    again.begin()
    again.write("new.txt", "new")
    assert again.finish() == 1
    assert outside.read_text("utf-8") == "stays"
    assert sorted(file.name for file in folder.iterdir()) == sorted([LIST, "new.txt"])


def test_nothing_is_written_or_removed_outside_of_the_folder_nor_what_is_no_file(folder: Path, tmp_path: Path):
    elsewhere, own = tmp_path / "elsewhere", tmp_path / "own.csv"
    elsewhere.mkdir()
    own.write_text("mine", "utf-8")
    (elsewhere / "kept.md").write_text("kept", "utf-8")
    folder.mkdir()
    (folder / "docs").symlink_to(elsewhere)
    (folder / "entries.csv").symlink_to(own)
    (folder / "kept").mkdir()
    (folder / LIST).write_text("docs/kept.md\n\nkept\n../own.csv\nentries.csv\n", "utf-8")
    made = Folder(folder)
    made.begin()
    made.write("entries.csv", "new")
    with pytest.raises(Refusal, match="leads out"):
        made.write("docs/entries/00001.md", "new")
    made.finish()
    assert (own.read_text("utf-8"), (folder / "entries.csv").read_text("utf-8")) == ("mine", "new")
    assert [file.name for file in elsewhere.iterdir()] == ["kept.md"]
    (folder / LIST).unlink()
    (folder / LIST).symlink_to(own)
    with pytest.raises(Refusal, match="leads out"):
        Folder(folder).begin()
