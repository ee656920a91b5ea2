"""The life of an interaction, over bare HTTP: answers, deadlines, follow-ups, forms, what is refused."""

import pytest

from sandbox.actions.history import history
from sandbox.errors import Refused
from tests.sandbox.stage import BUTTONS, EPHEMERAL, MODAL, Stage, stage

__all__ = ["stage"]


async def test_a_message_answers_once(stage: Stage) -> None:
    interaction = await stage.say()
    status, answer = await stage.answer(interaction, 4, {"content": "hello"}, with_response="1")
    assert status == 200
    message = answer["resource"]["message"]
    assert answer["interaction"]["response_message_id"] == message["id"]
    assert (message["content"], message["type"], message["interaction_metadata"]["name"]) == ("hello", 20, "say")
    assert interaction.outcome == "message"
    assert (await stage.answer(interaction, 4, {"content": "again"}))[1]["code"] == 40060
    assert (await stage.answer(interaction, 9, MODAL))[1]["code"] == 40060


async def test_without_with_response_nothing_is_told(stage: Stage) -> None:
    assert await stage.answer(await stage.say(), 4, {"content": "hello"}) == (204, None)


async def test_silence_fails_and_a_late_answer_finds_nothing(stage: Stage) -> None:
    interaction = await stage.say()
    await interaction.answered()
    assert (interaction.outcome, interaction.error) == ("failed", "The application did not respond")
    (failed,) = [one for one in stage.events if one.name == "INTERACTION_FAILED"]
    assert failed.users == frozenset({stage.town.ann.id})
    assert (await stage.answer(interaction, 4, {"content": "late"}))[1]["code"] == 10062


async def test_a_wrong_token_finds_nothing(stage: Stage) -> None:
    interaction = await stage.say()
    path = f"/interactions/{interaction.id}/nonsense/callback"
    assert await stage.raw.code("POST", path, {"type": 5}) == 10062
    assert await stage.raw.code("POST", stage.hook(interaction), {"content": "early"}) == 10015
    assert interaction.is_open


async def test_a_refused_answer_leaves_it_open(stage: Stage) -> None:
    interaction = await stage.say()
    status, answer = await stage.answer(interaction, 4, {"content": "x" * 2001})
    assert (status, answer["code"]) == (400, 50035)
    assert answer["errors"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"
    assert (await stage.answer(interaction, 4, {"content": ""}))[1]["code"] == 50006
    assert (await stage.answer(interaction, 4, {"content": "x"}))[0] == 204


async def test_deferred_then_followed_up_becomes_the_original(stage: Stage) -> None:
    interaction = await stage.say()
    status, answer = await stage.answer(interaction, 5, {"flags": EPHEMERAL}, with_response="1")
    assert (status, answer["interaction"]["response_message_loading"]) == (200, True)
    assert "resource" not in answer
    assert not await interaction.settled(0)
    status, message = await stage.raw.ask("POST", stage.hook(interaction), {"content": "done"})
    assert (status, message["content"], message["flags"]) == (200, "done", EPHEMERAL)
    assert int(message["id"]) == interaction.original_id
    assert await interaction.settled(0)
    _, second = await stage.raw.ask("POST", stage.hook(interaction), {"content": "more"})
    assert [int(second["id"])] == interaction.followups
    assert second["flags"] == 0


async def test_the_original_is_read_changed_and_deleted(stage: Stage) -> None:
    interaction = await stage.say()
    await stage.answer(interaction, 4, {"content": "one"})
    original = stage.hook(interaction, "/messages/@original")
    assert (await stage.raw.ask("GET", original))[1]["content"] == "one"
    status, changed = await stage.raw.ask("PATCH", original, {"content": "two"})
    assert (status, changed["content"]) == (200, "two")
    assert changed["edited_timestamp"]
    assert (await stage.raw.ask("DELETE", original))[0] == 204
    assert await stage.raw.code("GET", original) == 10008


async def test_an_ephemeral_answer_is_for_one_alone(stage: Stage) -> None:
    state, hall = stage.running.state, stage.town.hall.id
    interaction = await stage.say()
    await stage.answer(interaction, 4, {"content": "psst", "flags": EPHEMERAL})
    (told,) = [one for one in stage.events if one.name == "MESSAGE_CREATE"]
    assert told.users == frozenset({stage.town.ann.id})
    assert [one.content for one in history(state, stage.town.ann.id, hall, own=True)] == ["psst"]
    assert history(state, stage.town.bob.id, hall, own=True) == []
    assert (await stage.raw.ask("GET", f"/channels/{hall}/messages"))[1] == []
    place = f"/channels/{hall}/messages/{interaction.original_id}"
    assert await stage.raw.code("GET", place) == 10008
    assert await stage.raw.code("PATCH", place, {"content": "x"}) == 10008


async def test_a_token_s_life_ends(stage: Stage) -> None:
    interaction = await stage.say()
    await stage.answer(interaction, 4, {"content": "one"})
    stage.running.interactions.token_lives = 0
    status, answer = await stage.raw.ask("PATCH", stage.hook(interaction, "/messages/@original"), {"content": "x"})
    assert (status, answer["code"]) == (401, 50027)


async def test_a_button_updates_its_message(stage: Stage) -> None:
    message = await stage.buttons()
    interaction = await stage.click(message)
    data = interaction.data
    assert (data["custom_id"], data["component_type"]) == ("go", 2)
    await stage.answer(interaction, 7, {"content": "picked", "components": []})
    assert (stage.message(message.id).content, stage.message(message.id).components) == ("picked", [])
    assert (interaction.outcome, interaction.original_id) == ("update", message.id)


async def test_a_button_s_deferred_update_changes_it_later(stage: Stage) -> None:
    message = await stage.buttons()
    interaction = await stage.click(message)
    await stage.answer(interaction, 6)
    assert interaction.outcome == "deferred_update"
    await stage.raw.ask("PATCH", stage.hook(interaction, "/messages/@original"), {"content": "later"})
    assert stage.message(message.id).content == "later"
    _, followup = await stage.raw.ask("POST", stage.hook(interaction), {"content": "and", "flags": EPHEMERAL})
    assert stage.message(followup["id"]).ephemeral_to == stage.town.ann.id


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
async def test_a_button_s_deferred_update_may_come_as_a_change_of_its_message(stage: Stage, method: str) -> None:
    message = await stage.buttons()
    interaction, other = await stage.click(message), await stage.click(await stage.buttons())
    for one in (interaction, other):
        await stage.answer(one, 6)
        assert not await one.settled(0)
    path = f"/channels/{message.channel_id}/messages/{message.id}"
    await stage.raw.ask(method, path, {"content": "later"} if method == "PATCH" else None)
    assert await interaction.settled(0)
    assert not await other.settled(0)


async def test_what_can_not_be_clicked(stage: Stage) -> None:
    message = await stage.buttons()
    for custom_id in ("no", "nothing"):
        with pytest.raises(Refused):
            await stage.click(message, custom_id)
    interaction = await stage.say()
    await stage.answer(interaction, 4, {"content": "mine", "flags": EPHEMERAL, "components": BUTTONS})
    body = {"type": 3, "message_id": interaction.original_id, "custom_id": "go"}
    with pytest.raises(Refused):
        await stage.running.interactions.begin(stage.town.bob.id, stage.town.hall.id, body)
    assert (await stage.act(body)).is_open
