import asyncio
from datetime import timedelta
from typing import Any

import pytest

from sandbox.client import Person, Refused, Reply, buttons, text_of
from storage.rights import Who
from storage.rights.mine import sessions_of
from tests.e2e.conftest import Scene

PLAN = {"topic": "general", "format": "case clinic", "title": "Falls at night", "starts": "in 3 days 14:00"}


def _mentions(message: dict[str, Any]) -> set[str]:
    return {user["username"] for user in message["mentions"]}


async def _plan(person: Person, **options: Any) -> Reply:
    asked = await person.command("general", "session plan", **{**PLAN, "starts": "in 50 hours"} | options)
    assert "Nothing is posted yet" in asked.text
    return await person.click(asked, "Confirm")


async def _card(person: Person, place: str = "general", title: str = "Falls at night") -> dict[str, Any]:
    return await person.wait_message(place, lambda m: title in text_of(m) and m["author"].get("bot", False))


async def test_a_session_is_planned_answered_reminded_of_and_cancelled(opened: Scene):
    ben, cho = await opened.person("ben"), await opened.person("cho")
    told = await _plan(ben)
    assert "Planned" in told.text
    card = await _card(cho)
    mark = cho.mark()
    await cho.click(card, "Going")
    told_cho = await cho.wait_for(lambda e: "You are down" in (e.data.get("content") or ""), since=mark)
    assert told_cho.data["flags"] & 64
    card = await cho.message(card)
    assert "Going (1)" in text_of(card)
    assert "Cho Lin" in text_of(card)
    await cho.click(card, "Maybe")
    await cho.click(card, "Going")
    await ben.click(card, "Can't")
    await opened.later(timedelta())
    events = (await ben.view())["events"]
    assert [event["name"] for event in events] == ["Falls at night"]

    mark = cho.mark()
    await opened.later(timedelta(hours=26, seconds=5))
    thread = (await cho.message(card))["thread"]["id"]
    reminder = await cho.wait_for(lambda e: e.name == "MESSAGE_CREATE" and e.data["channel_id"] == thread, since=mark)
    assert _mentions(reminder.data) == {"cho"}
    await opened.later(timedelta(seconds=1))
    assert len([m for m in await cho.messages(thread) if "starts" in m["content"]]) == 1

    listed = await ben.command("general", "session list")
    assert "Falls at night" in listed.text
    assert "1 going" in listed.text
    cancelled = await ben.command(
        "general", "session cancel", session="Falls at night", reason="The host is ill @everyone"
    )
    assert "Cancelled" in cancelled.text
    await opened.later(timedelta())
    assert text_of(await ben.message(card)).startswith("Cancelled: Falls at night")
    last = (await cho.messages(thread))[0]
    assert "The host is ill" in last["content"]
    assert not last["mention_everyone"]
    assert (await ben.view())["events"] == []
    listed = await ben.command("general", "session list")
    assert "No session is coming" in listed.text


async def test_a_private_topics_session_is_seen_only_by_those_who_see_the_topic(opened: Scene):
    ben, cho = await opened.person("ben"), await opened.person("cho")
    await _plan(ben, topic="board", title="The zebra paper")
    await _card(ben, "board", "The zebra paper")
    await opened.later(timedelta())
    assert "zebra" in (await ben.command("general", "session list")).text
    assert "No session is coming" in (await cho.command("general", "session list")).text
    assert await cho.autocomplete("general", "session show", "session", "zebra") == []
    refused = await cho.command("general", "session show", session="1")
    unknown = await cho.command("general", "session show", session="999")
    assert refused.text == unknown.text
    assert (await cho.view())["events"] == []
    planned = await cho.command("general", "session plan", **{**PLAN, "topic": "board"})
    assert "zebra" not in planned.text
    assert "Nothing is posted" not in planned.text


async def test_a_forum_topics_session_is_a_post_of_its_own(opened: Scene):
    dev = await opened.person("dev")
    await _plan(dev, topic="measurement", title="Reading run charts")
    await opened.later(timedelta())
    threads = (await dev.view())["threads"]
    assert "Reading run charts" in [t["name"] for t in threads]


