"""What members see when the gateway fails: everything they said is found, once, whatever became of its event."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from sandbox.client import text_of
from tests.e2e.conftest import Scene
from tests.e2e.faulty import bot_id, faulty_scene, finds, is_kept

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    folder = tmp_path_factory.mktemp("gateway")
    async with faulty_scene(laid_out, folder, heartbeat_interval=0.2) as scene:
        yield scene


@pytest.mark.parametrize("accident", ["drop", "reconnect", "invalid", "invalid-resumable", "zombie"])
async def test_what_is_said_while_the_connection_is_lost_is_found(scene: Scene, accident: str):
    cho, word = await scene.person("cho"), f"lantern{accident.replace('-', '')}"
    back = asyncio.ensure_future(scene.bot.wait_for("ready" if accident == "invalid" else "resumed"))
    scene.bot.ws._max_heartbeat_timeout = 0.6
    await is_kept(scene, await cho.send("general", "Is anybody there?"))
    scene.sandbox.gateway.strike(bot_id(scene), accident)
    said = await cho.send("general", f"We hung a {word} by the door.")
    await asyncio.wait_for(back, 20)
    await asyncio.wait_for(is_kept(scene, said), 20)
    found = await finds(cho, word)
    assert f"**{word}**" in found
    assert "1 found" in found


@pytest.mark.parametrize(
    "accident", ["doubled", "late", "reordered", "malformed", "unknown", "partial", "odd"], ids=lambda name: name
)
async def test_what_is_said_is_found_once_however_its_event_comes(scene: Scene, accident: str):
    cho, ben = await scene.person("cho"), await scene.person("ben")
    scene.sandbox.faults.begin("late=0.3,event-lost=0")
    for number in range(7 if accident in {"malformed", "odd"} else 1):  # there are so many shapes
        scene.sandbox.faults.befall(f"event-{accident}", event="MESSAGE_CREATE")
        word = f"{accident}cradle{number}"
        first = await cho.send("general", f"The {word} was too high.")
        second = await ben.send("general", f"Lower the {word} then.")
        for said in (first, second):
            await asyncio.wait_for(is_kept(scene, said), 20)
    assert f"**{word}**" in await finds(ben, word)
    assert scene.sandbox.faults.befallen[f"event-{accident}"] >= number + 1


async def test_an_edit_that_tells_of_ids_alone_changes_nothing(scene: Scene):
    cho = await scene.person("cho")
    said = await cho.send("general", "The partialtrolley squeaks.")
    await is_kept(scene, said)
    for accident in ("partial", "malformed"):
        scene.sandbox.faults.befall(f"event-{accident}", event="MESSAGE_UPDATE")
        said = await cho.edit(said, f"The partialtrolley is oiled: {accident}.")
        await asyncio.wait_for(is_kept(scene, said), 20)
    assert "oiled: malformed" in await finds(cho, "partialtrolley")


async def test_what_was_never_told_is_found_after_the_next_gap(scene: Scene):
    cho = await scene.person("cho")
    scene.sandbox.faults.befall("event-lost", event="MESSAGE_CREATE")
    said = await cho.send("general", "The unheard kettle is on the second floor.")
    assert "kettle" not in (await finds(cho, "unheard")).replace("`kettle`", "")
    scene.sandbox.gateway.strike(bot_id(scene), "invalid")
    await asyncio.wait_for(is_kept(scene, said), 20)
    assert "kettle" in await finds(cho, "unheard")


async def test_a_role_taken_away_unheard_shows_nothing_after_an_hour(scene: Scene):
    ben = await scene.person("ben")
    board = await ben.place_id("board")
    assert board in (await ben.command("general", "topic list")).text
    scene.sandbox.faults.befall("event-lost", event="GUILD_MEMBER_UPDATE")
    await scene.people.admin.set_roles("ben", [])
    scene.sandbox.faults.befall("event-lost", event="GUILD_MEMBERS_CHUNK")
    await scene.later(timedelta(hours=1))
    await scene.later(timedelta())
    assert board not in (await ben.command("general", "topic list")).text
    await scene.people.admin.set_roles("ben", ["Board"])


async def test_an_interaction_told_twice_counts_once_and_one_never_told_can_be_repeated(scene: Scene):
    ben, cho = await scene.person("ben"), await scene.person("cho")
    options = {"topic": "general", "format": "open hour", "title": "Told twice", "starts": "in 50 hours"}
    plan = await ben.command("general", "session plan", **options)
    for accident in ("doubled", "late"):
        scene.sandbox.faults.begin("late=0.5,event-lost=0")
        scene.sandbox.faults.befall(f"event-{accident}", event="INTERACTION_CREATE")
        told = await ben.click(plan, "Confirm") if accident == "doubled" else await cho.command("general", "topic list")
        assert "Something went wrong" not in told.text
    await scene.later(timedelta())
    assert sum("Told twice" in text_of(m) for m in await cho.messages("general") if m["author"].get("bot")) == 1
    scene.sandbox.faults.befall("event-lost", event="INTERACTION_CREATE")
    await scene.unanswered(cho.command("general", "topic list"))
    assert "Topics you can see" in (await cho.command("general", "topic list")).text


async def test_a_server_that_discord_lost_for_a_while_is_caught_up_with(scene: Scene):
    cho = await scene.person("cho")
    guild_id = next(iter(scene.sandbox.state.guilds))
    scene.sandbox.gateway.lose_guild(guild_id)
    said = await cho.send("general", "During the outagestorm we used paper.")
    scene.sandbox.gateway.find_guild(guild_id)
    await asyncio.wait_for(is_kept(scene, said), 20)
    assert "**outagestorm**" in await finds(cho, "outagestorm")
