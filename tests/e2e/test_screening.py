"""What could tell who a patient is: shown to whoever typed it, theirs to decide, and gone where they say so."""

import json
import logging
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import bot.screening
from community.screening import Kind
from sandbox.client import Person, Reply, parts, text_of
from storage.tables.base import metadata
from tests.e2e.conftest import Scene, scene_on
from tests.e2e.test_knowhow import FORM, THREAD

PHONE, NAME, NUMBER = "07700 900123", "Mrs Patel", "943 476 5919"
PURPOSE = f"We ring {PHONE} when {NAME} falls"
WARNED = "Before this is kept"


@pytest.fixture
async def scene(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Scene]:
    """Give a scene on SQLite alone: what is looked for here is the same on any database."""
    file = tmp_path / "screening.db"
    shutil.copy(sqlite_template, file)
    async with scene_on(f"sqlite+aiosqlite:///{file}") as scene:
        yield scene


async def _stored(scene: Scene) -> str:
    """Give everything that is stored, as text."""
    async with scene.bot.database.read() as tx:
        rows = [await tx.connection.execute(sa.select(table)) for table in metadata.sorted_tables]
        return json.dumps([[str(value) for value in row] for result in rows for row in result], ensure_ascii=False)


def _labels(reply: Reply) -> list[str]:
    return [button["label"] for button in parts.buttons(reply.message)]


async def _capture(person: Person, **form: str) -> Reply:
    opened = await person.command(THREAD, "knowhow capture")
    return await person.submit(opened, FORM | form)


