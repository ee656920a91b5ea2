"""A session is run: its panel, its steps, who came; and of one under the Chatham House Rule nothing is kept."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.settings import Sessions
from sandbox.client import Person, text_of
from sandbox.client.answers import EPHEMERAL
from sandbox.client.parts import button
from storage import sessions
from storage.database import Writing
from storage.outbox import Due, put_due
from storage.tables.messages import messages
from storage.tables.outbox import outbox
from tests.community.test_formats import HUDDLE
from tests.e2e.conftest import Scene
from tests.e2e.faulty import all_sent, faulty_scene, is_kept
from tests.e2e.test_coming import _letters
from tests.e2e.test_sessions import _card, _plan


async def _begun(scene: Scene, host: Person, title: str = "Falls at night", **options: Any) -> dict[str, Any]:
    """Plan a session that starts now and begin it; gives its thread."""
    await _plan(host, title=title, starts="in 2 hours", **options)
    card = await _card(host, title=title)
    await scene.later(timedelta(hours=2))
    told = await host.command("general", "session run", session=title)
    assert "Begun" in told.text
    await scene.later(timedelta())
    thread: dict[str, Any] = (await host.message(card))["thread"]
    return thread


async def _panel(person: Person, thread: dict[str, Any]) -> dict[str, Any]:
    return await person.wait_message(thread["id"], lambda m: "Facilitator" in text_of(m))


async def _said(person: Person, thread: dict[str, Any]) -> list[str]:
    """Give what the bot said in the thread beside its panel, oldest first, by its first line without moments."""
    mine = [m for m in await person.messages(thread["id"]) if m["author"].get("bot")]
    found = [m for m in mine if m["content"] and not m["flags"] & 64]
    return [re.sub(r",? (from|at) <t:\d+:t>", "", m["content"].split("\n")[0]) for m in reversed(found)]


async def test_a_session_is_run_step_by_step_and_goes_on_after_a_restart(opened: Scene):
    ben, cho, dev = [await opened.person(name) for name in ("ben", "cho", "dev")]
    room = next(one for one in (await ben.view())["channels"] if one["name"] == "meeting room")
    await cho.join_voice(room)
    thread = await _begun(opened, ben, where=f"<#{room['id']}>", minutes=70)
    panel = await _panel(cho, thread)
    assert "Step 1 of 7: Begin" in text_of(panel)
    assert "Here (1)" in text_of(panel)
    assert await _said(cho, thread) == ["**Step 1 of 7: Begin** (2 minutes)"]
    refused = await cho.click(panel, "Next")
    assert "facilitator" in refused.text

    await asyncio.gather(*(ben.click(panel, "Next") for _ in range(2)))
    await opened.later(timedelta())
    assert (await _said(cho, thread))[1:] == ["**Step 2 of 7: The case** (15 minutes)"]
    await dev.join_voice(room)
    await cho.leave_voice()
    await opened.later(timedelta(seconds=11))
    await opened.stop_bot()
    await ben.join_voice(room)
    await opened.start_bot()
    await opened.later(timedelta())  # who is there is looked at in a wake-up, and shown ten seconds after it
    await opened.later(timedelta(seconds=11))
    panel = await ben.message(panel)
    assert "Step 2 of 7: The case" in text_of(panel)
    assert "Here (2)" in text_of(panel)

    await opened.later(timedelta(minutes=15))
    await opened.later(timedelta(seconds=1))
    assert (await _said(cho, thread))[2:] == [
        "The time for **The case** was over. Go on when you are ready: nothing moves by itself."
    ]
    await ben.click(panel, "Back")
    await opened.later(timedelta())
    panel = await ben.message(panel)
    await ben.click(panel, "Pause")
    await opened.later(timedelta(minutes=30))
    panel = await ben.message(panel)
    assert "Paused, with" in text_of(panel)
    assert (await _said(cho, thread))[3:] == ["**Step 1 of 7: Begin** (2 minutes)"]
    again = await ben.command("general", "session run", session="Falls at night")
    assert "under way" in again.text
    await opened.later(timedelta())
    panels = [m for m in await ben.messages(thread["id"]) if "Facilitator" in text_of(m)]
    assert len(panels) == 1
    assert panels[0]["id"] != panel["id"]
    await ben.click(panels[0], "Finish")
    await opened.later(timedelta())
    over = await ben.message(panels[0])
    assert "Finished" in text_of(over)
    assert "Came (3)" in text_of(over)
    assert over["components"] == []

    await _attended(ben, cho)


async def test_nobody_is_reminded_of_what_was_run_and_finished_before_its_time(opened: Scene):
    ben, cho = await opened.person("ben"), await opened.person("cho")
    await _plan(ben, starts="in 2 hours")
    card = await _card(ben)
    await cho.click(await cho.click(card, "Going"), "Remind me by direct message")
    await opened.later(timedelta(minutes=90))
    await ben.command("general", "session run", session="Falls at night")
    await opened.later(timedelta())
    thread = (await ben.message(card))["thread"]
    await ben.click(await _panel(ben, thread), "Finish")
    await opened.later(timedelta(minutes=20))
    await opened.later(timedelta(minutes=1))
    assert not [m for m in await cho.messages(thread["id"]) if "starts" in m["content"]]
    assert await _letters(cho) == []
    assert "No session is coming" in (await cho.command("general", "session list")).text
    assert "Falls at night" not in (await cho.command("general", "summary preview")).text.partition("Coming up")[2]
    shown = await ben.command("general", "session show", session="Falls at night")
    assert "Finished <t:" in shown.text
    assert button(shown.message, "Remind me by direct message") is None
    assert button(shown.message, "Go to its card")


async def _attended(host: Person, member: Person) -> None:
    """The host knows who came, a member that they did, and how many."""
    hosts, members = [(await who.command("general", "session show", session="1")).text for who in (host, member)]
    assert "Cho Lin" in hosts.partition("Came (3)")[2]
    assert "You were here" in members
    assert "Dev" not in members.partition("Came")[2]
    refused = await host.command("general", "session run", session="1")
    assert "is finished" in refused.text


async def test_elsewhere_people_say_that_they_were_here_and_chatham_house_threads_are_not_kept(opened: Scene):
    ben, cho = await opened.person("ben"), await opened.person("cho")
    thread = await _begun(opened, ben, "Quietly", format="action learning set")
    panel = await _panel(cho, thread)
    assert "Chatham House Rule" in text_of(panel)
    noted = await cho.click(panel, "I was here")
    assert "Noted" in noted.text + "".join(text_of(one) for one in noted.followups)
    await cho.click(panel, "I was here")
    await opened.later(timedelta(seconds=11))
    assert "Here (1)" in text_of(await cho.message(panel))
    said = await cho.send(thread, "The zebra of our ward")
    await cho.react(said, "👍")
    await cho.edit(said, "The zebra of our ward is grey")
    await is_kept(opened, await cho.send("general", "The zebra of general"))
    async with opened.bot.database.read() as tx:
        kept = list((await tx.connection.execute(sa.select(messages.c.content))).scalars())
    assert [text for text in kept if "zebra of" in text] == ["The zebra of general"]
    await opened.stop_bot()
    await cho.send(thread, "The zebra of the night")
    await opened.start_bot()
    await opened.bot.ingest.caught_up()
    found = await cho.command("general", "knowhow search", query="zebra")
    assert "general" in found.text
    assert "night" not in found.text
    assert "ward" not in found.text
    form = await cho.menu("Capture know-how", await cho.message(said))
    await cho.submit(form, {"Title": "Grey", "What we did": "We counted"})
    refused = await cho.menu("Add to know-how", await cho.message(said))
    assert "Chatham House" in refused.text


async def test_what_is_sent_with_an_answer_that_is_lost_stands_once(laid_out: Path, tmp_path: Path):
    async with faulty_scene(laid_out, tmp_path) as scene:
        ben = await scene.person("ben")
        await _plan(ben, starts="in 2 hours")
        card = await _card(ben)
        await scene.later(timedelta(hours=2))
        scene.sandbox.faults.befall("send-lost", times=2)
        await ben.command("general", "session run", session="Falls at night")
        await scene.later(timedelta())
        thread = (await ben.message(card))["thread"]
        panel = await _panel(ben, thread)
        await ben.click(panel, "Next")  # before the bot knows that its panel was posted
        await all_sent(scene)
        scene.sandbox.faults.befall("send-lost")
        scene.sandbox.faults.befall("change-unavailable")
        await ben.click(await ben.message(panel), "Next")
        await all_sent(scene)
        assert [m["id"] for m in await ben.messages(thread["id"]) if "Facilitator" in text_of(m)] == [panel["id"]]
        last = ["**Step 2 of 7: The case** (15 minutes)", "**Step 3 of 7: Stillness** (3 minutes)"]
        assert await _said(ben, thread) == last  # the first was over before anything could be said
        assert "Step 3 of 7" in text_of(await ben.message(panel))


async def test_a_panel_that_is_asked_for_again_before_it_came_comes_once(laid_out: Path, tmp_path: Path):
    async with faulty_scene(laid_out, tmp_path) as scene:
        ben = await scene.person("ben")
        thread = await _begun(scene, ben)
        panel = await _panel(ben, thread)
        payload = {"session": 1, "again": True, "old": int(panel["id"])}

        async def ask(tx: Writing) -> None:
            run = await sessions.run_of(tx, 1)
            assert run is not None
            for number in range(2):  # as two who ask while the outbox has other things to do
                due = Due(sessions.PANEL, f"run:1:again:{number}", scene.clock.now(), payload)
                await put_due(tx, run.community_id, due)

        await scene.bot.database.write(None, ask)
        await all_sent(scene)
        there = [m for m in await ben.messages(thread["id"]) if m["embeds"] and not m["flags"] & EPHEMERAL]
        assert ["Facilitator" in text_of(m) for m in there] == [True]
        assert there[0]["id"] != panel["id"]


async def test_a_panel_brought_down_by_one_who_died_is_known_again_though_the_run_was_finished_on_the_old_one(
    laid_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with faulty_scene(laid_out, tmp_path) as scene:
        ben = await scene.person("ben")

        async def dies(*_: Any, **__: Any) -> None:
            raise OSError("killed before it was noted")

        thread = await _begun(scene, ben)
        panel = await _panel(ben, thread)
        with monkeypatch.context() as dying:
            dying.setattr("storage.sessions.note_panel", dies)
            await ben.command("general", "session run", session="Falls at night")
            await scene.later(timedelta())
        await ben.click(panel, "Finish")

        async def forget(tx: Writing) -> None:  # who is killed leaves no word of what was sent
            await tx.connection.execute(sa.update(outbox).values(looks=None))

        await scene.bot.database.write(None, forget)
        monkeypatch.setattr("sandbox.actions.messages.DEDUPED_FOR", timedelta())  # it is so long ago for Discord
        await all_sent(scene)
        there = [m for m in await ben.messages(thread["id"]) if m["embeds"] and not m["flags"] & EPHEMERAL]
        assert ["Finished" in text_of(m) for m in there] == [True]


async def test_an_own_format_can_be_chosen_and_only_the_host_begins_and_not_long_before(opened: Scene, tmp_path: Path):
    ben, cho = await opened.person("ben"), await opened.person("cho")
    (tmp_path / "huddle.toml").write_text(HUDDLE, "utf-8")
    await opened.stop_bot()
    opened.settings = replace(opened.settings, sessions=Sessions(formats=str(tmp_path)))
    await opened.start_bot()
    assert "ten minutes on the one thing" in (await _plan(ben, format="huddle")).text + text_of(await _card(ben))
    for who, why in ((cho, "facilitator"), (ben, "too early")):
        for typed in ("Falls at night", "falls at"):
            assert why in (await who.command("general", "session run", session=typed)).text
    await _plan(ben, title="Falls at noon")
    for typed in ("falls at", "no such", " "):
        assert "no such session" in (await ben.command("general", "session run", session=typed)).text
    async with opened.bot.database.read() as tx:
        assert await sessions.run_of(tx, 1) is None
