from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from community.summary import Week, days_said
from sandbox.client import Person, text_of
from storage import communities
from storage.tables.messages import messages
from storage.tables.outbox import outbox
from storage.tables.summaries import summaries
from tests.e2e.conftest import Scene

UTC_ZONE = ZoneInfo("UTC")


async def _set(scene: Scene, **values: Any) -> int:
    """Set settings of the scene's community, as the settings' own commands do; give its id."""
    guild = scene.bot.guilds[0]

    async def work(tx: Any) -> None:
        for name, value in values.items():
            await communities.change_setting(tx, guild.id, name, value)

    await scene.bot.database.write(None, work)
    return guild.id


async def _channel(scene: Scene, name: str) -> int:
    return next(channel.id for channel in scene.bot.guilds[0].channels if channel.name == name)


async def _until_due(scene: Scene, *, weeks: int = 0, more: timedelta = timedelta()) -> None:
    """Let time pass until just after the next Monday, 09:00, or that many weeks later."""
    now = scene.clock.now()
    monday = Week.of(now, UTC_ZONE).due(UTC_ZONE, "monday", "09:00") + timedelta(weeks=weeks)
    await scene.later(monday - now + timedelta(seconds=1) + more)


async def _posted(person: Person, place: str = "notices") -> list[dict[str, Any]]:
    return [m for m in await person.messages(place) if m["author"].get("bot") and "what mattered" in text_of(m).lower()]


async def _talk(scene: Scene) -> None:
    """Have four people talk in #general, in a thread."""
    texts = {
        "cho": "Does anybody weigh their dressings before they throw them away?",
        "ben": "We did for a month, and it was the best thing we have ever measured.",
        "dev": "On our unit nobody had the time, so we weighed the bins instead of it.",
        "olu": "The bins are a very good idea, I will take that to our own ward @everyone.",
    }
    for name, text in texts.items():
        person = await scene.person(name)
        await person.send("general", text)
    await scene.bot.ingest.until(lambda tx: _holds(tx, "The bins are a very good idea"))


async def _holds(tx: Any, text: str) -> bool:
    found = await tx.connection.execute(sa.select(messages.c.id).where(messages.c.content.contains(text)))
    return found.first() is not None


@pytest.fixture
async def weekly(opened: Scene) -> Scene:
    """Give a scene whose community's summary goes to #notices on Mondays at 09:00."""
    await _set(opened, summary_channel=await _channel(opened, "notices"))
    await opened.bot.tick()
    return opened


async def test_a_summary_goes_out_once_a_week_whatever_happens(weekly: Scene):
    await _talk(weekly)
    cho = await weekly.person("cho")
    assert await _posted(cho) == []
    await _until_due(weekly)
    [message] = await _posted(cho)
    text = text_of(message)
    assert "Worth your time" in text
    assert "#general" in text
    assert "best thing" not in text, "nobody has said yes to being quoted"
    assert message["mentions"] == []
    assert not message["mention_everyone"]
    await weekly.later(timedelta(hours=1))
    await weekly.stop_bot()
    await weekly.start_bot()
    await weekly.later(timedelta(hours=1))
    assert len(await _posted(cho)) == 1


async def test_a_crash_between_sending_and_remembering_doubles_nothing(weekly: Scene):
    await _talk(weekly)
    await _until_due(weekly)
    cho = await weekly.person("cho")
    [message] = await _posted(cho)

    async def forget(tx: Any) -> None:
        await tx.connection.execute(sa.delete(summaries))
        again = sa.update(outbox).where(outbox.c.kind == "summary", outbox.c.status == "sent")
        await tx.connection.execute(again.values(status="pending", claimed_until=None, message_id=None))

    await weekly.bot.database.write(None, forget)
    await weekly.later(timedelta(minutes=5))
    assert [m["id"] for m in await _posted(cho)] == [message["id"]]
    async with weekly.bot.database.read() as tx:
        held = (await tx.connection.execute(sa.select(summaries.c.message_id))).scalars().all()
    assert [str(id_) for id_ in held] == [message["id"]]


async def test_nothing_is_posted_of_a_week_that_held_nothing(weekly: Scene):
    await _until_due(weekly, weeks=1)
    cho = await weekly.person("cho")
    before = len(await _posted(cho))
    await _until_due(weekly)
    assert len(await _posted(cho)) == before


async def test_a_late_summary_still_goes_out_and_one_too_late_is_reported(weekly: Scene):
    cho = await weekly.person("cho")
    await _talk(weekly)
    await weekly.stop_bot()
    now = weekly.clock.now()
    due = Week.of(now, UTC_ZONE).due(UTC_ZONE, "monday", "09:00")
    weekly.clock.moved += due - now + timedelta(days=2)
    await weekly.start_bot()
    await weekly.bot.tick()
    assert len(await _posted(cho)) == 1


async def test_one_too_late_is_reported_where_notices_go(weekly: Scene):
    cho = await weekly.person("cho")
    await _set(weekly, notices_channel=await _channel(weekly, "notices"))
    await _talk(weekly)
    await weekly.stop_bot()
    now = weekly.clock.now()
    due = Week.of(now, UTC_ZONE).due(UTC_ZONE, "monday", "09:00")
    weekly.clock.moved += due - now + timedelta(days=4)
    await weekly.start_bot()
    await weekly.bot.tick()
    assert await _posted(cho) == []
    assert [m for m in await cho.messages("notices") if "was not posted" in m["content"]]


