"""Posts that go when others come to read where they stand: one by way of the outbox, one that a kill came upon."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from sandbox.client import Person, parts
from sandbox.faults import Fault
from tests.e2e.conftest import scene_on

FORUM_THREAD = "How many points before a shift?"


async def _standing(person: Person) -> list[dict[str, Any]]:
    """Give what stands in #notices for all to see."""
    return [m for m in await person.messages("notices") if "zebra" in str(m).lower() and not m["flags"]]


@pytest.mark.parametrize("kind", ["sqlite"])
async def test_a_card_among_notices_and_what_was_shared_in_the_moment_of_a_kill_go(address: str):
    """A topic's own place for notices is gone, so its card is in #notices; then #measurement is shut to most."""
    async with scene_on(address) as scene:
        admin, amira, dev = scene.people.admin, await scene.person("amira"), await scene.person("dev")
        await amira.command("general", "topic open", channel="measurement", purpose="What we count")
        notices = await amira.place_id("notices")
        await amira.command("general", "community settings", name="notices_channel", value=notices)
        await scene.later(timedelta())
        await admin.delete_channel(await amira.place_id("About this topic"))
        await scene.bot.ingest.caught_up()
        form = await dev.command(FORUM_THREAD, "knowhow capture")
        panel = await dev.submit(form, {"Title": "Six zebras", "What we did": "We counted six zebras."})
        await dev.click(panel, "Publish without quotes")
        await scene.later(timedelta())
        (card,) = await _standing(dev)
        assert [button.get("label") for button in parts.buttons(card)] == ["Open the thread"], "nobody is quoted in it"

        # Its message stands, and the bot ends before it is told so.
        found = await dev.command("notices", "knowhow search", query="counted")
        scene.sandbox.faults.add("POST", "/webhooks/{webhook_id}/{token}", Fault(dropped=True, hangs=60))
        pressing = asyncio.create_task(dev.click(found, "Share here"))
        await dev.wait_message("notices", lambda m: "Shared by" in str(m))
        await scene.stop_bot()
        pressing.cancel()
        await scene.start_bot()
        assert len(await _standing(dev)) == 2
        await scene.later(timedelta(minutes=1))

        roles = {role["name"]: role["id"] for role in (await admin.guild())["roles"]}
        assert scene.bot.user is not None
        forum = await amira.place_id("measurement")
        await admin.set_overwrite(forum, roles["Board"], allow=["view_channel"])
        await admin.set_overwrite(forum, str(scene.bot.user.id), allow=["view_channel"], role=False)
        await admin.set_overwrite(forum, roles["@everyone"], deny=["view_channel"])
        await scene.bot.mirror.settled()
        await scene.later(timedelta())
        assert await _standing(dev) == []
