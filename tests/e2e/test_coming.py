from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import discord
import recurring_ical_events
from icalendar import Calendar

from sandbox.client import Person, Reply, text_of
from storage import sessions
from tests.e2e.conftest import Scene

PLAN = {"topic": "general", "format": "case clinic", "title": "Falls at night", "starts": "in 100 hours"}


async def plan(person: Person, **options: Any) -> dict[str, Any]:
    """Plan a session, and give its card."""
    asked = await person.command("general", "session plan", **PLAN | options)
    assert "Nothing is posted yet" in asked.text
    await person.click(asked, "Confirm")
    place, title = options.get("topic", "general"), options.get("title", PLAN["title"])
    return await person.wait_message(place, lambda m: title in text_of(m) and m["author"].get("bot", False))


def mentioned(message: dict[str, Any]) -> set[str]:
    return {user["username"] for user in message["mentions"]}


async def test_a_place_that_comes_free_is_offered_in_the_thread_and_the_card_shows_the_truth(opened: Scene):
    ben, cho, stella, dev = [await opened.person(name) for name in ("ben", "cho", "stella", "dev")]
    card = await plan(ben, capacity=1)
    assert "Going (0 of 1)" in text_of(card)
    await opened.later(timedelta())
    assert "down as going" in (await cho.click(card, "Going")).text
    assert "You are 1st on the waitlist" in (await stella.click(card, "Going")).text
    assert "You are 2nd on the waitlist" in (await dev.click(card, "Going")).text
    card = await ben.message(card)
    assert "Going (1 of 1)" in text_of(card)
    assert "Waitlist (2)" in text_of(card)
    await cho.click(card, "Can't")
    await opened.later(timedelta())
    thread = (await stella.message(card))["thread"]["id"]
    (offer,) = [m for m in await stella.messages(thread) if "A place is free" in m["content"]]
    assert mentioned(offer) == {"stella"}
    assert "somebody else" in (await dev.click(offer, "Take the place")).text
    assert "goes to the next" in (await stella.click(offer, "Let it go")).text
    await opened.later(timedelta())
    offer = await stella.message(offer)
    assert "gone on to the waitlist" in offer["content"]
    assert offer["components"] == []
    offers = [m for m in await dev.messages(thread) if "A place is free" in m["content"]]
    assert [mentioned(one) for one in offers] == [{"dev"}]
    assert "You are 2nd" in (await stella.click(card, "Going")).text
    assert "The place is yours" in (await dev.click(offers[0], "Take the place")).text
    await opened.later(timedelta())
    told = text_of(await ben.message(card))
    assert "Going (1 of 1)" in told
    assert "Waitlist (1)" in told
    assert "is taken" in (await dev.message(offers[0]))["content"]

    # Nobody takes it: an hour before, it is given without being asked.
    await dev.click(card, "Maybe")
    await opened.later(timedelta(hours=25))
    assert "Waitlist" not in text_of(await ben.message(card))
    assert "down as going" in (await cho.click(card, "Going")).text
    await stella.click(card, "Going")
    await opened.later(timedelta(hours=74))
    await cho.click(card, "Can't")
    await opened.later(timedelta())
    given = [m for m in await stella.messages(thread) if "it is yours" in m["content"]]
    assert [mentioned(one) for one in given] == [{"stella"}]
    assert "Stella" in text_of(await ben.message(card))
    assert "Going (1 of 1)" in text_of(await ben.message(card))


async def _calendar(reply: Reply) -> dict[str, list[datetime]]:
    """Read the calendar in a reply as another program would, and give when each of its events starts, by title."""
    async with aiohttp.ClientSession() as session, session.get(reply.message["attachments"][0]["url"]) as answer:
        found = recurring_ical_events.of(Calendar.from_ical(await answer.read()))
    starts: dict[str, list[datetime]] = {}
    for event in found.between(datetime.now(UTC), datetime.now(UTC) + timedelta(days=60)):
        starts.setdefault(str(event["summary"]), []).append(event.start.astimezone(UTC))
    return starts


async def test_a_calendar_holds_what_one_can_see_and_nothing_else(opened: Scene):
    ben, cho = await opened.person("ben"), await opened.person("cho")
    card = await plan(ben)
    await plan(ben, title="Falls at night, weekly", repeats="weekly, 3 times", where="<#123456>")
    await plan(ben, topic="board", title="A zebra: Falls at night")
    await opened.later(timedelta())
    everything = await _calendar(await ben.command("general", "session calendar"))
    assert everything.keys() == {"Falls at night", "Falls at night, weekly", "A zebra: Falls at night"}
    seen = await _calendar(await cho.command("general", "session calendar"))
    assert seen.keys() == {"Falls at night", "Falls at night, weekly"}
    assert len(seen["Falls at night, weekly"]) == 3
    general = int(await cho.place_id("general"))
    async with opened.bot.database.read() as tx:
        there = await sessions.coming(tx, opened.bot.guilds[0].id, {general}, opened.clock.now())
    assert sorted(start for starts in seen.values() for start in starts) == [one.plan.starts_at for one in there]
    nothing = await cho.command("general", "session calendar", topic="board")
    assert "topic" in nothing.text
    one = await _calendar(await cho.click(card, "Calendar"))
    assert one == {"Falls at night": seen["Falls at night"]}