async def test_a_writer_takes_out_keeps_or_changes_what_was_found(opened: Scene, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    amira, cho = await opened.person("amira"), await opened.person("cho")
    asked = await amira.command("general", "topic open", channel="general", purpose=PURPOSE)
    assert f"{WARNED}:" in asked.text
    assert "Nothing is saved yet." in asked.text
    assert asked.ephemeral
    assert f"||{PHONE}||" in asked.text
    assert f"||{NAME}||" in asked.text
    assert _labels(asked) == ["Take out", "Keep as it is", "Change it"]
    assert PHONE not in await _stored(opened)
    told = await amira.click(asked, "Take out")
    assert "Its purpose is as you wrote it now" in told.text
    stored = await _stored(opened)
    assert f"We ring {Kind.PHONE.mark} when {Kind.NAME.mark} falls" in stored
    assert PHONE not in stored
    assert not any(WARNED in text_of(message) for message in await amira.messages("general"))

    told = await amira.click(await amira.command("general", "topic open", channel="general", purpose=PURPOSE), "Keep")
    assert "Its purpose is as you wrote it now" in told.text
    assert PURPOSE in await _stored(opened)

    asked = await cho.command("general", "topic propose", name="Calling back", purpose=f"{PURPOSE}, {NUMBER}")
    assert "it is taken out in any case" in asked.text
    form = await cho.click(asked, "Change it")
    rows = {row["label"]: row.get("value") for row in parts.inputs(form.modal)}
    assert rows == {"Name": "Calling back", "Purpose": f"{PURPOSE}, {NUMBER}"}
    assert [row["style"] for row in parts.inputs(form.modal)] == [1, 2], "a long text is seen whole"
    again = await cho.submit(form, {"Purpose": f"When {NAME} falls,\n{NUMBER} (not {NAME})"})
    assert WARNED in again.text
    assert PHONE not in again.text
    assert again.text.count(NAME) == 1, "the same words in the same row are shown once"
    assert "is posted here" in (await cho.click(again, "Keep as it is")).text
    card = await cho.wait_message("general", lambda m: "Calling back" in text_of(m) and bool(m["embeds"]))
    assert f"When {NAME} falls, {Kind.NHS.mark} (not {NAME})" in text_of(card).replace("\\", "")

    only = await cho.command("general", "topic propose", name="Numbers", purpose=f"About {NUMBER}")
    assert _labels(only) == ["Take out", "Change it"]
    assert "is posted here" in (await cho.click(only, "Take out")).text
    assert not re.search(r"943\W*476\W*5919", await _stored(opened))
    assert not any(words in caplog.text for words in (PHONE, NAME, NUMBER))


async def test_a_draft_is_saved_at_once_without_what_was_found(opened: Scene):
    olu = await opened.person("olu")
    asked = await _capture(olu, **{"Title": f"Ring {PHONE}", "What happened": f"{NAME} slept"})
    assert "in *Title*" in asked.text
    assert "Until you choose, it is saved without that." in asked.text
    stored = await _stored(opened)
    assert f"Ring {Kind.PHONE.mark}" in stored
    assert PHONE not in stored
    assert NAME not in stored
    panel = await olu.click(asked, "Keep as it is")
    assert f"Draft: Ring {PHONE}" in panel.text
    stored = await _stored(opened)
    assert f"{NAME} slept" in stored

    form = await olu.command(THREAD, "knowhow edit", entry=f"Ring {PHONE}")
    told = await olu.submit(form, {"What happened": f"{NAME} slept well"})
    assert "Changed." in told.text, "what was decided once is not asked again"
    form = await olu.command(THREAD, "knowhow edit", entry=f"Ring {PHONE}")
    asked = await olu.submit(form, {"What happened": f"{NAME} and Mr Byrne slept well"})
    assert "Mr Byrne" in asked.text
    assert f"||{NAME}||" not in asked.text
    assert "Changed." in (await olu.click(asked, "Take out")).text
    assert f"{NAME} and {Kind.NAME.mark} slept well" in await _stored(opened)

    form = await olu.click(panel, "Write tags")
    await olu.submit(form, {"Tags": f"falls, {PHONE}"})
    warned = await olu.wait_message(THREAD, lambda m: "in *Tags*" in m["content"])
    await olu.click(warned, "Take out")
    tagged = await olu.wait_message(THREAD, lambda m: "Tags\nfalls\n" in text_of(m))
    assert tagged["id"] == panel.message["id"]


async def test_every_other_form_asks_too_and_a_takedown_waits_for_nobody(opened: Scene):
    amira, olu = await opened.person("amira"), await opened.person("olu")
    await olu.click(await _capture(olu), "Publish without quotes")
    await olu.wait_message(THREAD, lambda m: any("Ask at ten" in (e.get("title") or "") for e in m["embeds"]))
    asked = await olu.command(THREAD, "knowhow retire", entry="Ask at ten", reason=f"Ask {PHONE}")
    assert "Retired" in (await olu.click(asked, "Take out")).text
    asked = await amira.command(THREAD, "knowhow takedown", entry="Ask at ten", reason=f"It named {NAME}, DOB 3/4/51")
    assert WARNED in asked.text
    assert "taken_down" in await _stored(opened)
    assert f"It named {Kind.NAME.mark}, DOB {Kind.BIRTH.mark}" in await _stored(opened)
    assert "Taken down" in (await amira.click(asked, "Keep as it is")).text
    assert f"It named {NAME}, DOB 3/4/51" in await _stored(opened)

    rules = await amira.click(await amira.command("general", "topic rules"), "Edit")
    asked = await amira.submit(rules, {"Ground rules": f"Ring {PHONE} first.\nBe kind."})
    assert "Version 1" in (await amira.click(asked, "Take out")).text
    plan = {"topic": "general", "format": "open hour", "starts": "in 50 hours"}
    asked = await olu.command("general", "session plan", **plan, title=f"About {NAME}", where="SW1A 1AA")
    assert "in *Title*" in asked.text
    assert "in *Where*" in asked.text
    confirm = await olu.click(asked, "Take out")
    assert f"About {Kind.NAME.mark}" in confirm.text.replace("\\", "")
    assert "Planned" in (await olu.click(confirm, "Confirm")).text
    session = (await olu.autocomplete("general", "session cancel", "session"))[0]["value"]
    asked = await olu.command("general", "session cancel", session=session, reason=f"{NAME} was admitted")
    assert "Cancelled" in (await olu.click(asked, "Take out")).text
    asked = await amira.command("general", "topic close", topic="measurement", reason="Write to ann@example.org")
    assert "is closed" in (await amira.click(asked, "Take out")).text
    stored = await _stored(opened)
    assert not any(words in stored for words in (PHONE, "SW1A", "ann@example.org", "Mrs Patel was"))


async def test_who_picks_words_and_who_is_asked_for_them_are_told(opened: Scene):
    cho, olu = await opened.person("cho"), await opened.person("olu")
    said = await cho.send(THREAD, f"{NAME} had fallen, her daughter rang {PHONE}.")
    await opened.bot.ingest.settled()
    panel = await olu.select(await _capture(olu), [said["id"]], "Messages to quote (10 at most)")
    assert "what looks like a person's name and a phone number" in panel.text
    await olu.click(panel, "Ask for consent")
    question = await cho.wait_message(THREAD, lambda m: "Know-how from this thread" in m["content"])
    assert "Look again" in (await cho.click(question, "Answer")).text


async def test_a_writer_who_never_answers_is_told_what_holds(opened: Scene, monkeypatch: pytest.MonkeyPatch):
    amira, olu = await opened.person("amira"), await opened.person("olu")
    monkeypatch.setattr(bot.screening, "WITHIN", 0.2)
    await amira.command("general", "topic open", channel="general", purpose=PURPOSE)
    await amira.wait_message("general", lambda m: "nothing was saved" in m["content"])
    await _capture(olu, Title=f"Ring {PHONE}")
    await olu.wait_message(THREAD, lambda m: "stays as it is saved" in m["content"])
    stored = await _stored(opened)
    assert f"Ring {Kind.PHONE.mark}" in stored
    assert PHONE not in stored
