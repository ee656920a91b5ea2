"""What a member chooses, fills in and names, as the bot is told of it, and what is refused."""

import pytest

from sandbox.actions.messages import create_message
from sandbox.actions.overwrites import set_overwrite
from sandbox.bits import NAMES
from sandbox.errors import Refused
from sandbox.state import Json
from sandbox.uploads import Upload
from tests.sandbox.stage import MODAL, OPTIONS, Stage, stage

__all__ = ["stage"]


async def test_a_form_comes_back_filled(stage: Stage) -> None:
    message = await stage.buttons()
    opener = await stage.click(message)
    await stage.answer(opener, 9, MODAL)
    assert opener.modal is not None
    filled = [{"custom_id": "name", "value": "Ann"}, {"custom_id": "who", "values": [str(stage.town.bob.id)]}]
    form = await stage.act({"type": 5, "interaction_id": opener.id, "custom_id": "form", "components": filled})
    row, label = form.data["components"]
    assert row["components"][0]["value"] == "Ann"
    assert label["component"]["values"] == [str(stage.town.bob.id)]
    assert form.data["resolved"]["users"][str(stage.town.bob.id)]["username"] == "bob"
    assert (await stage.answer(form, 9, MODAL))[1]["code"] == 50035
    await stage.answer(form, 7, {"content": "thanks"})
    assert stage.message(message.id).content == "thanks"


@pytest.mark.parametrize(
    "filled",
    [
        [],
        [{"custom_id": "name", "value": "too long"}],
        [{"custom_id": "name", "value": "Ann"}, {"custom_id": "else", "value": "x"}],
        [{"custom_id": "name", "value": "Ann"}, {"custom_id": "who", "values": ["5"]}],
    ],
)
async def test_a_form_is_held_to_what_it_asks(stage: Stage, filled: list[Json]) -> None:
    opener = await stage.say()
    await stage.answer(opener, 9, MODAL)
    with pytest.raises(Refused) as refused:
        await stage.act({"type": 5, "interaction_id": opener.id, "custom_id": "form", "components": filled})
    assert refused.value.code == 50035


@pytest.mark.parametrize(
    "change",
    [
        {"title": "x" * 46},
        {"title": ""},
        {"custom_id": "x" * 101},
        {"components": []},
        {"components": MODAL["components"] * 3},  # type: ignore[operator]  # a list, which the table above does not say
        {"components": [{"type": 2, "custom_id": "x"}]},
        {"components": [{"type": 18, "label": "x" * 46, "component": {"type": 4, "custom_id": "a", "style": 1}}]},
        {"components": [{"type": 1, "components": [{"type": 4, "custom_id": "a", "label": "x", "style": 3}]}]},
    ],
)
async def test_a_form_has_limits(stage: Stage, change: Json) -> None:
    interaction = await stage.say()
    assert (await stage.answer(interaction, 9, MODAL | change))[1]["code"] == 50035
    assert interaction.is_open


async def test_autocomplete_takes_choices_and_no_more_than_25(stage: Stage) -> None:
    options = [{"name": "what", "value": "h", "focused": True}]
    interaction = await stage.act({"type": 4, "command_id": stage.command.id, "options": options})
    assert interaction.data["options"] == [{"name": "what", "type": 3, "value": "h", "focused": True}]
    assert (await stage.answer(interaction, 4, {"content": "x"}))[1]["code"] == 50035
    many = [{"name": f"n{number}", "value": "v"} for number in range(26)]
    assert (await stage.answer(interaction, 8, {"choices": many}))[1]["code"] == 50035
    assert (await stage.answer(interaction, 8, {"choices": many[:25]}))[0] == 204
    assert interaction.choices == many[:25]


