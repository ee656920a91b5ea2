"""The community's setup and settings, end to end."""

from datetime import timedelta

import pytest

from bot import startup
from community.settings import SETTINGS
from sandbox.client import Person, Reply, text_of
from storage import communities, topics
from tests.e2e.conftest import Scene


async def setting(scene: Scene, name: str) -> object:
    guild = scene.bot.guilds[0]
    async with scene.bot.database.read() as tx:
        return (await communities.settings_of(tx, guild.id))[name]


async def through_the_steps(scene: Scene, amira: Person, role: str) -> Reply:
    """Go through the setup up to the choice of topics, checking each step."""
    zone = await amira.command("general", "community setup")
    assert zone.ephemeral
    assert "step 1 of 4" in zone.text
    wrong = await amira.submit(await amira.click(zone, "Set the zone"), {"Time zone": "Narnia"})
    assert await setting(scene, "zone") == "UTC"
    assert "Europe/London" in text_of(await told(amira, "takes a time zone")), wrong
    done = await amira.submit(await amira.click(zone, "Set the zone"), {"Time zone": "europe/paris"})
    assert "Europe/Paris" in done.text
    places = await amira.click(zone, "Next")
    assert "step 2 of 4" in places.text
    await amira.select(places, "general", "Where summaries go")
    chosen = await amira.select(places, "notices", "Where notices go")
    assert chosen.text.count("<#") == 2
    stewards = await amira.click(places, "Next")
    assert "step 3 of 4" in stewards.text
    named = await amira.select(stewards, role)
    assert f"<@&{role}>" in named.text
    return await amira.click(stewards, "Next")


async def told(person: Person, words: str) -> dict[str, object]:
    return await person.wait_message("general", lambda message: words in text_of(message))


async def test_a_community_is_set_up_in_four_steps_a_restart_in_the_middle(scene: Scene):
    amira = await scene.person("amira")
    role = await amira.role_id("Steward")
    last = await through_the_steps(scene, amira, role)
    assert "step 4 of 4" in last.text
    assert "None yet" in last.text
    await amira.select(last, ["general", "measurement", "board"])
    async with scene.bot.database.read() as tx:
        assert await topics.all_open(tx) == []
    await scene.stop_bot()
    await scene.start_bot()
    done = await amira.click(last, "Done")
    await scene.later(timedelta())
    assert "is set up" in done.text
    assert "Europe/Paris" in done.text
    async with scene.bot.database.read() as tx:
        assert [topic.name for topic in await topics.all_open(tx)] == ["board", "general", "measurement"]
    assert await setting(scene, "steward_role") == int(role)
    assert await setting(scene, "notices_channel") == int(await amira.place_id("notices"))
    cho = await scene.person("cho")
    await cho.wait_message("general", lambda message: "This channel is a topic now" in text_of(message))


async def test_the_setup_run_again_shows_what_is_set_and_opens_nothing_twice(opened: Scene):
    amira = await opened.person("amira")
    await opened.later(timedelta())
    await amira.command("general", "community settings", name="zone", value="Asia/Kolkata")
    first = await amira.command("general", "community setup")
    assert "Asia/Kolkata" in first.text
    page = first
    for _ in range(3):
        page = await amira.click(page, "Next")
    for name in ("general", "measurement", "board"):
        assert await amira.place_id(name) in page.text
    back = await amira.click(page, "Back")
    assert "step 3 of 4" in back.text
    page = await amira.click(back, "Next")
    await amira.select(page, ["general", "notices"])
    done = await amira.click(page, "Done")
    await opened.later(timedelta())
    assert "was one already" in done.text
    assert len([m for m in await amira.messages("general") if "a topic now" in text_of(m) and not m.get("flags")]) == 1


async def test_what_cannot_be_opened_is_named_and_the_rest_goes_on(scene: Scene):
    amira = await scene.person("amira")
    made = await scene.people.admin.create_channel("shut")
    assert scene.bot.user is not None
    await scene.people.admin.set_overwrite(made, str(scene.bot.user.id), deny=["embed_links"], role=False)
    page = await amira.command("general", "community setup")
    for _ in range(3):
        page = await amira.click(page, "Next")
    await amira.select(page, ["general", made])
    done = await amira.click(page, "Done")
    assert "Embed Links" in done.text
    assert "Topics opened" in done.text
    async with scene.bot.database.read() as tx:
        assert [topic.name for topic in await topics.all_open(tx)] == ["general"]


