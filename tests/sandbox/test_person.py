"""The client of the member API, against a real bot."""

import pytest

from sandbox.client import InteractionFailed, Refused, buttons, inputs, text_of
from tests.sandbox.page_fixtures import Corner


async def test_a_command_is_chosen_by_its_whole_name_and_waited_for(corner: Corner) -> None:
    ben = await corner.person("ben")
    reply = await ben.command("general", "knowhow search", query="huddles", since="week")
    assert reply.outcome == "deferred"
    assert reply.ephemeral
    assert reply.text.splitlines() == ["Results for huddles", "in all", "Since", "week", "1 of 1"]


async def test_options_take_names_of_people_places_and_roles(corner: Corner) -> None:
    ben = await corner.person("ben")
    given = {"person": "Cho Lin", "place": "general", "role": "Steward", "file": ("plan.txt", b"eight bytes")}
    reply = await ben.command("general", "options", number=3, sure=True, **given)
    assert reply.text == "3 Cho Lin general True Steward plan.txt 11"


async def test_what_is_not_there_is_named_with_what_is(corner: Corner) -> None:
    ben = await corner.person("ben")
    with pytest.raises(LookupError, match="knowhow search"):
        await ben.command("general", "knowhow find", query="x")
    with pytest.raises(LookupError, match="query, topic, since"):
        await ben.command("general", "knowhow search", question="x")
    with pytest.raises(LookupError, match="required and not given: query"):
        await ben.command("general", "knowhow search")


async def test_a_command_for_stewards_is_not_offered_to_others(corner: Corner) -> None:
    ben, amira = await corner.person("ben"), await corner.person("amira")
    assert (await amira.command("general", "tend")).text == "Tended"
    with pytest.raises(LookupError, match="no command 'tend'"):
        await ben.command("general", "tend")


async def test_autocomplete_offers_what_the_bot_knows(corner: Corner) -> None:
    ben = await corner.person("ben")
    choices = await ben.autocomplete("general", "knowhow search", "topic", "h", query="x")
    assert choices == [{"name": "Huddles", "value": "huddles"}, {"name": "Handover", "value": "handover"}]


async def test_buttons_are_pressed_by_label_also_after_it_changed(corner: Corner) -> None:
    ben = await corner.person("ben")
    posted = await ben.command("general", "panel")
    assert [one["label"] for one in buttons(posted.message)][:2] == ["Count", "Fill in"]
    once = await ben.click(posted, "Count")
    assert (once.outcome, once.text) == ("update", "Pressed 1 times")
    twice = await ben.click(posted.message, "Count 1")
    assert twice.text == "Pressed 2 times"
    with pytest.raises(LookupError, match="disabled or a link"):
        await ben.click(posted, "Closed")


async def test_menus_take_labels_and_names(corner: Corner) -> None:
    ben = await corner.person("ben")
    posted = await ben.command("general", "panel")
    days = await ben.select(posted, ["Monday", "friday"], "Pick a day")
    assert days.text == "You picked monday, friday"
    assert days.ephemeral
    assert (await ben.select(posted, "Cho Lin", "who")).text == "You picked Cho Lin"


async def test_a_form_keeps_what_was_in_it_unless_told_otherwise(corner: Corner) -> None:
    ben = await corner.person("ben")
    message = await ben.send("general", "Ten minutes at eight")
    form = await ben.menu("Capture know-how", message)
    assert form.outcome == "modal"
    assert [one["label"] for one in inputs(form.modal)] == ["Title", "What we did", "How did it feel?"]
    done = await ben.submit(form, {"what": "A standing huddle", "How did it feel?": "Calm"})
    assert done.text == "**Ten minutes at eight**: A standing huddle (Calm)"
    with pytest.raises(LookupError, match="no field Colour"):
        await ben.submit(form, {"Colour": "green"})


async def test_a_form_takes_files(corner: Corner) -> None:
    ben = await corner.person("ben")
    form = await ben.command("general", "share")
    done = await ben.submit(form, {"Sheets": [("one.txt", b"first"), ("two.txt", b"second")]})
    assert done.text == "Got one.txt first, two.txt second"
    with pytest.raises(Refused, match="50035"):
        await ben.submit(form, {})


async def test_a_menu_on_a_person(corner: Corner) -> None:
    ben, cho = await corner.person("ben"), await corner.person("cho")
    assert (await ben.user_menu("Wave", cho, "general")).text == f"Ben Carter waves at <@{cho.id}>"


async def test_a_bot_that_hangs_is_a_failure(corner: Corner) -> None:
    ben = await corner.person("ben")
    with pytest.raises(InteractionFailed, match="did not respond"):
        await ben.command("general", "hang")
    event = await ben.wait_for(lambda one: one.name == "INTERACTION_FAILED")
    assert event.data["error"]


async def test_the_stream_tells_what_others_do(corner: Corner) -> None:
    ben, cho = await corner.person("ben"), await corner.person("cho")
    since = await cho.listen()
    message = await ben.send("general", "Good question")
    heard = await cho.wait_for(lambda one: one.name == "MESSAGE_CREATE", since=since)
    assert heard.data["id"] == message["id"]
    await ben.edit(message, "A good question")
    await cho.wait_message("general", lambda one: text_of(one) == "A good question")
    with pytest.raises(TimeoutError, match="MESSAGE_CREATE"):
        await cho.wait_for(lambda one: one.name == "NEVER", since=since, deadline=0.05)


async def test_a_private_place_is_not_there_for_others(corner: Corner) -> None:
    amira, ben = await corner.person("amira"), await corner.person("ben")
    board = await amira.channel("board")
    with pytest.raises(LookupError, match="board"):
        await ben.send("board", "Let me in")
    with pytest.raises(Refused, match="Missing Access"):
        await ben.send(board, "Let me in")


async def test_the_bot_hears_people(corner: Corner) -> None:
    ben = await corner.person("ben")
    heard = corner.player.wait_for("message", timeout=10)
    await ben.send("general", "Is anybody there?")
    assert (await heard).content == "Is anybody there?"


async def test_a_cut_gateway_comes_back_and_hears_again(corner: Corner) -> None:
    ben = await corner.person("ben")
    resumed = corner.player.wait_for("resumed", timeout=20)
    heard = corner.player.wait_for("message", timeout=20)
    await corner.people.admin.drop_gateways()
    await ben.send("general", "While it was away")
    await resumed
    assert (await heard).content == "While it was away"
