"""The play, acted out by the real bot: what a newcomer to the demo finds."""

from pathlib import Path

import pytest

from demo.play import insisting, play
from sandbox.client import InteractionFailed, buttons, text_of
from tests.conformance import Conformance, conformance, described
from tests.e2e.conftest import Scene, scene_on

__all__ = ["conformance", "described"]

WORLD = Path(__file__).resolve().parents[2] / "demo" / "world"


async def test_what_a_newcomer_finds_after_the_play(tmp_path: Path, conformance: Conformance) -> None:
    async with scene_on(f"sqlite+aiosqlite:///{tmp_path / 'demo.db'}", WORLD, conformance.watch) as scene:
        await play(scene.sandbox.url)
        await published_know_how_a_session_and_a_summary(scene)
        await no_entry_where_somebody_is_silent(scene)
        await nothing_of_the_committee_for_others(scene)
        await coffee_that_a_newcomer_may_join(scene)


async def published_know_how_a_session_and_a_summary(scene: Scene) -> None:
    edie = await scene.person("edie")
    assert any("Worth your time" in text_of(one) for one in await edie.messages("notices"))
    found = await edie.command("welcome", "knowhow search", query="getting up at night")
    assert "two o'clock round" in found.text
    card = next(one for one in await edie.messages("The two o'clock round") if "Walk with people" in text_of(one))
    assert "Edie" in text_of(card)
    assert "Nadia" not in text_of(card)
    listed = (await edie.command("welcome", "session list")).text
    assert "Bring your chart" in listed
    assert "1st of 6" in listed
    await edie.wait_message("discharge-before-noon", lambda one: "Waitlist (1)" in text_of(one))
    await edie.wait_message("hospital-at-home", lambda one: "3 can · most so far" in text_of(one))


async def coffee_that_a_newcomer_may_join(scene: Scene) -> None:
    edie = await scene.person("edie")
    assert "6 members take part" in (await edie.command("welcome", "coffee show")).text
    assert "The next round is" in (await edie.command("welcome", "coffee join")).text
    assert "Tansybank House" in (await edie.command("welcome", "profile organisations")).text


async def no_entry_where_somebody_is_silent(scene: Scene) -> None:
    farah = await scene.person("farah")
    thread = await farah.messages("What we cut, and what we fought over")
    assert any(one.get("label") == "Answer" for message in thread for one in buttons(message))
    assert "Half the words" not in (await farah.command("welcome", "knowhow search", query="clinic letters")).text


async def nothing_of_the_committee_for_others(scene: Scene) -> None:
    purpose = "What the board ought to hear"
    edie, olu = await scene.person("edie"), await scene.person("olu")
    assert purpose not in (await edie.command("welcome", "topic list")).text
    assert purpose in (await olu.command("welcome", "topic list")).text


@pytest.mark.parametrize("how", [InteractionFailed, LookupError])
async def test_who_is_not_answered_as_hoped_tries_again_and_gives_up_some_time(how: type[Exception]) -> None:
    tried: list[int] = []

    async def act() -> int:
        tried.append(1)
        if len(tried) < answered_at:
            raise how
        return len(tried)

    answered_at = 3
    assert await insisting(act) == answered_at
    tried.clear()
    answered_at = 1000
    with pytest.raises(how):
        await insisting(act)
    assert len(tried) < answered_at
