"""A member's rights, as they meet them: a file of everything; erased everywhere, with not a byte left, and for good."""

import asyncio
import io
import json
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import aiohttp

from sandbox.client import Person, Reply
from sandbox.client.answers import EPHEMERAL
from tests import bytes as searching
from tests.e2e.conftest import Scene, scene_on

Json = dict[str, Any]
THREAD = "Falls at night"


class Words:
    """Unusual words that one person says, each made for its place."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - no secret
        self.all: list[str] = []

    def new(self) -> str:
        self.all.append(searching.unusual(self._random))
        return self.all[-1]


async def _plant(scene: Scene, words: Words) -> None:
    """Have Ben leave something everywhere: messages, quotes, an entry, an edit, a summary, a session, a proposal."""
    amira, ben, olu = [await scene.person(name) for name in ("amira", "ben", "olu")]
    for channel in ("general", "board"):
        await amira.command("general", "topic open", channel=channel, purpose="What we learn")
    await scene.bot.ingest.caught_up()
    notices = await amira.place_id("notices")
    for name in ("summary_channel", "notices_channel"):
        await amira.command("general", "community settings", name=name, value=f"<#{notices}>")
    await ben.command("general", "privacy quoting", answer="named")
    said = f"We found that a {words.new()} every evening helps, and {words.new()} does not, whatever they say."
    quoted = await _say(scene, ben, THREAD, said)
    await _say(scene, ben, "board", f"To the board: {words.new()}")
    form = await olu.command(THREAD, "knowhow capture")
    panel = await olu.submit(form, {"Title": "Ask at ten", "What we did": "We asked everybody."})
    panel = await olu.select(panel, [quoted["id"]], "Messages to quote (10 at most)")
    await olu.click(panel, "Ask for consent")
    await olu.command(THREAD, "knowhow publish", entry="Ask at ten")
    form = await ben.command(THREAD, "knowhow capture")
    mine = {"Title": f"Try {words.new()}", "What we did": f"We did {words.new()}", "What happened": words.new()}
    await ben.click(await ben.submit(form, mine), "Publish without quotes")
    plan = {"format": "open hour", "title": f"About {words.new()}", "starts": "in 50 hours", "where": words.new()}
    asked = await ben.command("general", "session plan", topic="general", **plan)
    await ben.click(asked, "Confirm")
    await ben.command("general", "topic propose", name=words.new(), purpose=words.new())
    chosen = await amira.select(await amira.command("general", "summary post"), "This week so far")
    await amira.click(chosen, "Post")
    await scene.later(timedelta())


async def _say(scene: Scene, person: Person, place: str, text: str) -> Json:
    """Have a person say something, and return once the bot has kept it, or has not."""
    heard = asyncio.ensure_future(scene.bot.wait_for("message", check=lambda m: m.content == text, timeout=15))
    await asyncio.sleep(0)
    said = await person.send(place, text)
    await heard
    await scene.bot.ingest.settled()
    return said


async def _posted(person: Person) -> list[Json]:
    """Give everything that the bot has posted for others to see."""
    view = await person.view()
    places = [place["id"] for place in [*view["channels"], *view["threads"]] if place["type"] in {0, 11, 12}]
    found = [message for place in places for message in await person.messages(place, limit=100)]
    return [m for m in found if m["author"].get("bot") and not m["flags"] & EPHEMERAL]


def _held(posts: list[Json], words: list[str]) -> set[str]:
    told = json.dumps(posts, ensure_ascii=False)
    return {word for word in words if word in told}


async def _file_of(reply: Reply) -> zipfile.ZipFile:
    async with aiohttp.ClientSession() as session, session.get(reply.message["attachments"][0]["url"]) as answer:
        return zipfile.ZipFile(io.BytesIO(await answer.read()))


async def _erase(person: Person, button: str = "Erase", word: str = "ERASE") -> Reply:
    panel = await person.command("general", "privacy erase")
    assert "What stays" in panel.text
    return await person.submit(await person.click(panel, button), {"Type ERASE to erase": word})


async def _has_a_file_of_everything(scene: Scene, words: list[str]) -> None:
    """See that Ben's file holds all that is his, of a place too that he can't see any more, and nothing of others."""
    ben, cho = await scene.person("ben"), await scene.person("cho")
    await scene.people.admin.set_roles("ben", [])
    file = await _file_of(await ben.command("general", "privacy export"))
    data, page = file.read("data.json").decode(), file.read("index.html").decode()
    assert {word for word in words if word in data} == set(words)
    assert {word for word in words if word in page} == set(words)
    assert "How did you get the night staff" not in page, "that is Cho's"
    assert "<script" not in page
    assert "#general" in page
    assert "#board" not in page
    assert "board" not in json.loads(data)["places"].values()
    other = await _file_of(await cho.command("general", "privacy export"))
    assert not {word for word in words if word in other.read("data.json").decode()}


async def _stays_erased(scene: Scene, folder: Path, words: list[str]) -> None:
    """See that what is read back stays away, what he says from now on is kept, and nothing if he says so."""
    ben = await scene.person("ben")
    await scene.stop_bot()
    await scene.start_bot()
    await scene.bot.ingest.swept()
    assert searching.where(folder, words) == {}
    again = Words(2)
    await _say(scene, ben, "general", f"And now {again.new()}")
    assert searching.where(folder, again.all) != {}
    assert "Nothing that you write" in (await _erase(ben, "Erase, and keep nothing more")).text
    await _say(scene, ben, "general", f"And now {again.new()}")
    assert searching.where(folder, again.all) == {}
    held = (await ben.command("general", "privacy show")).text
    assert "Your id, without your name" in held
    assert "Nothing that you write or react with is kept" in held


async def test_a_member_is_erased_everywhere_for_good_and_has_a_file_of_everything_before(
    tmp_path: Path, sqlite_template: Path
):
    folder, older, words = tmp_path / "data", tmp_path / "older", Words(1)
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "guildhall.db")
    async with scene_on(f"sqlite+aiosqlite:///{folder / 'guildhall.db'}") as scene:
        await _plant(scene, words)
        amira, ben, olu = [await scene.person(name) for name in ("amira", "ben", "olu")]
        public = _held(await _posted(olu), words.all)
        assert len(public) >= 8, "the quote, the entry, the session, the proposal and the summary show them"
        await _has_a_file_of_everything(scene, words.all)
        shutil.copytree(folder, older)

        assert "Nothing was erased" in (await _erase(ben, word="ERASED")).text
        assert searching.where(folder, words.all) != {}
        scene.clock.moved -= timedelta(seconds=50)  # so slow may a machine's clock be before Discord's is gone by
        done = await _erase(ben)
        scene.clock.moved += timedelta(seconds=50)
        assert "**Erased.**" in done.text
        assert "1 quote of you" in done.text
        await scene.later(timedelta())
        assert searching.where(folder, words.all) == {}
        assert _held([*await _posted(amira), *(await amira.view())["events"]], words.all) == set()
        assert "Open hour" in json.dumps(await _posted(olu)), "others may come to his session"
        for word in words.all[:3]:
            assert "Nothing found" in (await olu.command("general", "knowhow search", query=word)).text
        assert "Ask at ten" in (await olu.command("general", "knowhow search", query="asked everybody")).text
        await _stays_erased(scene, folder, words.all)

    # An older copy, put in the database's place by hand, is erased again when the bot starts on it.
    for end in ("", "-wal", "-shm"):
        (folder / f"guildhall.db{end}").unlink(missing_ok=True)
        if (older / f"guildhall.db{end}").exists():
            shutil.copy(older / f"guildhall.db{end}", folder)
    assert searching.where(folder, words.all) != {}
    async with scene_on(f"sqlite+aiosqlite:///{folder / 'guildhall.db'}") as scene:
        await scene.later(timedelta())
        assert searching.where(folder, words.all) == {}
