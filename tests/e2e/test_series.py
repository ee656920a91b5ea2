"""A series in Discord: planned in words, moved, renamed, answered and called off, one alone or with all that follow."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from sandbox.client import Person, Reply, text_of
from storage.rights import Who
from storage.rights.mine import sessions_of
from tests.e2e.conftest import Scene

# What the database holds of it is tried on both kinds in tests/storage.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])

WEEKLY = {
    "topic": "general",
    "format": "case clinic",
    "title": "Falls at night",
    "starts": "in 50 hours",
    "repeats": "weekly, 9 times",
}


async def _planned(person: Person, scene: Scene, **options: Any) -> Reply:
    asked = await person.command("general", "session plan", **WEEKLY | options)
    assert "Nothing is posted yet" in asked.text
    told = await person.click(asked, "Confirm")
    assert "Planned" in told.text
    await scene.later(timedelta())
    return asked


async def _choices(person: Person, current: str = "Falls") -> list[str]:
    return [str(c["value"]) for c in await person.autocomplete("general", "session change", "session", current)]


async def _cards(person: Person, title: str = "Falls at night") -> list[dict[str, Any]]:
    found = [m for m in await person.messages("general", limit=100) if m["author"].get("bot") and title in text_of(m)]
    return [m for m in found if m["embeds"] and "Going (" in text_of(m)][::-1]


async def test_one_of_a_series_is_moved_with_its_answers_and_those_who_come_are_told_once(opened: Scene):
    ben, cho, dev = [await opened.person(name) for name in ("ben", "cho", "dev")]
    asked = await _planned(ben, opened)
    assert "9 times" in asked.text
    assert asked.text.count("<t:") == 7, "when it starts, twice, and the first five dates"
    choices = await _choices(ben)
    assert len(choices) == 8, "eight weeks ahead"
    first, second = await _cards(cho)
    assert "1st of 9" in text_of(first)
    assert "2nd of 9" in text_of(second)

    mark = cho.mark()
    await cho.click(first, "Going")
    offered = await cho.wait_for(lambda e: "about this one alone" in str(e.data.get("content")), since=mark)
    await cho.click(offered.data, "All following too")
    await dev.click(second, "Maybe")
    await opened.later(timedelta())
    second = await cho.message(second)
    assert "Going (1)" in text_of(second)
    assert "Maybe (1)" in text_of(second)

    day = opened.clock.now() + timedelta(hours=50, days=9)
    later = f"{day:%Y-%m-%d} 12:00"
    preview = await ben.command("general", "session change", session=choices[1], starts=later, where="The library")
    assert "→" in preview.text
    assert "All following would be" in preview.text
    done = await ben.click(preview, "This one")
    assert "Changed" in done.text
    await opened.later(timedelta())
    moved = await cho.message(second)
    assert "The library" in text_of(moved)
    assert "2nd of 9 · moved" in text_of(moved)
    assert "Going (1)" in text_of(moved)
    assert "Maybe (1)" in text_of(moved)
    assert "The library" not in text_of(await cho.message(first))
    assert "moved" not in text_of(await cho.message(first))
    told = [m for m in await cho.messages(moved["thread"]["id"]) if "was changed" in m["content"]]
    assert [{user["username"] for user in m["mentions"]} for m in told] == [{"cho", "dev"}]
    names = [thread["name"] for thread in (await cho.view())["threads"]]
    assert f"{day.day} {day:%b} · Falls at night" in names
    events = (await ben.view())["events"]
    assert f"{day:%Y-%m-%d}T12:00" in {str(event["scheduled_start_time"])[:16] for event in events}
    assert sorted(event["name"] for event in events) == ["Falls at night"] * 2
    asked = await ben.command("general", "session cancel", session=choices[5], reason="The hall is shut")
    assert "Its card" not in (await ben.click(asked, "This one")).text, "it has none yet"
    await opened.later(timedelta())
    (off,) = [m for m in await cho.messages(moved["thread"]["id"]) if "The hall is shut" in m["content"]]
    assert [user["username"] for user in off["mentions"]] == ["cho"], "who comes to all is told of one without a card"
    assert "<t:" in off["content"], "it stands in another one's thread"
    await opened.later(timedelta(days=8))
    assert len(await _choices(ben)) == 7, "one is over, and one more was made: neither the moved one nor that again"


async def _changed_after_a_restart(scene: Scene, ben: Person, stella: Person, choices: list[str]) -> None:
    preview = await stella.command("general", "session change", session=choices[1], title="Falls by day", starts="noon")
    left = await ben.command("general", "session change", session=choices[1], title="Falls for ever")
    whole = await ben.command("general", "session change", session=choices[0], title="Falls for ever")
    await scene.stop_bot()
    await scene.start_bot()
    scene.clock.moved += timedelta(hours=3)
    pressed = await asyncio.gather(*(stella.click(preview, "All following") for _ in range(2)))
    told = " ".join(one.text for one in pressed)
    assert "7 sessions are made so far" in told, "asked before a restart, and three hours ago"
    assert "settled already" in told, "once, however often it is pressed"
    late = [(await ben.click(left, label)).text for label in ("This one", "All following")]
    assert all("This session was changed since" in one and "/session change" in one for one in late)
    late = [(await ben.click(whole, "All following")).text]
    assert "The series was changed since" in late[0], "the session itself was not"


async def test_all_that_follow_are_moved_and_called_off_and_the_earlier_stay(opened: Scene):
    ben, cho, stella = [await opened.person(name) for name in ("ben", "cho", "stella")]
    await _planned(ben, opened)
    first, second = await _cards(cho)
    mark = cho.mark()
    await cho.click(first, "Maybe")
    offered = await cho.wait_for(lambda e: "about this one alone" in str(e.data.get("content")), since=mark)
    await cho.click(offered.data, "All following too")
    choices = await _choices(ben)
    refused = await cho.command("general", "session change", session=choices[1], title="Mine")
    assert "Only its host" in refused.text
    same = await ben.command("general", "session change", session=choices[1], title="Falls at night")
    assert "changes nothing" in same.text

    await _changed_after_a_restart(opened, ben, stella, choices)
    await opened.later(timedelta())
    assert "Falls at night" in text_of(await cho.message(first))
    renamed = await cho.message(second)
    assert "Falls by day" in text_of(renamed)
    assert "2nd of 9" in text_of(renamed)
    assert "Maybe (1)" in text_of(renamed)
    said = [m for m in await cho.messages(renamed["thread"]["id"]) if "all that follow" in m["content"]]
    assert [{user["username"] for user in m["mentions"]} for m in said] == [{"cho"}]
    listed = (await ben.command("general", "session list")).text
    assert listed.count("Falls by day") == 7
    assert listed.count("Falls at night") == 1

    choices = await _choices(ben, "by day")
    assert len(choices) == 7
    asked = await ben.command("general", "session cancel", session=choices[1], reason="The host is ill")
    assert "one of a series" in asked.text
    assert "The others stay" in (await ben.click(asked, "This one")).text
    asked = await stella.command("general", "session cancel", session=choices[3], reason="No money")
    done = await stella.click(asked, "All following")
    assert "with 3 that were to follow" in done.text
    for person, why, number in ((ben, "The host is ill", 1), (stella, "No money", 4)):
        async with opened.bot.database.read() as tx:
            who = Who(opened.bot.guilds[0].id, int(person.id), opened.clock.now())
            reasons = [row.reason for row in await tx.connection.execute(sessions_of(who)) if row.reason]
        assert reasons == [why] * number, "what somebody typed is theirs, of each session that it is kept with"
    asked = await ben.command("general", "session cancel", session=choices[0], reason="No reason")
    assert "Nothing was cancelled" in (await ben.click(asked, "Leave it")).text
    await opened.later(timedelta())
    assert len(await _choices(ben, "by day")) == 3 - 1
    for weeks in (3, 3, 3):
        await opened.later(timedelta(weeks=weeks))
    assert await _choices(ben, "") == [], "nothing that was called off is made again"


async def test_who_lost_sight_of_a_topic_changes_nothing_of_its_series(opened: Scene):
    ben, admin = await opened.person("ben"), opened.people.admin
    await _planned(ben, opened, topic="board", title="The zebra paper")
    choices = await _choices(ben, "zebra")
    moving = await ben.command("general", "session change", session=choices[1], title="The okapi paper")
    ending = await ben.command("general", "session cancel", session=choices[1], reason="None")
    await admin.set_roles("ben", [])
    await opened.bot.in_sight()
    for reply, label in ((moving, "This one"), (moving, "All following"), (ending, "All following")):
        assert "no such session" in (await ben.click(reply, label)).text
    assert await _choices(ben, "zebra") == []


async def test_the_longest_legal_input_fits_and_what_can_not_repeat_is_refused(opened: Scene):
    ben = await opened.person("ben")
    refused = await ben.command("general", "session plan", **WEEKLY | {"repeats": "whenever"})
    assert "can't read how" in refused.text
    refused = await ben.command("general", "session plan", **WEEKLY | {"repeats": "weekly, skip bank holidays"})
    assert "Whose bank holidays" in refused.text
    amira = await opened.person("amira")
    await amira.command("general", "community settings", name="holidays", value="gb-eng")
    days = "every other monday, tuesday, wednesday, thursday, friday, saturday and sunday"
    long = {"title": "*_`@everyone" + "x" * 88, "where": "<@&1> " + "y" * 394, "starts": "in 50 hours"}
    await _planned(ben, opened, **long, repeats=f"{days}, 100 times, skip bank holidays")
    choices = await _choices(ben, "xxx")
    assert len(choices) > 15
    preview = await ben.command(
        "general", "session change", session=choices[3], title="*" * 100, where="_" * 400, starts="noon", minutes=1440
    )
    assert "Changed, with all that follow" in (await ben.click(preview, "All following")).text


async def test_discords_event_follows_a_session_into_a_room_and_out_unless_others_would_be_shown_it(opened: Scene):
    ben, cho, admin = await opened.person("ben"), await opened.person("cho"), opened.people.admin
    room = (await ben.channel("meeting room"))["id"]
    once = {"topic": "general", "format": "open hour", "title": "An hour", "starts": "in 50 hours"}
    await ben.click(await ben.command("general", "session plan", **once), "Confirm")
    await opened.later(timedelta())
    (before,) = (await cho.view())["events"]
    for where, kind, channel in ((f"<#{room}>", 2, room), ("The library", 3, None)):
        preview = await ben.command("general", "session change", session="An hour", where=where)
        assert "Changed" in (await ben.click(preview, "Confirm")).text
        await opened.later(timedelta())
        (event,) = (await cho.view())["events"]
        assert (event["id"], event["entity_type"], event["channel_id"]) == (before["id"], kind, channel)

    roles = {role["name"]: role["id"] for role in (await admin.guild())["roles"]}
    await admin.set_overwrite(room, roles["@everyone"], deny=["view_channel"])
    await admin.set_overwrite(room, roles["Board"], allow=["view_channel"])
    await admin.set_overwrite(
        room, str(opened.bot.user.id if opened.bot.user else 0), allow=["view_channel"], role=False
    )
    await opened.bot.in_sight()
    private = once | {"topic": "board", "title": "The zebra hour", "where": f"<#{room}>"}
    await ben.click(await ben.command("general", "session plan", **private), "Confirm")
    await opened.later(timedelta())
    assert "The zebra hour" in [event["name"] for event in (await ben.view())["events"]]
    preview = await ben.command("general", "session change", session="The zebra hour", where="The library")
    assert "Changed" in (await ben.click(preview, "Confirm")).text
    await opened.later(timedelta())
    for person in (ben, cho):
        assert "The zebra hour" not in [event["name"] for event in (await person.view())["events"]]
