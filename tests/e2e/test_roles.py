"""Roles of a session, as people meet them: taken, handed on, given back."""

from datetime import timedelta
from typing import Any

from sandbox.client import Person, text_of
from tests.e2e.conftest import Scene

PLAN = {"topic": "general", "format": "case clinic", "title": "Falls at night", "starts": "in 30 minutes"}
Json = dict[str, Any]


async def _card(person: Person, place: str = "general") -> Json:
    return await person.wait_message(place, lambda m: "Going (" in text_of(m) and m["author"].get("bot", False))


async def test_roles_are_taken_handed_on_and_given_back_and_the_facilitator_runs_it(opened: Scene):
    ben, cho, dev = [await opened.person(name) for name in ("ben", "cho", "dev")]
    await ben.click(await ben.command("general", "session plan", **PLAN), "Confirm")
    card = await _card(cho)
    panel = await cho.click(card, "Roles")
    assert panel.ephemeral
    assert "Case giver" in panel.text
    assert "Coaches" not in panel.text  # for everybody
    chosen = await cho.select(panel, ["facilitator"])
    mine = await cho.click(chosen, "Take it")
    assert "**Facilitator**: you" in mine.text
    theirs = await dev.select(await dev.click(card, "Roles"), ["facilitator"])
    assert "Cho Lin" in theirs.text
    assert "Take it" not in str(theirs.message["components"])
    await opened.later(timedelta())
    assert "Facilitator: Cho Lin" in text_of(await dev.message(card))
    assert "Begun" in (await cho.command("general", "session run", session="Falls at night")).text

    offered = await cho.select(mine, ["dev"], "Offer it to somebody")
    assert "offered to Dev" in offered.text
    await opened.later(timedelta())
    thread = (await dev.message(card))["thread"]["id"]
    [ask] = [m for m in await dev.messages(thread) if "is offered to you" in m["content"]]
    assert [user["username"] for user in ask["mentions"]] == ["dev"]
    assert "somebody else" in (await ben.click(ask, "Take it")).text
    await dev.click(ask, "Take it")
    await opened.later(timedelta())
    assert "has the role" in (await dev.message(ask))["content"]
    assert "Facilitator: Dev" in text_of(await dev.message(card))
    assert "facilitator" in (await cho.command("general", "session run", session="Falls at night")).text
    back = await dev.click(await dev.select(await dev.click(card, "Roles"), ["facilitator"]), "Give it back")
    assert "**Facilitator**: nobody yet" in back.text
    # The host hands out what nobody has; nobody gets it without a yes.
    host = await ben.select(await ben.click(card, "Roles"), ["timekeeper"])
    await ben.select(host, ["cho"], "Offer it to somebody")
    await opened.later(timedelta())
    [ask] = [m for m in await cho.messages(thread) if "is offered to you" in m["content"]]
    await cho.click(ask, "No, thanks")
    await opened.later(timedelta())
    assert "Timekeeper" not in text_of(await cho.message(card))


async def test_whoever_loses_sight_of_a_topic_loses_the_roles_of_its_sessions(opened: Scene):
    await opened.people.admin.set_roles("olu", ["Board"])
    ben, cho, olu = [await opened.person(name) for name in ("ben", "cho", "olu")]
    await ben.click(await ben.command("general", "session plan", **PLAN | {"topic": "board"}), "Confirm")
    card = await _card(ben, "board")
    await opened.later(timedelta())
    panel = await ben.click(card, "Roles")
    free = await ben.select(await ben.click(card, "Roles"), ["presenter"])
    refused = await ben.select(free, ["cho"], "Offer it to somebody")
    assert "can't see" in refused.text
    await ben.select(free, ["olu"], "Offer it to somebody")
    await opened.later(timedelta())
    board = await ben.place_id("board")
    thread = (await ben.message(card))["thread"]["id"]
    [ask] = [m for m in await olu.messages(thread) if "is offered to you" in m["content"]]
    for person in (ben, olu):
        await opened.people.admin.set_overwrite(board, person, deny=["read_message_history"], role=False)
    for act in (
        ben.click(card, "Roles"),
        ben.select(panel, ["facilitator"]),
        ben.click(free, "Take it"),
        ben.select(free, ["olu"], "Offer it to somebody"),
        olu.click(ask, "Take it"),
    ):
        assert "no such session" in (await act).text
    assert "no such session" in (await cho.command("general", "session show", session="1")).text