async def test_options_bring_what_they_name(stage: Stage) -> None:
    town = stage.town
    interaction = await stage.act(
        {
            "type": 2,
            "command_id": stage.command.id,
            "options": [
                {"name": "what", "value": "x"},
                {"name": "who", "value": str(town.bob.id)},
                {"name": "where", "value": str(town.forum.id)},
                {"name": "file", "value": 0},
            ],
        },
        files=(Upload("a.txt", "text/plain", b"a"),),
    )
    resolved = interaction.data["resolved"]
    assert set(resolved) == {"users", "members", "channels", "attachments"}
    assert resolved["channels"][str(town.forum.id)]["name"] == "posts"
    (event,) = [one for one in stage.events if one.name == "INTERACTION_CREATE"]
    told = event.data
    assert event.users == frozenset({town.bot.id})
    assert (told["attachment_size_limit"], told["context"], told["entitlements"]) == (10485760, 0, [])
    assert int(told["member"]["permissions"]) & NAMES["send_messages"]
    assert int(told["app_permissions"]) & NAMES["view_channel"]
    assert told["authorizing_integration_owners"] == {"0": str(town.guild.id)}


@pytest.mark.parametrize(
    "options",
    [{"what": 5}, {"times": 6}, {"times": "2"}, {"who": "5"}, {"where": "x"}, {"size": "huge"}, {"other": "x"}],
)
async def test_options_are_held_to_the_command(stage: Stage, options: Json) -> None:
    with pytest.raises(Refused) as refused:
        await stage.say(**options)
    assert refused.value.code == 50035


async def test_a_required_option_is_required(stage: Stage) -> None:
    with pytest.raises(Refused) as refused:
        await stage.act({"type": 2, "command_id": stage.command.id, "options": []})
    assert refused.value.errors == {
        "options": {"what": {"_errors": [{"code": "BASE_TYPE_REQUIRED", "message": "This field is required"}]}}
    }


async def test_menus_name_their_target(stage: Stage) -> None:
    on_message = stage.register({"name": "Keep this", "type": 3})
    on_user = stage.register({"name": "Greet", "type": 2})
    said = create_message(stage.running.state, stage.town.bob.id, stage.town.hall.id, {"content": "hello"})
    kept = await stage.act({"type": 2, "command_id": on_message.id, "target_id": str(said.id)})
    assert kept.data["resolved"]["messages"][str(said.id)]["content"] == "hello"
    await stage.answer(kept, 4, {"content": "kept"})
    assert stage.message(kept.original_id).type == 23
    greeted = await stage.act({"type": 2, "command_id": on_user.id, "target_id": str(stage.town.bob.id)})
    assert greeted.data["resolved"]["members"]


async def test_commands_are_for_those_who_may(stage: Stage) -> None:
    for_few = stage.register(
        {"name": "rule", "description": "d", "default_member_permissions": str(NAMES["manage_guild"])}
    )
    body = {"type": 2, "command_id": for_few.id}
    with pytest.raises(Refused) as refused:
        await stage.act(body)
    assert refused.value.code == 10063
    await stage.running.interactions.begin(stage.town.owner.id, stage.town.hall.id, body)
    deny = {"type": 0, "deny": str(NAMES["use_application_commands"])}
    set_overwrite(stage.running.state, stage.town.owner.id, stage.town.hall.id, stage.town.guild.id, deny)
    with pytest.raises(Refused):
        await stage.say()


async def test_subcommands_are_named_in_full(stage: Stage) -> None:
    sub = {"type": 1, "name": "search", "description": "d", "options": [OPTIONS[0]]}
    command = stage.register({"name": "archive", "description": "d", "options": [sub]})
    options = [{"name": "search", "type": 1, "options": [{"name": "what", "value": "x"}]}]
    interaction = await stage.act({"type": 2, "command_id": command.id, "options": options})
    await stage.answer(interaction, 4, {"content": "found"})
    shown = (await stage.raw.ask("GET", stage.hook(interaction, "/messages/@original")))[1]
    assert shown["interaction_metadata"]["name"] == "archive search"
    with pytest.raises(Refused):
        await stage.act({"type": 2, "command_id": command.id})