async def test_what_some_of_the_readers_cannot_see_stays_out(weekly: Scene):
    await _talk(weekly)
    ben = await weekly.person("ben")
    for n in range(4):
        await ben.send("board", f"The board's own secret number {n}, which nobody else may read about.")
    amira = await weekly.person("amira")
    await amira.send("board", "A secret that only the board and its chair should ever read about.")
    await weekly.bot.ingest.until(lambda tx: _holds(tx, "only the board and its chair"))
    await _until_due(weekly)
    [message] = await _posted(ben)
    assert "board" not in text_of(message)
    preview = await (await weekly.person("cho")).command("general", "summary preview")
    assert "board" not in preview.text


async def test_a_standing_yes_lets_one_sentence_be_told_and_taking_it_back_takes_it_away(weekly: Scene):
    ben = await weekly.person("ben")
    await ben.command("general", "privacy quoting", answer="by name")
    await _talk(weekly)
    await _until_due(weekly)
    [message] = await _posted(ben)
    assert "best thing we have ever measured" in text_of(message)
    assert "Ben Carter" in text_of(message)
    await ben.command("general", "privacy quoting", answer="never")
    await weekly.bot.outbox.run_due()
    [message] = await _posted(ben)
    assert "best thing" not in text_of(message)
    assert "Worth your time" in text_of(message)


async def test_a_deleted_question_leaves_the_posted_summary(weekly: Scene):
    dev = await weekly.person("dev")
    await _talk(weekly)
    asked = await dev.send("How many points before a shift?", "Has nobody ever counted the points twice?")
    await weekly.bot.ingest.until(lambda tx: _holds(tx, "counted the points twice"))
    await _until_due(weekly)
    [message] = await _posted(dev)
    assert "Still waiting" in text_of(message)
    await dev.delete(asked)

    async def gone(tx: Any) -> bool:
        return not await _holds(tx, "counted the points twice")

    await weekly.bot.ingest.until(gone)
    await weekly.bot.outbox.run_due()
    [message] = await _posted(dev)
    assert asked["id"] not in text_of(message)


async def test_a_steward_posts_last_week_or_this_week_so_far_after_a_look(weekly: Scene):
    await _talk(weekly)
    stella, cho = await weekly.person("stella"), await weekly.person("cho")
    told = await cho.command("general", "summary post")
    assert "Only a steward" in told.text
    shown = await stella.command("general", "summary post")
    assert "This would go to" in shown.text
    this_week = str(Week.of(weekly.clock.now(), UTC_ZONE))
    shown = await stella.select(shown, this_week)
    assert "this week so far" in shown.text.lower()
    done = await stella.click(shown, "Post")
    assert "on its way" in done.text
    await weekly.bot.outbox.run_due()
    so_far = [m for m in await cho.messages("notices") if "this week so far" in text_of(m).lower()]
    assert len(so_far) == 1
    await _until_due(weekly)
    assert len(await _posted(cho)) == 1
    assert [m for m in await cho.messages("notices") if "this week so far" in text_of(m).lower()] == []
    again = await stella.command("general", "summary post")
    again = await stella.select(again, this_week)
    assert "was posted already" in again.text
    settings = (await cho.command("general", "summary settings")).text
    assert days_said(Week.parse(this_week)) in settings, "the last one posted, by its days"
    assert days_said(Week.parse(this_week).later()) in settings, "the next one is of the week after it"


async def test_settings_are_changed_in_the_panel_by_those_who_may(weekly: Scene):
    amira, cho = await weekly.person("amira"), await weekly.person("cho")
    looked = await cho.command("general", "summary settings")
    assert "every Monday at 09:00" in looked.text
    panel = await amira.command("general", "summary settings")
    panel = await amira.select(panel, "friday", "On which day")
    form = await amira.click(panel, "Time…")
    panel = await amira.submit(form, {"Time of day, on the 24-hour clock": "16:30"})
    assert "every Friday at 16:30" in panel.text
    panel = await amira.select(panel, ["worth your time", "coming up"], "What is in it")
    assert "worth your time, coming up" in panel.text
    left_out = "still waiting, new know-how, what we learnt, new voices"
    assert left_out in panel.text, "a section that comes later is seen to be missing"
    listed = await amira.command("general", "community settings", name="summary_sections")
    assert f"left out: {left_out}" in listed.text


async def test_a_topic_has_its_own_once_a_steward_turns_it_on(weekly: Scene):
    stella = await weekly.person("stella")
    panel = await stella.command("general", "summary settings", topic="general")
    assert "no weekly summary of its own" in panel.text
    panel = await stella.click(panel, "Turn on")
    assert "goes out every Monday" in panel.text
    await weekly.bot.tick()
    await _talk(weekly)
    await _until_due(weekly)
    [message] = await _posted(stella, "general")
    assert "#general: what mattered" in text_of(message)


@pytest.mark.parametrize(
    "due", [datetime(2026, 10, 25, 0, 30, tzinfo=UTC_ZONE), datetime(2027, 3, 28, 1, 30, tzinfo=UTC_ZONE)]
)
async def test_when_clocks_change_it_falls_due_once(opened: Scene, due: datetime):
    minute = timedelta(minutes=1)
    opened.clock.moved = due - timedelta(days=8) - opened.clock.now()
    notices = await _channel(opened, "notices")
    await _set(opened, zone="Europe/London", summary_channel=notices, summary_day="sunday", summary_time="01:30")
    counts = []
    for moment in (due - timedelta(days=8), due - minute, due + minute, due + timedelta(hours=1, minutes=1)):
        opened.clock.moved += moment - opened.clock.now()
        await opened.bot.tick()
        async with opened.bot.database.read() as tx:
            rows = (await tx.connection.execute(sa.select(outbox.c.due_at).where(outbox.c.kind == "summary"))).scalars()
            counts.append([at for at in rows if at > due - timedelta(days=6)])
    assert counts == [[], [], [due], [due]]
