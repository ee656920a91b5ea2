"""What members ask and decide about themselves, end to end."""

import asyncio

import pytest

from sandbox.client import text_of
from storage import communities
from tests.e2e.conftest import Scene


async def standing(scene: Scene, name: str) -> str | None:
    member_id = int(await (await scene.person(name)).user_id(name))
    async with scene.bot.database.read() as tx:
        member = await communities.member(tx, scene.bot.guilds[0].id, member_id)
    return member.standing_answer if member else None


async def test_each_member_is_told_what_is_held_about_them_and_nobody_else(opened: Scene):
    cho, olu, amira = [await opened.person(name) for name in ("cho", "olu", "amira")]
    await opened.bot.ingest.caught_up()
    told = await cho.command("general", "privacy show")
    assert told.ephemeral
    assert "2 messages in topics" in told.text
    assert "ask me" in told.text
    assert "while their topic is open" in told.text
    assert "Nothing that you wrote, answered or planned" in (await olu.command("general", "privacy show")).text
    heard = asyncio.ensure_future(opened.bot.wait_for("raw_reaction_add"))
    await asyncio.sleep(0)
    said = next(message for message in await olu.messages("general") if "safety huddle" in message["content"])
    await olu.react(said, "👏")
    await asyncio.wait_for(heard, 15)
    await opened.bot.ingest.settled()
    other = await olu.command("general", "privacy show")
    assert "1 reaction that you gave" in other.text
    assert "0 " not in other.text, "nothing is told of which there is nothing"
    await amira.command("general", "community settings", name="keep_days", value="30")
    assert "kept for 30 days" in (await cho.command("general", "privacy show")).text


@pytest.mark.parametrize(
    ("label", "kept"), [("Ask me", "ask"), ("By name", "named"), ("Without my name", "unnamed"), ("Never", "never")]
)
async def test_a_standing_answer_is_set_with_a_button_that_survives_a_restart(scene: Scene, label: str, kept: str):
    dev = await scene.person("dev")
    panel = await dev.command("general", "privacy quoting")
    assert panel.ephemeral
    assert "Ask me (holds now)" in panel.text
    await scene.stop_bot()
    await scene.start_bot()
    changed = await dev.click(panel, label)
    assert f"{label} (holds now)" in changed.text
    assert await standing(scene, "dev") == kept
    assert await standing(scene, "cho") == "ask"


async def test_a_standing_answer_is_set_at_once_by_the_option(scene: Scene):
    dev = await scene.person("dev")
    for answer, label in (("never", "never"), ("unnamed", "without my name"), ("ask", "ask me")):
        told = await dev.command("general", "privacy quoting", answer=answer)
        assert f"From now on: **{label}**" in text_of(told.message)
        assert await standing(scene, "dev") == answer
