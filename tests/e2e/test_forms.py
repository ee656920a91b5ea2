"""Forms and buttons from before a restart, or from an older Guildhall: taken, or answered with what to do."""

from datetime import timedelta
from typing import Any

import discord
import pytest

from sandbox.client import Person, Reply, text_of
from tests.e2e.conftest import Scene
from tests.e2e.test_after import _finished

# What the database holds of it is tried on both kinds in tests/storage.
pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


async def _restart(scene: Scene) -> None:
    await scene.stop_bot()
    await scene.start_bot()


async def _sent(scene: Scene, person: Person, form: Reply, rows: dict[str, Any]) -> Reply:
    """Send a form that was opened before a restart."""
    assert form.modal
    await _restart(scene)
    return await person.submit(form, rows)


async def test_what_was_written_in_a_form_is_taken_after_a_restart(opened: Scene):
    ben, cho, thread = await _finished(opened, format="action learning set")
    amira = await opened.person("amira")
    await amira.command("general", "profile organisations", add="Zebra Trust")
    form = await cho.command("general", "profile edit")
    told = await _sent(opened, cho, form, {"Organisation": "Zebra Trust", "Time zone": "Asia/Kolkata"})
    assert "Kept." in told.text
    assert "Zebra Trust" in told.text
    assert "Asia/Kolkata" in told.text

    form = await amira.click(await amira.command("general", "topic rules"), "Edit")
    told = await _sent(opened, amira, form, {"Ground rules": "What is said here stays here."})
    assert "Version 1 of the ground rules" in told.text

    form = await cho.command("general", "session reflect", session="1")
    rows = {"What will you try?": "Ask first", "By when?": "in 2 days", "Ask me then?": "Yes, once, by direct message"}
    kept = await _sent(opened, cho, form, rows)
    assert "Kept, by" in kept.text
    assert "You are asked about it once" in kept.text
    form = await cho.click(kept, "I tried it")
    told = await _sent(
        opened, cho, form, {"What happened?": "They answered", "Who may be told?": "Nobody: it stays mine"}
    )
    assert "Kept: I tried it" in told.text.replace("*", "")

    asked = await cho.wait_message(thread["id"], lambda m: "what each will try" in m["content"])
    form = await ben.click(asked, "Write notes")
    row = next(iter(form.modal["components"]))["component"]["custom_id"]
    saved = await _sent(opened, ben, form, {row: "Questions that helped"})
    assert "may object until" in saved.text
    await opened.later(timedelta())
    shown = await cho.wait_message(thread["id"], lambda m: "These are to be the notes" in m["content"])
    assert "Questions that helped" in text_of(shown)


async def test_what_nothing_acts_on_any_more_is_answered_with_what_to_do(opened: Scene):
    cho = await opened.person("cho")
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Of old", custom_id="guildhall:of-old:1"))
    channel = opened.bot.get_channel(int(await cho.place_id("general")))
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send("Of an older Guildhall", view=view)
    await _restart(opened)
    message = await cho.wait_message("general", lambda m: m["id"] == str(sent.id))
    told = await cho.click(message, "Of old")
    assert told.text == "This panel is too old to be pressed. Use its command again."
