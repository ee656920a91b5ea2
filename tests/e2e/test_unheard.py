"""Cards and Discord's events that are there, though sending them seemed to fail, of sessions that changed since."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import InteractionFailed, Person, buttons, text_of
from sandbox.faults import Fault
from tests.e2e.conftest import Scene
from tests.e2e.faulty import all_sent, faulty_scene

PLAN = {"topic": "general", "format": "case clinic", "title": "Falls at night", "starts": "in 100 hours"}


async def _plan_unheard(scene: Scene, person: Person, **options: Any) -> None:
    """Plan a session whose card and event are made, and whose making seems to have failed."""
    where = "/channels/{channel_id}/messages" if "topic" not in options else "/channels/{channel_id}/threads"
    for path in (where, "/guilds/{guild_id}/scheduled-events"):
        scene.sandbox.faults.add("POST", path, Fault())
    asked = await person.command("general", "session plan", **PLAN | options)
    assert "Planned" in (await person.click(asked, "Confirm")).text
    await scene.later(timedelta())


async def _call_off(person: Person, title: str) -> None:
    told = await person.command("general", "session cancel", session=title, reason="The host is ill")
    assert "Cancelled" in told.text


async def test_what_was_posted_unheard_says_what_became_of_its_session(laid_out: Path, tmp_path: Path):
    async with faulty_scene(laid_out, tmp_path) as scene:
        ben = await scene.person("ben")
        await _plan_unheard(scene, ben)
        await _call_off(ben, "Falls at night")
        await _plan_unheard(scene, ben, topic="measurement", title="Falls by day")
        await _call_off(ben, "Falls by day")
        await _plan_unheard(scene, ben, title="Falls at noon")
        change = {"session": "Falls at noon", "title": "Falls at tea", "starts": "in 90 hours"}
        await ben.click(await ben.command("general", "session change", **change), "Confirm")
        await all_sent(scene)

        there = [m for m in await ben.messages("general") if m["author"].get("bot") and "Falls" in text_of(m)]
        changed, cancelled = [m for m in there if m["embeds"]]
        assert "Cancelled: Falls at night" in text_of(cancelled)
        assert buttons(cancelled) == []
        assert "Falls at tea" in text_of(changed)
        (post,) = [one for one in (await ben.view())["threads"] if "Falls by day" in one["name"]]
        (cancelled,) = [m for m in await ben.messages(post["id"]) if m["embeds"]]
        assert buttons(cancelled) == []
        assert [event["name"] for event in (await ben.view())["events"]] == ["Falls at tea"]


async def test_a_reminder_that_was_sent_unheard_stands_once_whoever_comes_and_whatever_it_is_called_meanwhile(
    laid_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with faulty_scene(laid_out, tmp_path) as scene:
        ben, cho, dev = [await scene.person(name) for name in ("ben", "cho", "dev")]
        asked = await ben.command("general", "session plan", **PLAN)
        await ben.click(asked, "Confirm")
        card = await ben.wait_message("general", lambda m: "Falls at night" in text_of(m) and bool(m["embeds"]))
        await cho.click(card, "Going")
        scene.sandbox.faults.add("POST", "/channels/{channel_id}/messages", Fault())
        await scene.later(timedelta(hours=76))
        await dev.click(card, "Going")
        renamed = await ben.command("general", "session change", session="Falls at night", title="Falls by day")
        assert "Changed" in (await ben.click(renamed, "Confirm")).text
        monkeypatch.setattr("sandbox.actions.messages.DEDUPED_FOR", timedelta())  # it is so long ago for Discord
        await all_sent(scene)
        thread = (await ben.message(card))["thread"]["id"]
        reminders = [m for m in await ben.messages(thread) if " starts <t:" in m["content"]]
        assert [[user["username"] for user in m["mentions"]] for m in reminders] == [["cho"]]


async def test_of_summaries_posted_by_hand_one_stands_whichever_was_posted_unheard_or_noted_by_one_who_died(
    laid_out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with faulty_scene(laid_out, tmp_path) as scene:
        amira, cho = [await scene.person(name) for name in ("amira", "cho")]
        await cho.send("general", "Does anybody count their beds at night as we do here?")
        await scene.bot.ingest.settled()
        channel = f"<#{await amira.place_id('notices')}>"
        await amira.command("general", "community settings", name="summary_channel", value=channel)

        async def post(button: str) -> None:
            chosen = await amira.select(await amira.command("general", "summary post"), "This week so far")
            assert "on its way" in (await amira.click(chosen, button)).text
            await scene.later(timedelta())

        async def standing() -> list[str]:
            return [m["id"] for m in await amira.messages("notices") if "this week so far" in text_of(m).lower()]

        await post("Post")
        scene.sandbox.faults.add("POST", "/channels/{channel_id}/messages", Fault())
        await post("Post in its place")
        await all_sent(scene)
        assert len(await standing()) == 1, "the second is known again, and is not taken for the first"

        async def dies(*_: Any) -> None:
            raise OSError("killed before the row was marked")

        with monkeypatch.context() as dying:
            dying.setattr("storage.outbox.finish", dies)
            with suppress(OSError):
                await post("Post in its place")
        await post("Post in its place")
        last = (await standing())[-1]
        await all_sent(scene)
        assert await standing() == [last], "one that is noted is not posted again in the place of a later one"


async def test_a_poll_whose_card_was_posted_unheard_says_what_was_picked_on_it(laid_out: Path, tmp_path: Path):
    async with faulty_scene(laid_out, tmp_path) as scene:
        ben = await scene.person("ben")
        poll = {"topic": "general", "format": "case clinic", "title": "Falls at night"}
        asked = await ben.command("general", "session poll", times="in 50 hours; in 60 hours", **poll)
        scene.sandbox.faults.add("POST", "/channels/{channel_id}/messages", Fault())
        await ben.click(asked, "Confirm")
        card = await ben.wait_message("general", lambda m: "Time 1" in [b.get("label") for b in buttons(m)])
        sure = await ben.select(await ben.click(card, "Pick a time"), ["2"])
        await ben.click(sure, "Plan it")
        await all_sent(scene)
        assert "Planned for" in text_of(await ben.message(card))
        assert buttons(await ben.message(card)) == []


async def test_a_card_tells_of_an_answer_though_showing_it_failed(laid_out: Path, tmp_path: Path):
    async with faulty_scene(laid_out, tmp_path) as scene:
        ben, cho = await scene.person("ben"), await scene.person("cho")
        asked = await ben.command("general", "session plan", **PLAN)
        await ben.click(asked, "Confirm")
        card = await ben.wait_message("general", lambda m: "Going (0)" in text_of(m))
        scene.sandbox.faults.add("PATCH", "/channels/{channel_id}/messages/{message_id}", Fault(done=False), times=9)
        with suppress(InteractionFailed):
            await cho.click(card, "Going")
        scene.sandbox.faults.waiting.clear()
        await all_sent(scene)
        assert "Going (1)" in text_of(await ben.message(card))


async def test_an_offer_that_was_posted_unheard_says_that_it_is_over(laid_out: Path, tmp_path: Path):
    async with faulty_scene(laid_out, tmp_path) as scene:
        ben, cho, dev = [await scene.person(name) for name in ("ben", "cho", "dev")]
        asked = await ben.command("general", "session plan", **PLAN | {"capacity": 1})
        await ben.click(asked, "Confirm")
        await all_sent(scene)
        card = await cho.wait_message("general", lambda m: "Falls at night" in text_of(m) and m["embeds"] != [])
        for person in (cho, dev):
            await person.click(card, "Going")
        scene.sandbox.faults.add("POST", "/channels/{channel_id}/messages", Fault())
        await cho.click(card, "Can't")
        thread = (await dev.message(card))["thread"]["id"]
        offer = await dev.wait_message(thread, lambda m: "A place is free" in m["content"])
        assert "The place is yours" in (await dev.click(offer, "Take the place")).text
        await all_sent(scene)
        offers = [m for m in await dev.messages(thread) if "is free" in m["content"] or "was offered" in m["content"]]
        assert [m["content"] for m in offers] == ["The place that was offered here is taken."]
        assert buttons(offers[0]) == []
