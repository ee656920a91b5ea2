"""What somebody may still do who has left the server: see their own words, answer, have their file, be erased."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import aiohttp

from sandbox.client import Person, Reply
from tests.e2e import ways
from tests.e2e.conftest import Scene
from tests.e2e.test_knowhow import BEN, CHO, THREAD, WEEK, _answer, _asked, _is_card

Json = dict[str, Any]


async def _leaves(scene: Scene, name: str) -> tuple[Person, str]:
    """Have somebody leave, and give them with their direct messages with the bot."""
    person = await scene.person(name)
    bot = scene.bot.user
    assert bot is not None
    dm = await person.dm(str(bot.id))
    await scene.people.admin.kick(name)
    await scene.bot.mirror.current()
    return person, dm["id"]


async def _card(scene: Scene) -> Json:
    """Give the entry's card in its thread as it stands once what is due is done."""
    await scene.later(timedelta())
    olu = await scene.person("olu")
    return await olu.wait_message(THREAD, _is_card())


async def _file_of(reply: Reply) -> zipfile.ZipFile:
    async with aiohttp.ClientSession() as session, session.get(reply.message["attachments"][0]["url"]) as answer:
        return zipfile.ZipFile(io.BytesIO(await answer.read()))


async def test_who_has_left_answers_has_a_file_and_is_erased_by_direct_message(scene: Scene):
    amira, olu = await scene.person("amira"), await scene.person("olu")
    await amira.command("general", "topic open", channel="general", purpose="What we learn")
    await scene.bot.ingest.caught_up()
    await _asked(olu, THREAD, CHO, BEN)
    cho = await scene.person("cho")
    await _answer(cho, THREAD, "Quote me by name")
    await scene.later(WEEK)
    assert CHO in json.dumps(await _card(scene))
    cho, dm = await _leaves(scene, "cho")

    assert {command["name"] for command in await cho.commands(dm)} == {"privacy"}, "all else is for members"
    told: list[str] = []
    shown = await cho.command(dm, "privacy show")
    assert shown.ephemeral
    assert "What is held about you in Northern Improvement Network" in shown.text
    assert "1 quote: 1 by name" in shown.text
    panel = await cho.click(shown, "My quotes")
    assert CHO in panel.text
    assert "For an entry in a place that you can't see now" in panel.text
    left_out = await cho.click(panel, "Leave me out")
    assert CHO not in json.dumps(await _card(scene))
    again = await cho.click(left_out, "Quote me without my name")
    card = json.dumps(await _card(scene))
    assert (CHO in card, "Cho Lin" in card) == (True, False)
    always = await cho.click(again, "Always answer so")
    assert "Without my name (holds now)" in (await cho.command(dm, "privacy quoting")).text
    never = await cho.command(dm, "privacy quoting", answer="never")
    assert "From now on: **never**" in never.text
    given = await cho.click(shown, "File of everything")
    data = (await _file_of(given)).read("data.json").decode()
    assert CHO in data
    told += [ways.raw(one) for one in (shown, panel, left_out, again, always, never, given)] + [data]
    for others in ("Ask at ten", "general", BEN, "What we learn", "Olu", "We asked everybody"):
        assert [one for one in told if others in one] == [], "of others, and of the place, nothing is told"

    form = await cho.click(await cho.click(shown, "Erase"), "Erase")
    done = await cho.submit(form, {"Type ERASE to erase": "ERASE"})
    assert "**Erased.**" in done.text
    assert CHO not in json.dumps(await _card(scene))
    for command in ("show", "quoting", "export", "erase"):
        assert "Nothing is held about you" in (await cho.command(dm, f"privacy {command}")).text


async def test_of_several_communities_the_one_that_is_meant_is_asked_for(scene: Scene):
    dev = await scene.person("dev")
    other = await scene.people.admin.create_guild("Southern Learners", owner="dev")
    bot = scene.bot.user
    assert bot is not None
    await scene.people.admin.add_member(str(bot.id), guild=other["id"])
    dm = (await dev.dm(str(bot.id)))["id"]
    await scene.stop_bot()
    await scene.start_bot()
    await dev.send(dm, "Is anything of mine still there?")
    letter = await dev.wait_message(dm, lambda message: bool(message["author"].get("bot")))
    await dev.send(dm, "Hello?")
    assert "Which one do you mean?" in (await dev.click(letter, "What is held about me")).text
    asked = await dev.command(dm, "privacy quoting", answer="never")
    assert "Which one do you mean?" in asked.text
    await scene.stop_bot()
    await scene.start_bot()
    done = await dev.select(asked, other["name"], "The community that you mean")
    assert "From now on: **never**" in done.text
    said = [message for message in await dev.messages(dm) if "I neither read nor keep" in message["content"]]
    assert [message["id"] for message in said] == [letter["id"]], "said once, however much is written"
    panel = await dev.select(await dev.command(dm, "privacy quoting"), other["name"], "The community that you mean")
    assert "Never (holds now)" in panel.text
    assert "Ask me (holds now)" in (await dev.command("general", "privacy quoting")).text
    changed = await dev.click(panel, "By name")
    assert "By name (holds now)" in changed.text
    assert "Ask me (holds now)" in (await dev.command("general", "privacy quoting")).text
