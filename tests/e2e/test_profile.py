from datetime import timedelta

from sandbox.client import Person, Reply, parts, text_of
from tests.e2e.conftest import Scene

NHS = "943 476 5919"


def rows(form: Reply) -> dict[str, str]:
    return {row["label"]: row["custom_id"] for row in parts.inputs(form.modal)}


async def edit(person: Person, **typed: str) -> Reply:
    """Send the form of `/profile edit`; menus take labels, and a menu that is not named stays as it was."""
    form = await person.command("general", "profile edit")
    given: dict[str, object] = {}
    for row in parts.inputs(form.modal):
        if "options" in row:
            values = {option["label"]: option["value"] for option in row["options"]}
            kept = [option["value"] for option in row["options"] if option.get("default")]
            name = typed.get(row["custom_id"])
            given[row["custom_id"]] = kept if name is None else [values[name]] if name else []
        else:
            given[row["custom_id"]] = typed.get(row["custom_id"], row.get("value") or "")
    return await person.submit(form, given)


async def test_a_member_says_where_they_are_from_and_only_whom_they_let_is_shown_it(opened: Scene):
    amira, ben, cho = [await opened.person(name) for name in ("amira", "ben", "cho")]
    form = await ben.command("general", "profile edit")
    assert list(rows(form)) == ["Time zone", "Who is shown organisation and sector"]
    assert "None yet" in (await ben.command("general", "profile organisations")).text
    added = await amira.command("general", "profile organisations", add="Riverside *Hospital* @everyone")
    assert "is on the list" in added.text
    await amira.command("general", "profile organisations", add="Acute care", kind="sector")
    assert "already" in (await amira.command("general", "profile organisations", add="acute CARE", kind="sector")).text

    told = await edit(ben, organisation="Riverside *Hospital* @everyone", sector="Acute care", zone="asia/kolkata")
    assert "Asia/Kolkata" in told.text
    assert "Nobody is shown" in told.text
    nothing = (await cho.command("general", "profile show", member="dev")).text
    assert (await cho.command("general", "profile show", member="ben")).text == nothing
    await edit(ben, shown="Members of this community")
    shown = (await cho.command("general", "profile show", member="ben")).text
    assert "Acute care" in shown
    assert "Kolkata" not in shown
    await edit(ben, organisation="", sector="", zone="")
    assert (await cho.command("general", "profile show", member="ben")).text == nothing
    refused = await edit(ben, zone="Narnia")
    assert "Europe/London" in refused.text

    await edit(ben, sector="Acute care")
    refused = await cho.command("general", "profile organisations", remove="Acute care")
    assert "Only stewards" in refused.text
    assert await cho.autocomplete("general", "profile organisations", "remove", "") == []
    choices = await amira.autocomplete("general", "profile organisations", "remove", "acute")
    assert "off the list" in (await amira.command("general", "profile organisations", remove=choices[0]["value"])).text
    assert "Acute" not in (await ben.command("general", "profile show")).text


async def test_a_missing_name_is_asked_for_without_saying_by_whom_and_a_steward_adds_it(opened: Scene):
    amira, stella, cho = [await opened.person(name) for name in ("amira", "stella", "cho")]
    channel = await amira.channel("general")
    for name, value in (("notices_channel", channel["id"]), ("steward_role", await amira.role_id("Steward"))):
        await amira.command("general", "community settings", name=name, value=value)
    told = await cho.command("general", "profile organisations", add="North Hospice")
    assert "not told who asked" in told.text
    card = await stella.wait_message("general", lambda m: "North Hospice" in text_of(m))
    assert "Cho" not in text_of(card)
    assert not card["mentions"]
    assert "North Hospice (asked for)" in (await stella.command("general", "profile organisations")).text
    assert "North Hospice" not in (await cho.command("general", "profile organisations")).text
    assert "Only stewards" in (await cho.click(card, "Add it")).text
    await opened.stop_bot()
    await opened.start_bot()
    await stella.click(card, "Add it")
    assert "on the list now" in text_of(await stella.message(card))
    assert "North Hospice" in (await cho.command("general", "profile show")).text
    assert "shows nothing" in (await stella.command("general", "profile show", member="cho")).text

    for name in ("One", "Two", "Three"):
        assert "are asked" in (await cho.command("general", "profile organisations", add=name)).text
    assert "waiting for 3" in (await cho.command("general", "profile organisations", add="Four")).text
    card = await stella.wait_message("general", lambda m: "Two" in text_of(m))
    await stella.click(card, "Leave it out")
    await opened.later(timedelta())
    screened = await cho.command("general", "profile organisations", add=f"Ward of {NHS}")
    assert "could tell who" in screened.text


async def test_a_long_list_is_typed_and_what_is_near_is_offered(opened: Scene):
    amira, dev = await opened.person("amira"), await opened.person("dev")
    for number in range(26):
        await amira.command("general", "profile organisations", add=f"Practice {number:02}" + "x" * 66)
    refused = await edit(dev, organisation="practice")
    assert "Practice 00" in refused.text
    told = await edit(dev, organisation="practice 07")
    assert "Practice 07" in told.text
    listed = await dev.command("general", "profile organisations")
    assert "Page 1 of 2" in listed.text
