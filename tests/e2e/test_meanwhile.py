"""What changes between a look and a press: access lost, a topic closed, a session of the gateway gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from sandbox.client import Person, Reply, text_of
from sandbox.faults import Fault
from tests.e2e.conftest import Scene, scene_on

# What is tried here is decided before any database is asked; the stores' own tests run on both kinds.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

FORM = {"Title": "Zebra ward", "What we did": "We kept a zebra on it."}


@asynccontextmanager
async def _mirror_held_up(scene: Scene) -> AsyncIterator[None]:
    """Keep the bot from writing what it hears of access, as a slow disk would."""
    async with scene.bot.mirror._turn:
        yield


async def _under_way(press: "asyncio.Task[Reply]") -> None:
    """Give a press every chance to be answered."""
    await asyncio.wait({press}, timeout=0.5)


async def _board_thread(scene: Scene) -> tuple[Person, dict[str, Any]]:
    ben = await scene.person("ben")
    thread = await ben.open_thread("board", "The zebra paper")
    await scene.bot.ingest.settled()
    return ben, thread


async def test_a_press_waits_for_what_discord_has_told_of_access(opened: Scene):
    ben, thread = await _board_thread(opened)
    await ben.submit(await ben.command(thread, "knowhow capture"), FORM)
    await ben.command("general", "knowhow show", entry="Zebra ward")
    panel = await ben.wait_message("general", lambda message: bool(message["components"]))
    async with _mirror_held_up(opened):
        await opened.people.admin.set_roles("ben", [])
        press = asyncio.create_task(ben.click(panel, "Don't publish by itself"))
        await _under_way(press)
    assert "no such entry" in (await press).followups[-1]["content"]
    assert "only when you say so" not in text_of(await ben.message(panel))


async def test_a_form_sent_after_its_topic_was_closed_saves_nothing(opened: Scene):
    ben, amira = await opened.person("ben"), await opened.person("amira")
    form = await ben.command("Falls at night", "knowhow capture")
    huddle = next(m for m in await ben.messages("general") if "safety huddle" in m["content"])
    menu = await ben.menu("Capture know-how", huddle)
    await amira.command("general", "topic close", topic="general", reason="The year is over")
    for opened_before in (form, menu):
        assert "nothing was saved" in (await ben.submit(opened_before, FORM)).text
    assert "captured nothing" in (await ben.command("general", "knowhow mine")).text
    assert "thread" not in await ben.message(huddle)


async def test_a_plan_confirmed_after_its_topic_was_lost_or_closed_is_not_posted(opened: Scene):
    ben, amira = await opened.person("ben"), await opened.person("amira")
    options = {"topic": "board", "format": "open hour", "title": "Zebra hour", "starts": "in 50 hours"}
    lost, closed = [await ben.command("general", "session plan", **options) for _ in range(2)]
    await opened.people.admin.set_roles("ben", [])
    assert "Planned" not in (await ben.click(lost, "Confirm")).text
    await opened.people.admin.set_roles("ben", ["Board"])
    await amira.command("general", "topic close", topic="board", reason="The paper is written")
    assert "closed" in (await ben.click(closed, "Confirm")).text
    assert "No session is coming" in (await ben.command("general", "session list")).text


@pytest.mark.parametrize("where", ["board", "meeting room"])
async def test_discords_own_event_never_tells_of_a_private_topics_session(opened: Scene, where: str):
    ben, cho = await opened.person("ben"), await opened.person("cho")
    place = f"<#{await ben.place_id(where)}>"
    options = {"topic": "board", "format": "open hour", "title": "Zebra hour", "starts": "in 50 hours"}
    plan = await ben.command("general", "session plan", where=place, **options)
    assert "Planned" in (await ben.click(plan, "Confirm")).text
    await opened.later(timedelta())
    assert "Zebra" in (await ben.command("general", "session list")).text
    assert (await cho.view())["events"] == []


async def test_a_new_session_of_the_gateway_tells_nothing_before_access_is_checked(opened: Scene):
    ben = await opened.person("ben")
    async with _mirror_held_up(opened):
        begun = asyncio.ensure_future(opened.bot.wait_for("ready"))
        await opened.people.admin.drop_gateways(resumable=False)
        await opened.people.admin.set_roles("ben", [])
        await asyncio.wait_for(begun, 30)
        press = asyncio.create_task(ben.command("general", "topic list"))
        await _under_way(press)
    told = await press
    assert await ben.place_id("general") in told.text
    assert told.text.count("<#") == 2, "of #general, #measurement and #board, the last is lost"


async def test_what_can_t_be_asked_of_discord_does_not_keep_a_loss_from_being_written(address: str):
    async with scene_on(address) as scene:
        amira, ben = await scene.person("amira"), await scene.person("ben")
        for channel in ("general", "board"):
            await amira.command("general", "topic open", channel=channel, purpose="What we learn")
        await scene.bot.mirror.settled()
        board = await ben.place_id("board")
        async with _mirror_held_up(scene):
            scene.sandbox.faults.add("GET", "/channels/{channel_id}/thread-members", Fault(dropped=True), times=9)
            await scene.people.admin.set_roles("ben", [])
            await (await scene.person("cho")).open_thread("general", "A quiet corner", private=True)
            press = asyncio.create_task(ben.command("general", "topic list"))
            await _under_way(press)
        assert board not in (await press).text
        assert board not in (await ben.command("general", "topic list")).text
