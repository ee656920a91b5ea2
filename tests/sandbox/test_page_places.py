"""Pins, the people of a thread, and lists as they were written, in a real browser."""

import re

import pytest
from playwright.async_api import expect

from tests.sandbox.visiting import Visit, message, write

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_steward_pins_and_others_find_it_again(visit: Visit) -> None:
    amira, ben = await visit.open("amira"), await visit.open("ben")
    await message(ben, "night staff").click(button="right")
    await expect(ben.get_by_role("menuitem", name="Reply")).to_be_visible()
    await expect(ben.get_by_role("menuitem", name="Pin message")).to_have_count(0)
    await ben.keyboard.press("Escape")
    await message(amira, "night staff").click(button="right")
    await amira.get_by_role("menuitem", name="Pin message").click()
    said = ben.locator(".system", has_text="Amira Hassan pinned a message")
    await expect(said).to_be_visible()
    await said.get_by_role("button", name="pinned messages").click()
    pins = ben.get_by_role("dialog", name="Pinned in general")
    await expect(pins.locator(".pin")).to_contain_text("How did you get the night staff")
    await expect(pins.get_by_role("button", name="Unpin")).to_have_count(0)
    await pins.get_by_role("button", name="Go there").click()
    await expect(ben.locator(".message.pointed")).to_contain_text("night staff")
    await amira.locator(".header").get_by_role("button", name="Pinned messages").click()
    pins = amira.get_by_role("dialog", name="Pinned in general")
    await pins.get_by_role("button", name="Unpin").click()
    await expect(pins).to_contain_text("Nothing is pinned here yet")


async def test_a_private_thread_shows_who_is_in_it_and_takes_others_in(visit: Visit) -> None:
    person = await visit.corner.person("ben")
    thread = await person.open_thread("general", "Just us", "Come in", private=True)
    ben, cho = await visit.open("ben", more=f"&c={thread['id']}"), await visit.open("cho")
    inside = ben.locator("#members .member-name")
    await expect(inside).to_have_text(["Ben Carter"])
    row = cho.locator(".place-row", has_text="Just us")
    await expect(message(cho, "night staff")).to_be_visible()
    await expect(row).to_have_count(0)
    await ben.get_by_role("button", name="Add people").click()
    await expect(ben.get_by_role("option", name="Ben Carter")).to_have_count(0)
    await ben.get_by_role("option", name="Cho Lin").click()
    await ben.get_by_role("button", name="Done").click()
    await expect(inside).to_have_text(["Ben Carter", "Cho Lin"])
    await expect(ben.locator(".system")).to_have_text(re.compile("Ben Carter added Cho Lin to the thread."))
    await row.click()
    await expect(message(cho, "Come in")).to_be_visible()
    await inside.get_by_text("Cho Lin").click()
    await ben.get_by_role("menuitem", name="Remove from thread").click()
    await expect(inside).to_have_text(["Ben Carter"])
    await expect(cho.locator(".view")).to_contain_text("You can't see this place")
    await write(ben, f"<@{(await visit.corner.person('amira')).id}> do come")
    await expect(inside).to_have_text(["Amira Hassan", "Ben Carter"])


async def test_a_thread_s_head_fits_a_phone(visit: Visit) -> None:
    person = await visit.corner.person("ben")
    name = "A thread whose name is much longer than any phone is wide"
    thread = await person.open_thread("general", name, "Come in", private=True)
    page = await visit.open("ben", width=360, height=740, more=f"&c={thread['id']}")
    await expect(page.get_by_role("button", name="Add people")).to_be_in_viewport(ratio=1)
    await expect(page.get_by_role("button", name="Show members (1)")).to_be_in_viewport(ratio=1)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_list_keeps_its_lines(visit: Visit) -> None:
    page = await visit.open("ben")
    await write(page, "- first\n  goes on\n- second")
    items = page.locator(".message li")
    await expect(items).to_have_count(2)
    assert [await one.inner_text() for one in await items.all()] == ["first\ngoes on", "second"]


async def test_people_join_a_voice_channel_and_are_shown_in_it(visit: Visit) -> None:
    await visit.corner.people.admin.create_channel("Tea room", kind="voice")
    ben, cho = await visit.open("ben"), await visit.open("cho")
    await expect(message(cho, "night staff")).to_be_visible()
    await ben.get_by_role("button", name="Join the voice channel Tea room").click()
    inside = cho.get_by_role("list", name="In Tea room")
    await expect(inside).to_contain_text("Ben Carter")
    await ben.get_by_role("button", name="Leave the voice channel Tea room").click()
    await expect(inside).to_have_count(0)