async def test_buttons_work_after_a_restart_and_missed_steps_are_made_up(opened: Scene):
    ben, cho = await opened.person("ben"), await opened.person("cho")
    await _plan(ben)
    card = await _card(cho)
    await opened.stop_bot()
    await opened.unanswered(cho.click(card, "Going"))
    await opened.start_bot()
    await cho.click(card, "Going")
    assert "Going (1)" in text_of(await cho.message(card))
    await opened.later(timedelta())
    cards = [m for m in await cho.messages("general") if buttons(m) and "Falls at night" in text_of(m)]
    assert len(cards) == 1


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"starts": "yesterday 2pm"}, "past"),
        ({"starts": "when the cows come home"}, "can't read that time"),
        ({"starts": "3 December"}, "time of day"),
        ({"topic": "no such topic"}, "topic"),
        ({"starts": "1 Jan 2031 14:00"}, "two years"),
    ],
)
async def test_what_can_not_be_planned_is_refused_with_a_sentence(
    opened: Scene, options: dict[str, str], sentence: str
):
    ben = await opened.person("ben")
    refused = await ben.command("general", "session plan", **{**PLAN, "starts": "in 50 hours"} | options)
    assert refused.ephemeral
    assert sentence in refused.text


async def test_a_plan_is_confirmed_after_a_restart_and_once_however_often_it_is_pressed(opened: Scene):
    ben = await opened.person("ben")
    asked = await ben.command("general", "session plan", **{**PLAN, "starts": "in 50 hours"})
    left = await ben.command("general", "session plan", **{**PLAN, "starts": "in 51 hours", "title": "Left"})
    assert "No session is coming" in (await ben.command("general", "session list")).text
    await opened.stop_bot()
    await opened.start_bot()
    assert "Nothing was posted" in (await ben.click(left, "Leave it")).text
    await asyncio.gather(*(ben.click(asked, "Confirm") for _ in range(2)))
    await opened.later(timedelta())
    listed = (await ben.command("general", "session list")).text
    assert listed.count("Falls at night") == 1
    assert "Left" not in listed


async def test_a_bot_or_someone_outside_a_private_topic_can_not_host(opened: Scene):
    ben = await opened.person("ben")
    assert opened.bot.user is not None
    options = {**PLAN, "starts": "in 50 hours", "topic": "board"}
    refused = await ben.command("general", "session plan", **options, host=str(opened.bot.user.id))
    assert "bot can't host" in refused.text
    refused = await ben.command("general", "session plan", **options, host="cho")
    assert "can't see that topic" in refused.text


async def test_the_longest_legal_input_fits(opened: Scene):
    ben = await opened.person("ben")
    await _plan(ben, title="*_`@everyone" + "x" * 88, where="<@&1> " + "y" * 394, minutes=1440)
    card = await _card(ben, title="xxxx")
    assert not card["mention_everyone"]
    link = "https://teams.microsoft.com/l/meetup-join/" + "z" * 358
    await _plan(ben, title="Far away", where=link)
    assert link in text_of(await _card(ben, title="Far away"))
    await opened.later(timedelta())
    shown = {event["name"]: event["entity_metadata"]["location"] for event in (await ben.view())["events"]}
    assert shown["Far away"] == "teams.microsoft.com, see its card", "Discord's event takes 100 characters"
    with pytest.raises(Refused):
        await ben.command("general", "session plan", **{**PLAN, "where": "y" * 401})
    listed = await ben.command("general", "session list")
    assert "xxxx" in listed.text
    choices = await ben.autocomplete("general", "session show", "session", "xxx")
    assert len(choices) == 1
    cancelled = await ben.command("general", "session cancel", session=choices[0]["value"], reason="*" * 500)
    assert "Cancelled" in cancelled.text
    with pytest.raises(Refused):
        await ben.command("general", "session cancel", session=choices[0]["value"], reason="*" * 501)


async def test_only_host_planner_and_stewards_cancel(opened: Scene):
    ben, cho, stella = [await opened.person(name) for name in ("ben", "cho", "stella")]
    await _plan(ben)
    refused = await cho.command("general", "session cancel", session="Falls at night", reason="no")
    assert "Only its host" in refused.text
    done = await stella.command("general", "session cancel", session="Falls at night", reason="A steward may")
    async with opened.bot.database.read() as tx:
        hers = sessions_of(Who(opened.bot.guilds[0].id, int(stella.id), opened.clock.now()))
        assert [row.reason for row in await tx.connection.execute(hers)] == ["A steward may"], "they are her words"
    assert "Cancelled" in done.text