async def test_only_manage_server_may_set_up_and_the_right_is_asked_for_at_each_step(scene: Scene):
    stella, amira = await scene.person("stella"), await scene.person("amira")
    assert "Manage Server" in (await stella.command("general", "community setup")).text
    await scene.people.admin.edit_role("Steward", permissions=["manage_channels", "manage_threads", "manage_guild"])
    page = await stella.command("general", "community setup")
    assert "step 1 of 4" in page.text
    await scene.people.admin.edit_role("Steward", permissions=["manage_channels", "manage_threads"])
    await stella.click(page, "Next")
    refused = await stella.wait_message("general", lambda message: "Manage Server" in text_of(message))
    assert refused["flags"] & 64
    assert "step 1 of 4" in text_of(await stella.message(page.message))
    assert amira


async def test_settings_are_read_by_stewards_and_changed_by_manage_server(opened: Scene):
    amira, stella, cho = [await opened.person(name) for name in ("amira", "stella", "cho")]
    assert "Only stewards" in (await cho.command("general", "community settings")).text
    await amira.command("general", "community settings", name="steward_role", value=await amira.role_id("Steward"))
    page = await stella.command("general", "community settings")
    seen = page.text
    while not next(b for row in page.message["components"] for b in row["components"] if b["label"] == "Next").get(
        "disabled"
    ):
        page = await stella.click(page, "Next")
        seen += page.text
    for name, one in SETTINGS.items():
        assert name in seen
        assert one.does in seen
    refused = await stella.command("general", "community settings", name="zone", value="Europe/London")
    assert "Manage Server" in refused.text
    alone = await stella.command("general", "community settings", name="Waiting days")
    assert SETTINGS["waiting_days"].does in alone.text
    changed = await amira.command("general", "community settings", name="waiting_days", value="14")
    assert "14" in changed.text
    assert await setting(opened, "waiting_days") == 14


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("waiting_days", "soon", "from 1 to 60"),
        ("zone", "x" * 200, "Europe/London"),
        ("notices_channel", "measurement", "text channel"),
        ("notices_channel", "meeting room", "text channel"),
        ("steward_role", "99999", "role of this server"),
        ("steward_role", "@everyone", "role of this server"),
        ("n" * 100, "x", "Choose one from the list"),
    ],
)
async def test_a_wrong_value_is_one_sentence_and_changes_nothing(scene: Scene, name: str, value: str, allowed: str):
    amira = await scene.person("amira")
    if value in {"measurement", "meeting room"}:
        value = await amira.place_id(value)
    if value == "@everyone":
        value = str(scene.bot.guilds[0].id)
    refused = await amira.command("general", "community settings", name=name, value=value)
    assert allowed in refused.text
    assert "\n" not in refused.text
    if name in SETTINGS:
        assert name in refused.text
        assert await setting(scene, name) == SETTINGS[name].default


async def test_names_and_values_are_offered_as_they_are_typed(scene: Scene):
    amira, cho = await scene.person("amira"), await scene.person("cho")

    async def values(name: str, typed: str = "", who: Person = amira) -> list[str]:
        offered = await who.autocomplete("general", "community settings", "value", typed, name=name)
        return [choice["name"] for choice in offered]

    names = await amira.autocomplete("general", "community settings", "name", "zone")
    assert names[0]["value"] == "zone"
    assert (await values("zone", "lond")) == ["Europe/London"]
    assert len(await values("zone")) == 25
    assert await values("summaries") == ["yes", "no"]
    assert await values("summary_day", "th") == ["Thursday"]
    assert "#notices" in await values("notices_channel")
    assert "#meeting room" not in await values("notices_channel")
    assert "@Steward" in await values("steward_role")
    assert await values("nothing") == []
    assert await values("zone", "lond", cho) == []


async def test_the_start_up_check_names_what_is_gone_and_what_is_missing(opened: Scene):
    amira, admin = await opened.person("amira"), opened.people.admin
    lost, role = await admin.create_channel("lost"), await admin.create_role("Lost")
    await amira.command("general", "community settings", name="summary_channel", value=lost["id"])
    await amira.command("general", "community settings", name="moderator_role", value=role["id"])
    assert await startup.missing(opened.bot) == []
    await opened.stop_bot()
    await admin.delete_channel(lost)
    await admin.delete_role(role)
    bot = next(user for user in opened.sandbox.state.users.values() if user.bot)
    await admin.set_overwrite(await amira.place_id("general"), str(bot.id), deny=["manage_threads"], role=False)
    bot.denied_intents = 0
    await opened.start_bot()
    found = await startup.missing(opened.bot)
    assert len(found) == 3
    assert "the channel that summary_channel names was deleted" in found[0] + found[1]
    assert "the role that moderator_role names was deleted" in found[0] + found[1]
    assert "in the topic #general the bot lacks Manage Threads" in found[2]
