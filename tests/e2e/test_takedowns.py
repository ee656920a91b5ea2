"""An entry that was taken down, and its review, as people meet it."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.client import parts, text_of
from tests.e2e.conftest import scene_on

THREAD = "Falls at night"
TITLE, OTHER = "Ask at ten", "Lamp by the door"


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_stewards_and_moderators_review_what_was_taken_down_and_nobody_else_knows(address: str, tmp_path: Path):
    files = [tmp_path / f"test.db{end}" for end in ("", "-wal", "-shm")]
    async with scene_on(address) as scene:
        amira, stella, dev, olu = [await scene.person(name) for name in ("amira", "stella", "dev", "olu")]
        await amira.command("general", "topic open", channel="general", purpose="What we learn")
        await amira.command("general", "community settings", name="steward_role", value=await amira.role_id("Steward"))
        await scene.bot.ingest.caught_up()
        for title in (TITLE, OTHER):
            form = await olu.command(THREAD, "knowhow capture")
            panel = await olu.submit(form, {"Title": title, "What we did": f"We did so: {title}"})
            await olu.click(panel, "Publish without quotes")
        stands = await olu.wait_message(THREAD, lambda m: TITLE in text_of(m) and m["author"].get("bot", False))
        assert parts.buttons(stands) == [], "nobody is quoted in it"
        down = await stella.command(THREAD, "knowhow takedown", entry=TITLE, reason="It names *somebody*")
        await stella.command(THREAD, "knowhow takedown", entry=OTHER, reason="Harm")
        await scene.later(timedelta())

        # Nobody but those who may review it is told: not even whoever captured it sees a title.
        for person in (dev, olu):
            assert "review" not in (await person.command("general", "topic show", topic="general")).text
            assert TITLE not in (await person.command("general", "knowhow mine")).text
        asked = await amira.command("general", "topic show", topic="general")
        assert "2 entries wait for a review" in asked.text
        first = await amira.click(asked, "Review")
        assert TITLE in first.text
        assert "It names" in first.text
        assert "by itself on" in first.text
        second = await amira.click(first, "Next")
        assert OTHER in second.text

        # It comes back as it was, with its cards; what is decided by one is over for the other.
        back = await amira.click(second, "Put it back")
        assert "Put back as it was" in back.text
        card = await olu.wait_message(THREAD, lambda m: OTHER in text_of(m))
        assert card["author"].get("bot")
        assert OTHER in (await dev.command("general", "knowhow show", entry=OTHER)).text
        # What is erased is erased for good, so it is asked once more.
        sure = await stella.click(down, "Erase its text")
        assert f"Erase what **{TITLE}** says, for good?" in sure.text
        again = await stella.click(sure, "Not yet")
        assert "Nothing is erased" in again.text
        assert "1 entry waits" in (await amira.command("general", "topic show", topic="general")).text
        sure = await stella.click(again, "Erase its text")
        assert "Its text is erased" in (await stella.click(sure, "Erase it for good")).text
        assert "reviewed already" in (await amira.click(first, "Put it back")).text
        assert "review" not in (await amira.command("general", "topic show", topic="general")).text
        await scene.bot.clearing.settled()

        # What nobody reviews is erased by itself.
        await stella.command(THREAD, "knowhow takedown", entry=OTHER, reason="Harm")
        await scene.later(timedelta(days=13))
        waiting = await stella.command("general", "topic show", topic="general")
        assert "1 entry waits" in waiting.text
        shown = await stella.click(waiting, "Review")
        await scene.later(timedelta(days=2))
        assert "reviewed already" in (await stella.click(shown, "Put it back")).text
        # The wake-up that erases may come to the files first, or find the bot reading; the one after it does not.
        await scene.bot.ingest.settled()
        await scene.later(timedelta(seconds=30))
        await scene.bot.clearing.settled()
        assert [file.name for file in files if OTHER.encode() in file.read_bytes()] == []
