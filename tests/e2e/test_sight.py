"""Nobody is shown anything whose source they cannot see now: every way out is tried as those left outside."""

import json
import logging

import pytest

from sandbox.client import Person
from tests.e2e.conftest import Scene, scene_on
from tests.e2e.ways import NO_ID, NOTHING, asked, unasked
from tests.shell import ROOT, guildhall

BOARD, CORNER = "zebra", "quokka"
"""Words that were said in the private topic alone, and in the private thread alone."""


async def _entry(person: Person, place: str, word: str) -> str:
    """Capture, tag and publish an entry, without quotes, and give its number."""
    form = await person.command(place, "knowhow capture")
    panel = await person.submit(form, {"Title": f"{word} ward", "What we did": f"We kept a {word} on it."})
    tags = await person.click(panel, "Write tags")
    panel = await person.submit(tags, {"Tags": f"{word}tag"})
    told = await person.click(panel, "Publish without quotes")
    assert "Published" in told.text
    [choice] = await person.autocomplete("general", "knowhow show", "entry", word)
    return str(choice["value"])


async def _session(person: Person, topic: str, word: str, **more: str) -> str:
    options = {"topic": topic, "format": "open hour", "title": f"{word} hour", "starts": "in 50 hours"} | more
    plan = await person.command("general", "session plan", **options)
    assert "Planned" in (await person.click(plan, "Confirm")).text
    [choice] = await person.autocomplete("general", "session show", "session", word)
    return str(choice["value"])


async def _talk(scene: Scene, person: Person, place: str, word: str) -> None:
    """Have somebody say something in a private place that a summary would find worth telling."""
    for text in (f"Does anybody keep a {word}?", f"The {word} went well.", f"We measured the {word} twice."):
        await person.send(place, text)
    await scene.bot.ingest.settled()


@pytest.fixture
async def kept(opened: Scene) -> tuple[Scene, dict[str, dict[str, str]], str]:
    """Give a scene with an entry, a session and talk in the private topic, and an entry and talk in a private thread.

    Ben is in both; olu is in the thread, dev has left it, and cho was taken out of it.
    """
    amira, ben = await opened.person("amira"), await opened.person("ben")
    await opened.bot.ingest.caught_up()
    board = str((await ben.channel("board"))["id"])
    inner = await ben.open_thread("board", f"The {BOARD} paper")
    await _talk(opened, ben, inner["id"], BOARD)
    thread = await ben.open_thread("general", f"The {CORNER} corner", private=True)
    for name in ("olu", "dev", "cho"):
        await ben.join(thread, name)
    await _talk(opened, ben, thread["id"], CORNER)
    for name in ("olu", "dev", "cho"):
        await (await opened.person(name)).send(thread["id"], f"I like the {CORNER}.")
    await opened.bot.ingest.settled()
    of_board = {"entry": await _entry(ben, inner["id"], BOARD), "session": await _session(ben, "board", BOARD)}
    of_corner = {"entry": await _entry(ben, thread["id"], CORNER), "session": NO_ID, "topic": NO_ID}
    await (await opened.person("dev")).leave(thread)
    await ben.leave(thread, "cho")
    await amira.command("general", "summary settings")
    await opened.bot.tick()
    return opened, {BOARD: of_board | {"topic": board}, CORNER: of_corner}, thread["id"]


async def _sees_nothing(person: Person, ids: dict[str, dict[str, str]], *words: str) -> None:
    """Assert that nothing of what bears these words is told, and that it is as if it were not there."""
    for way, told in (await unasked(person)).items():
        for word in words:
            assert word not in told.lower(), way
        if BOARD in words:
            assert '"board"' not in told.lower(), way
            assert "#board" not in told.lower(), way
            assert ids[BOARD]["topic"] not in told, way
    nothing = await asked(person, NOTHING, dict.fromkeys(("entry", "session", "topic"), NO_ID))
    for word in words:
        for way, told in (await asked(person, word, ids[word])).items():
            assert told == nothing[way], way


async def test_what_is_private_is_as_if_it_were_not_there(kept: tuple[Scene, dict[str, dict[str, str]], str]):
    scene, ids, thread = kept
    cho, dev, olu, ben = [await scene.person(name) for name in ("cho", "dev", "olu", "ben")]
    seen = await asked(ben, BOARD, ids[BOARD])
    assert "found" in seen["knowhow search query"]
    assert "kept a" in seen["knowhow show entry"]
    assert ids[CORNER]["entry"] in str(await olu.autocomplete("general", "knowhow show", "entry", ""))

    await _sees_nothing(cho, ids, BOARD, CORNER)  # never on the board; taken out of the thread
    if scene.settings.database.address.startswith("sqlite"):  # another two reasons, and the same statements
        await _sees_nothing(dev, ids, BOARD, CORNER)  # left the thread
        await _sees_nothing(olu, ids, BOARD)

    # What was lost a moment ago is seen no more.
    await scene.people.admin.set_roles("ben", [])
    assert ids[BOARD]["topic"] not in (await ben.command("general", "topic list")).text
    await _sees_nothing(ben, ids, BOARD)
    assert CORNER in (await ben.command("general", "knowhow search", query=CORNER)).text
    await ben.leave(thread, "olu")
    assert "Nothing found" in (await olu.command("general", "knowhow search", query=CORNER)).text
    await scene.people.admin.kick("ben")
    await scene.people.admin.add_member(ben.id)
    for word in (BOARD, CORNER):
        assert "Nothing found" in (await ben.command("general", "knowhow search", query=word)).text
        assert await ben.autocomplete("general", "knowhow show", "entry", word) == []
    for person in (cho, olu, ben):
        assert json.loads(await _at_the_shell(scene, person, CORNER))["total"] == 0
    assert json.loads(await _at_the_shell(scene, None, CORNER))["total"] > 0
    named, unknown = [await _at_the_shell(scene, cho, "x", "--topic", id_) for id_ in (ids[BOARD]["topic"], NO_ID)]
    assert named.replace(ids[BOARD]["topic"], NO_ID) == unknown


async def _at_the_shell(scene: Scene, person: Person | None, word: str, *more: str) -> str:
    """Search as an operator does, as somebody or with an operator's own view, and give all that was told."""
    seen_as = ["--as", person.id] if person else []
    words = ("search", word, "--community", str(scene.bot.guilds[0].id), "--json", *seen_as, *more)
    done = await guildhall(ROOT, *words, GUILDHALL_DATABASE=scene.settings.database.address)
    return done.out + done.err


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_check_that_closing_cuts_short_is_no_error(address: str, caplog: pytest.LogCaptureFixture):
    async with scene_on(address) as scene:
        await scene.bot.database.close()
        await scene.bot.mirror.check_all()
        assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
