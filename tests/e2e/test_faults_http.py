"""What members see when requests fail: one answer, one card, one event, whatever Discord says of them."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from sandbox.client import Person, text_of
from sandbox.client.answers import EPHEMERAL
from sandbox.faults import Fault
from storage import Writing, knowhow
from tests.e2e.conftest import Scene
from tests.e2e.faulty import all_sent, faulty_scene, finds, is_kept

pytestmark = pytest.mark.asyncio(loop_scope="module")

SENT = "/channels/{channel_id}/messages"
POSTED = "/channels/{channel_id}/threads"
EVENTS = "/guilds/{guild_id}/scheduled-events"
FIRST = "/interactions/{interaction_id}/{token}/callback"
FOLLOWING = "/webhooks/{webhook_id}/{token}"
DONE = {
    "lost": Fault(),
    "error": Fault(status=500),
    "reset": Fault(dropped=True),
    "hang": Fault(hangs=9),
}
"""What fails after its effect."""
NOT_DONE = {
    "unavailable": Fault(done=False),
    "cut": Fault(dropped=True, done=False),
    "limited": Fault(status=429, done=False, retry_after=0.1),
    "global": Fault(status=429, done=False, retry_after=0.1, scope="global"),
    "shared": Fault(status=429, done=False, retry_after=0.1, scope="shared"),
    "banned": Fault(status=429, done=False, via=False),
}
A_WHILE = timedelta(seconds=40)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with faulty_scene(laid_out, tmp_path_factory.mktemp("http"), timeout=1) as scene:
        yield scene


def _public(messages: Iterable[dict[str, Any]], word: str) -> list[str]:
    own = [m for m in messages if m["author"].get("bot") and not m["flags"] & EPHEMERAL]
    return [text for text in map(text_of, own) if word in text]


async def _planned(scene: Scene, title: str, topic: str = "general", starts: str = "in 50 hours") -> Person:
    ben = await scene.person("ben")
    options = {"topic": topic, "format": "open hour", "title": title, "starts": starts}
    plan = await ben.command("general", "session plan", **options)
    assert "Planned" in (await ben.click(plan, "Confirm")).text
    return ben


@pytest.mark.parametrize("where", ["at first", "in the place of thinking"])
@pytest.mark.parametrize("name", DONE | NOT_DONE)
async def test_a_command_is_answered_once(scene: Scene, name: str, where: str):
    method, path = ("POST", FIRST) if where == "at first" else ("PATCH", FOLLOWING + "/messages/{message}")
    scene.sandbox.faults.add(method, path, (DONE | NOT_DONE)[name])
    cho = await scene.person("cho")
    told = await cho.command("general", "topic list")
    assert not scene.sandbox.faults.waiting[method, path]
    expected = "not answering me as it should" if name == "banned" else "Topics you can see"
    assert expected in told.text
    assert told.followups == []


@pytest.mark.parametrize("name", DONE | NOT_DONE)
async def test_a_card_stands_once(scene: Scene, name: str):
    await scene.later(timedelta())
    scene.sandbox.faults.add("POST", SENT, (DONE | NOT_DONE)[name])
    ben = await _planned(scene, f"Card {name}")
    await all_sent(scene)
    assert len(_public(await ben.messages("general"), f"Card {name}")) == 1
    assert not scene.sandbox.faults.waiting["POST", SENT]


async def test_a_card_that_asks_stands_once_though_its_words_change_before_it_is_tried_again(scene: Scene):
    cho = await scene.person("cho")
    said = await cho.send("general", "We put a clock in every bay.")
    thread = (await cho.open_thread("general", "Clocks", from_message=said))["id"]
    quoted = await cho.send(thread, "It has to be a large one.")
    await scene.bot.ingest.settled()
    form = await cho.command(thread, "knowhow capture")
    panel = await cho.submit(form, {"Title": "A clock in every bay", "What we did": "We hung it."})
    panel = await cho.select(panel, [quoted["id"]], "Messages to quote (10 at most)")
    await scene.later(timedelta())
    scene.sandbox.faults.add("POST", SENT, Fault())
    await cho.click(panel, "Ask for consent")
    await scene.later(timedelta())
    assert not scene.sandbox.faults.waiting["POST", SENT]
    assert len(_public(await cho.messages(thread), "A clock in every bay")) == 1
    for message in scene.sandbox.state.timeline(int(thread)):
        message.nonce = None  # Discord knows a nonce for some minutes only

    async def retitle(tx: Writing) -> None:
        (entry,) = await knowhow.asking_in(tx, int(thread))
        now = scene.clock.now()
        await knowhow.edit(tx, entry, replace(entry.fields, title="A large clock"), entry.captured_by, now)

    await scene.bot.database.write(None, retitle)
    await scene.later(timedelta(minutes=3))
    await all_sent(scene)
    assert len(_public(await cho.messages(thread), "If you are quoted, press")) == 1


async def test_a_reminder_waits_for_a_card_that_is_held_up(scene: Scene):
    await scene.later(timedelta())
    scene.sandbox.faults.add("POST", SENT, Fault(done=False), times=2)
    starts = scene.clock.now() + timedelta(days=1, seconds=15)
    ben = await _planned(scene, "Held up", starts=starts.isoformat(timespec="seconds"))
    for moment in (0, 6):
        await scene.later(timedelta(seconds=moment))
    assert not scene.sandbox.faults.waiting["POST", SENT]
    await scene.later(timedelta(seconds=10))
    await all_sent(scene)
    thread = next(thread for thread in (await ben.view())["threads"] if thread["name"] == "Held up")
    assert len(_public(await ben.messages(thread), "starts <t:")) == 1


@pytest.mark.parametrize("name", DONE)
async def test_discords_own_event_and_a_forums_post_stand_once(scene: Scene, name: str):
    await scene.later(timedelta())
    scene.sandbox.faults.add("POST", EVENTS, DONE[name])
    scene.sandbox.faults.add("POST", POSTED, DONE[name])
    ben = await _planned(scene, f"Post {name}", topic="measurement")
    await all_sent(scene)
    view = await ben.view()
    assert [event["name"] for event in view["events"]].count(f"Post {name}") == 1
    assert [thread["name"] for thread in view["threads"]].count(f"Post {name}") == 1
    assert not scene.sandbox.faults.waiting["POST", EVENTS]
    assert not scene.sandbox.faults.waiting["POST", POSTED]


@pytest.mark.parametrize("name", DONE)
async def test_what_is_shared_with_a_channel_stands_there_once(scene: Scene, name: str):
    dev = await scene.person("dev")
    shared = len(_public(await dev.messages("general"), "Shared by"))
    found = await dev.command("general", "knowhow search", query="huddle")
    scene.sandbox.faults.add("POST", FOLLOWING, DONE[name])
    told = await dev.click(found, "Share here")
    assert "Something went wrong" not in told.text
    assert not scene.sandbox.faults.waiting["POST", FOLLOWING]
    assert len(_public(await dev.messages("general"), "Shared by")) == shared + 1


@pytest.mark.parametrize("name", DONE)
async def test_an_answer_to_a_session_counts_once_and_is_confirmed(scene: Scene, name: str):
    cho = await scene.person("cho")
    await _planned(scene, f"Pressed {name}")
    await scene.later(timedelta())
    card = await cho.wait_message("general", lambda m: f"Pressed {name}" in text_of(m) and bool(m["components"]))
    for method, path in (("POST", FOLLOWING), ("PATCH", FOLLOWING + "/messages/{message}")):
        scene.sandbox.faults.add(method, path, DONE[name])
    await cho.click(card, "Going")
    await cho.wait_message("general", lambda m: "Going (1)" in text_of(m) and m["id"] == card["id"])
    scene.sandbox.faults.waiting.clear()
    own = [m for m in await cho.messages("general", limit=100) if int(m["id"]) > int(card["id"])]
    assert ["You are down as going" in m["content"] for m in own if m["flags"] & EPHEMERAL] == [True], "said once"


@pytest.mark.parametrize("name", ["lost", "reset"])
async def test_polls_and_roles_count_once_and_are_confirmed(scene: Scene, name: str):
    def fail() -> None:
        for method, path in (("POST", SENT), ("POST", FOLLOWING), ("PATCH", FOLLOWING + "/messages/{message}")):
            scene.sandbox.faults.add(method, path, DONE[name])

    ben, cho, dev, title = *[await scene.person(who) for who in ("ben", "cho", "dev")], f"Asked {name}"
    times = {"times": "in 50 hours; in 60 hours", "title": title}
    asked = await ben.command("general", "session poll", topic="general", format="open hour", **times)
    fail()
    assert "Asked" in (await ben.click(asked, "Confirm")).text
    await all_sent(scene)
    [poll] = [m for m in await cho.messages("general") if title in text_of(m) and "Time 1" in str(m["components"])]
    fail()
    assert "You can make: 2" in (await cho.click(poll, "Time 2")).text
    await all_sent(scene)
    assert "2 · 1 can" in text_of(await cho.message(poll))
    sure = await ben.select(await ben.click(poll, "Pick a time"), ["2"])
    fail()
    assert "Planned" in (await ben.click(sure, "Plan it")).text
    await all_sent(scene)
    [card] = [m for m in await cho.messages("general") if title in text_of(m) and "Going (1)" in text_of(m)]

    free = await cho.select(await cho.click(card, "Roles"), ["facilitator"])
    fail()
    mine = await cho.click(free, "Take it")
    assert "**Facilitator**: you" in mine.text
    fail()
    assert "offered to Dev" in (await cho.select(mine, ["dev"], "Offer it to somebody")).text
    await all_sent(scene)
    thread = card["thread"]["id"]
    [offer] = [m for m in await dev.messages(thread) if "is offered to you" in m["content"]]
    fail()
    await dev.click(offer, "Take it")
    await all_sent(scene)
    assert "has the role" in (await dev.message(offer))["content"]
    assert "Facilitator: Dev" in text_of(await dev.message(card))
    scene.sandbox.faults.waiting.clear()


async def test_a_thread_opened_for_know_how_is_greeted_once_and_the_draft_is_saved(scene: Scene):
    cho = await scene.person("cho")
    for name, fault in DONE.items():
        said = await cho.send("general", f"We tried a lamp: {name}.")
        form = await cho.menu("Capture know-how", said)
        scene.sandbox.faults.add("POST", SENT, fault)
        panel = await cho.submit(form, {"Title": f"Lamp {name}", "What we did": "We lit it."})
        assert "Saved" in panel.text
        assert len(_public(await cho.messages(said["id"]), "This thread was opened to keep")) == 1


async def test_history_that_hangs_is_given_up_and_read_later(scene: Scene):
    amira, cho = await scene.person("amira"), await scene.person("cho")
    said = await cho.send("notices", "The hourglass stood still.")
    for fault in (Fault(hangs=30, done=False), Fault(done=False), Fault(status=429, done=False, via=False)):
        scene.sandbox.faults.add("GET", SENT, fault)
    await amira.command("general", "topic open", channel="notices", purpose="What we learn")
    for _ in range(9):
        if not scene.sandbox.faults.waiting["GET", SENT]:
            break
        await scene.bot.ingest._catchup._errand.finish()
        await scene.later(A_WHILE)
    await scene.bot.ingest._catchup._errand.finish()
    await scene.later(A_WHILE)
    await is_kept(scene, said)
    assert "**hourglass**" in await finds(cho, "hourglass")
