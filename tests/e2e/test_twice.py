"""Buttons pressed twice, by two at once, or long after: each press is answered, and counts once."""

import asyncio
import logging
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from sandbox.client import Person, Reply, text_of
from sandbox.client.answers import EPHEMERAL
from tests.e2e.conftest import TOKEN, Scene

# What is tried here is between the bot and Discord; the database's part has its own tests, on both kinds.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])
Json = dict[str, Any]
THREAD = "Falls at night"
FORM = {"Title": "Ask at ten", "What we did": "We asked everybody."}


async def _twice(person: Person, message: Json | Reply, label: str) -> list[Reply]:
    """Press a button twice at once, as impatient people do; each press must be answered."""
    replies = await asyncio.gather(*(person.click(message, label) for _ in range(2)))
    for reply in replies:
        assert "Something went wrong" not in reply.text
    return replies


def _public(messages: list[Json], word: str) -> list[Json]:
    return [m for m in messages if word in text_of(m) and m["author"].get("bot") and not m["flags"] & EPHEMERAL]


async def test_every_last_yes_pressed_twice_counts_once(opened: Scene):
    ben, cho, amira = await opened.person("ben"), await opened.person("cho"), await opened.person("amira")
    await opened.bot.ingest.caught_up()
    plan = await ben.command(
        "general", "session plan", topic="general", format="open hour", title="Twice", starts="in 50 hours"
    )
    await _twice(ben, plan, "Confirm")
    card = await cho.wait_message("general", lambda m: "Twice" in text_of(m) and not m["flags"] & EPHEMERAL)
    await asyncio.gather(cho.click(card, "Going"), cho.click(card, "Maybe"), ben.click(card, "Going"))
    await asyncio.gather(cho.click(card, "Going"), ben.click(card, "Maybe"))
    await cho.wait_message("general", lambda m: "Going (1)" in text_of(m) and "Maybe (1)" in text_of(m))

    panel = await ben.submit(await ben.command(THREAD, "knowhow capture"), FORM)
    panel = await ben.select(panel, [m["id"] for m in await ben.messages(THREAD) if "Most of our" in m["content"]])
    await _twice(ben, panel, "Ask for consent")
    question = await cho.wait_message(THREAD, lambda m: "Know-how from this thread" in m["content"])
    [mine, _] = await _twice(cho, question, "Answer")
    await _twice(cho, mine, "Quote me by name")
    again = await ben.command(THREAD, "knowhow publish", entry="Ask at ten")
    assert "Published" in again.text
    await opened.later(timedelta())
    assert len(_public(await cho.messages(THREAD), "Ask at ten")) == 1
    assert len(_public(await cho.messages(THREAD), "Know-how from this thread")) == 1

    await ben.command("general", "topic propose", name="Beds", purpose="How beds are counted")
    proposal = await cho.wait_message("general", lambda m: "A topic is proposed" in text_of(m))
    await _twice(cho, proposal, "Support")
    assert "2 of 3" in text_of(await cho.message(proposal))

    await cho.send("general", "Does anybody count their beds at night as we do here?")
    await opened.bot.ingest.settled()
    notices = await amira.place_id("notices")
    await amira.command("general", "community settings", name="summary_channel", value=f"<#{notices}>")
    post = await amira.command("general", "summary post")
    post = await amira.select(post, "This week so far")
    await _twice(amira, post, "Post")
    await opened.later(timedelta())
    assert len(_public(await amira.messages("notices"), "week so far")) == 1


async def test_a_role_that_is_taken_and_offered_twice_is_offered_once(opened: Scene):
    ben, cho, dev = [await opened.person(name) for name in ("ben", "cho", "dev")]
    plan = {"topic": "general", "format": "open hour", "title": "Twice", "starts": "in 50 hours"}
    await ben.click(await ben.command("general", "session plan", **plan), "Confirm")
    await opened.later(timedelta())
    card = await cho.wait_message("general", lambda m: "Twice" in text_of(m) and not m["flags"] & EPHEMERAL)
    free = await cho.select(await cho.click(card, "Roles"), ["facilitator"])
    await _twice(cho, free, "Take it")
    mine = await cho.select(await cho.click(card, "Roles"), ["facilitator"])
    for _ in range(2):
        assert "offered to Dev" in (await cho.select(mine, ["dev"], "Offer it to somebody")).text
        await opened.later(timedelta())
    thread = (await cho.message(card))["thread"]["id"]
    [offer] = [m for m in await dev.messages(thread) if "is offered to you" in m["content"]]
    await _twice(dev, offer, "Take it")
    await opened.later(timedelta())
    assert "has the role" in (await dev.message(offer))["content"]
    assert "Facilitator: Dev" in text_of(await dev.message(card))


async def test_a_panel_is_answered_after_its_time_is_over(opened: Scene):
    """The client forgets a view after some minutes; Discord goes on showing its buttons."""
    ben = await opened.person("ben")
    await opened.bot.ingest.caught_up()
    found = await ben.command("general", "knowhow search", query="falls")
    for view in list(opened.bot._connection._view_store._synced_message_views.values()):
        view.stop()
    told = await ben.click(found, "Share here")
    assert "Use its command again" in told.text


async def test_no_log_holds_words_or_the_token(opened: Scene, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    cho, ben = await opened.person("cho"), await opened.person("ben")
    said = await cho.send("general", "The aubergine protocol failed twice.")
    await cho.edit(said, "The aubergine protocol failed thrice.")
    await ben.command("general", "knowhow search", query="aubergine")
    await opened.bot.ingest.settled()
    panel = await ben.submit(await ben.command(THREAD, "knowhow capture"), {**FORM, "Title": "Aubergine"})
    await ben.click(panel, "Publish without quotes")
    await opened.later(timedelta(days=8))
    logged = Counter(
        record.name for record in caplog.records for word in ("ubergine", TOKEN) if word in record.getMessage()
    )
    assert not logged
