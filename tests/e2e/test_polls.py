"""Polls of times, as people meet them: asked, answered, picked from, closed."""

import asyncio
from datetime import timedelta
from typing import Any

from sandbox.client import Person, Reply, buttons, text_of
from storage import sessions
from tests.e2e.conftest import Scene

POLL = {"topic": "general", "format": "case clinic", "title": "Falls at night", "times": "in 50 hours; in 60 hours"}
Json = dict[str, Any]


async def _ask(person: Person, **options: Any) -> Reply:
    asked = await person.command("general", "session poll", **POLL | options)
    assert "Nothing is posted yet" in asked.text
    return await person.click(asked, "Confirm")


async def _card(person: Person, place: str = "general", title: str = "Falls at night") -> Json:
    def is_card(message: Json) -> bool:
        return title in text_of(message) and "Time 1" in [b.get("label") for b in buttons(message)]

    return await person.wait_message(place, is_card)


async def test_times_are_asked_about_one_is_picked_and_who_can_make_it_is_going(opened: Scene):
    ben, cho, dev = [await opened.person(name) for name in ("ben", "cho", "dev")]
    assert "Asked" in (await _ask(ben)).text
    card = await _card(cho)
    await asyncio.gather(*(cho.click(card, "Time 2") for _ in range(2)), dev.click(card, "Time 2"))
    told = await dev.click(card, "Time 1")
    assert told.ephemeral
    assert "You can make: 1" in told.text
    told = await dev.select(told, ["2"])
    assert "You can make: 2" in told.text
    await opened.later(timedelta())
    shown = text_of(await cho.message(card))
    assert "1 · 0 can" in shown
    assert "2 · 2 can · most so far" in shown

    await opened.stop_bot()
    await opened.start_bot()
    assert "Only its host" in (await cho.click(card, "Pick a time")).text
    which = await ben.click(card, "Pick a time")
    sure = await ben.select(which, ["2"])
    assert "The 2 who can make it" in sure.text
    await asyncio.gather(*(ben.click(sure, "Plan it") for _ in range(2)))
    await opened.later(timedelta())
    await opened.later(timedelta(seconds=40))
    closed = await cho.message(card)
    assert "Planned for" in text_of(closed)
    assert "Its card" in text_of(closed)
    assert buttons(closed) == []
    session = await cho.wait_message("general", lambda m: "Going (2)" in text_of(m))
    assert {"Cho Lin", "Dev"} <= {name for name in ("Cho Lin", "Dev") if name in text_of(session)}
    [told_there] = [m for m in await cho.messages(session["thread"]["id"]) if "said in the poll" in m["content"]]
    assert {user["username"] for user in told_there["mentions"]} == {"cho", "dev"}
    assert (await ben.command("general", "session list")).text.count("Falls at night") == 1


async def test_whoever_loses_sight_of_a_topic_loses_its_polls(opened: Scene):
    ben, cho = await opened.person("ben"), await opened.person("cho")
    refused = await cho.command("general", "session poll", **POLL | {"topic": "board"})
    assert "Nothing is posted" not in refused.text
    await _ask(ben, topic="board", title="The zebra paper")
    card = await _card(ben, "board", "The zebra paper")
    mine = await ben.click(card, "Time 1")
    which = await ben.click(card, "Pick a time")
    sure = await ben.select(await ben.click(card, "Pick a time"), ["1"])
    unsaid = await ben.command("general", "session poll", **POLL | {"topic": "board"})
    board = await ben.place_id("board")  # he still sees it, and can press what stands there, but may not read back
    await opened.people.admin.set_overwrite(board, ben, deny=["read_message_history"], role=False)
    for reply, label in (
        (card, "Time 2"),
        (mine, ""),
        (which, ""),
        (which, "Close the poll"),
        (sure, "Plan it"),
        (unsaid, "Confirm"),
    ):
        told = (await (ben.click(reply, label) if label else ben.select(reply, ["2"]))).text
        assert "no such" in told or "I know no topic" in told, told
    async with opened.bot.database.read() as tx:
        poll = await sessions.find_poll(tx, 1)
    assert poll is not None
    assert (poll.status, list(poll.votes)) == ("open", [1])


async def test_a_poll_in_a_forum_is_a_post_and_one_whose_times_are_past_closes_by_itself(opened: Scene):
    dev = await opened.person("dev")
    await _ask(dev, topic="measurement", title="x" * 100, where="y" * 400, minutes=1440)
    await opened.later(timedelta())
    [post] = [t for t in (await dev.view())["threads"] if t["name"].startswith("When: xxx")]
    card = await _card(dev, post["id"], "xxx")
    await dev.click(card, "Time 1")
    await opened.later(timedelta(hours=55))
    assert "past" in (await dev.click(card, "Time 1")).text
    await opened.later(timedelta(hours=6))
    closed = await dev.message(card)
    assert "no time was picked" in text_of(closed)
    assert buttons(closed) == []