async def _letters(person: Person) -> list[str]:
    return [m["content"] for channel in await person.dms() for m in await person.messages(channel["id"])]


async def test_reminders_go_by_the_setting_and_to_whom_asked_directly_while_they_see_it(opened: Scene):
    amira, ben, dev = [await opened.person(name) for name in ("amira", "ben", "dev")]
    await opened.people.admin.set_roles("dev", ["Board"])
    await amira.command("general", "community settings", name="reminder_minutes", value="120, 30")
    card = await plan(ben, topic="board")
    await opened.later(timedelta())
    told = await ben.click(card, "Going")
    assert "2 hours and 30 minutes before" in told.text
    assert "direct message with each" in (await ben.click(told, "Remind me by direct message")).text
    told = await dev.click(card, "Going")
    await dev.click(told, "Remind me by direct message")
    await opened.people.admin.set_roles("dev", [])
    await opened.later(timedelta(hours=98, seconds=5))
    await opened.later(timedelta())
    thread = (await ben.message(card))["thread"]["id"]
    assert len([m for m in await ben.messages(thread) if "starts" in m["content"]]) == 1
    letters = await _letters(ben)
    assert len(letters) == 1
    assert "Falls at night" in letters[0]
    assert "channels/" in letters[0]
    assert await _letters(dev) == []
    shown = await ben.command("general", "session show", session="Falls at night")
    assert "no more direct messages" in (await ben.click(shown, "No more direct messages")).text

    # Away over the last one, until after the start: it is reported once.
    await opened.stop_bot()
    opened.clock.moved += timedelta(hours=3)
    await opened.start_bot()
    await opened.later(timedelta())
    await opened.later(timedelta(minutes=1))
    said = [m["content"] for m in await ben.messages("board") if "its last reminder was not sent" in m["content"]]
    assert len(said) == 1
    assert len(await _letters(ben)) == 1


async def test_discords_event_is_mended_made_again_once_and_who_follows_it_is_asked_and_not_counted(opened: Scene):
    amira, ben, cho, dev = [await opened.person(name) for name in ("amira", "ben", "cho", "dev")]
    card = await plan(ben, where="The library")
    far = await plan(ben, title="Falls at night, later", starts="in 720 hours")
    await opened.later(timedelta())
    await opened.later(timedelta(seconds=1))

    async def events() -> list[dict[str, Any]]:
        return [{key: one[key] for key in ("name", "description", "id")} for one in (await ben.view())["events"]]

    (event,) = (await ben.view())["events"]
    assert far["id"] != card["id"]
    told = await events()
    assert f"/{card['id']}" in told[0]["description"]

    await amira.change_event(event, name="Something else", description="Come if you like")
    await opened.later(timedelta(seconds=1))
    assert await events() == told

    await dev.click(card, "Going")
    for person in (cho, dev):
        await person.interested(event)
    await opened.later(timedelta(seconds=1))
    await opened.later(timedelta(seconds=1))
    thread = (await cho.message(card))["thread"]["id"]
    asked = [m for m in await cho.messages(thread) if "You follow" in m["content"]]
    assert [mentioned(one) for one in asked] == [{"cho"}]
    assert "Going (1)" in text_of(await ben.message(card))

    # While nobody looks, it is deleted: it is made again, once.
    await opened.stop_bot()
    await amira.delete_event(event)
    await opened.start_bot()
    await opened.later(timedelta())
    await opened.later(timedelta(seconds=1))
    (again,) = (await ben.view())["events"]
    assert (again["name"], again["id"] != event["id"]) == ("Falls at night", True)
    await amira.delete_event(again)
    await opened.later(timedelta(seconds=1))
    await opened.later(timedelta(hours=2))
    assert (await ben.view())["events"] == []
    left = [m for m in await ben.messages(thread) if "twice" in m["content"]]
    assert [mentioned(one) for one in left] == [{"ben"}]
    assert len([m for m in await cho.messages(thread) if "You follow" in m["content"]]) == 1


async def test_where_discord_has_no_room_for_another_event_it_is_made_once_there_is(opened: Scene):
    amira, ben = [await opened.person(name) for name in ("amira", "ben")]
    guild = opened.bot.guilds[0]
    at = opened.clock.now() + timedelta(days=5)
    for number in range(100):
        await guild.create_scheduled_event(
            name=f"Something else {number}",
            start_time=at,
            end_time=at + timedelta(hours=1),
            privacy_level=discord.PrivacyLevel.guild_only,
            entity_type=discord.EntityType.external,
            location="Elsewhere",
        )
    await plan(ben, where="The library")
    await opened.later(timedelta())
    others = (await ben.view())["events"]
    assert {one["name"][:14] for one in others} == {"Something else"}
    await amira.delete_event(others[0])
    await opened.later(timedelta(hours=2))
    assert "Falls at night" in {one["name"] for one in (await ben.view())["events"]}
