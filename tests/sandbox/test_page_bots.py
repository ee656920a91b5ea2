"""What bots bring to the page, in a real browser: commands, components, forms."""

import re

import pytest
from playwright.async_api import FilePayload, expect

from tests.sandbox.visiting import Visit, choose_command, message, write, writer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_command_is_found_filled_in_and_answered_for_oneself(visit: Visit) -> None:
    ben, cho = await visit.open("ben"), await visit.open("cho")
    await expect(message(cho, "night staff")).to_be_visible()
    await writer(ben).press_sequentially("/")
    await expect(ben.locator(".suggestions .choice", has_text="/tend")).to_have_count(0)
    await writer(ben).fill("")
    await choose_command(ben, "knowhow search")
    run = ben.get_by_role("button", name="Run")
    await run.click()
    await expect(ben.locator(".command-bar .field-problem").first).to_have_text("This is needed")
    await ben.keyboard.type("huddles")
    await ben.get_by_role("button", name="topic").click()
    await ben.keyboard.type("ha")
    await expect(ben.locator(".command-choices .choice")).to_have_text(["Handover"])
    await ben.keyboard.press("Enter")
    await run.click()
    answer = ben.locator(".message.ephemeral")
    await expect(answer.locator(".embed-title")).to_have_text("Results for huddles")
    await expect(answer.locator(".embed-text")).to_have_text("in handover")
    await expect(answer).to_contain_text("Only you can see this")
    await write(ben, "Found it")
    await expect(message(cho, "Found it")).to_be_visible()
    await expect(cho.locator(".message.ephemeral")).to_have_count(0)
    await answer.get_by_role("button", name="Dismiss message").click()
    await expect(answer).to_have_count(0)


async def test_options_of_every_kind(visit: Visit) -> None:
    page = await visit.open("ben")
    await choose_command(page, "options")
    await page.keyboard.type("11")
    await page.get_by_role("button", name="Run").click()
    await expect(page.locator(".command-bar .field-problem").first).to_have_text("No more than 10")
    await page.get_by_label("number", exact=False).first.fill("7")
    for name, typed in (("person", "cho"), ("place", "gen"), ("sure", "yes")):
        await page.locator(".command-field", has_text=name).locator("input").first.fill(typed)
        await page.keyboard.press("Enter")
    await page.get_by_role("button", name="file", exact=True).click()
    given: FilePayload = {"name": "plan.txt", "mimeType": "text/plain", "buffer": b"eight"}
    await page.locator(".command-field input[type=file]").set_input_files(given)
    await page.get_by_role("button", name="Run").click()
    await expect(message(page, "plan.txt 5")).to_contain_text("7 Cho Lin general True -")


async def test_buttons_menus_and_forms(visit: Visit) -> None:
    page = await visit.open("ben")
    await choose_command(page, "panel")
    panel = message(page, "Here it is")
    await panel.get_by_role("button", name="Count").click()
    panel = page.locator(".message", has=page.locator(".part-row"))
    await expect(panel).to_contain_text("Pressed 1 times")
    await expect(panel.get_by_role("button", name="Count 1")).to_be_visible()
    await expect(panel.get_by_role("button", name="Closed")).to_be_disabled()
    await expect(panel.get_by_role("link", name="Read more")).to_have_attribute("href", "https://example.org/more")
    await panel.get_by_role("button", name="Pick a person").click()
    await page.keyboard.type("cho")
    await page.keyboard.press("Enter")
    await expect(message(page, "You picked Cho Lin")).to_be_visible()
    await panel.get_by_role("button", name="Fill in").click()
    form = page.get_by_role("dialog", name="Tell us how it went")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.locator(".field-problem").first).to_have_text("This is required")
    await form.get_by_label("Title").fill("Ten minutes at eight")
    await form.get_by_label("What we did").fill("Ten")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.locator(".field-problem").nth(1)).to_have_text("At least 5 characters, please")
    await form.get_by_label("What we did").fill("Ten minutes, standing")
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_have_count(0)
    await expect(message(page, "Ten minutes, standing")).to_contain_text("Ten minutes at eight")


async def test_a_form_takes_files(visit: Visit) -> None:
    page = await visit.open("ben")
    await choose_command(page, "share")
    form = page.get_by_role("dialog", name="Share what you made")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.locator(".field-problem")).to_have_text("Please choose a file")
    given: list[FilePayload] = [
        {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": name.encode()} for name in ("one", "two", "three")
    ]
    await form.get_by_label("Sheets").set_input_files(given)
    await expect(form.locator(".field-problem")).to_have_text("No more than 2 files, please")
    await form.get_by_label("Sheets").set_input_files(given[:2])
    await form.get_by_role("button", name="Submit").click()
    await expect(message(page, "Got one.txt one, two.txt two")).to_be_visible()


async def test_an_app_s_menu_opens_its_form_with_the_message_in_it(visit: Visit) -> None:
    page = await visit.open("ben")
    await message(page, "night staff").click(button="right")
    await page.get_by_role("menuitem", name="Capture know-how").click()
    form = page.get_by_role("dialog", name="Tell us how it went")
    await expect(form.get_by_label("Title")).to_have_value(re.compile("^How did you get"))
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)


async def test_a_bot_that_hangs_is_told_of_where_it_happened(visit: Visit) -> None:
    page = await visit.open("ben")
    await choose_command(page, "panel")
    panel = message(page, "Here it is")
    await panel.get_by_role("button", name="Say nothing").click()
    await expect(panel.locator(".failed")).to_contain_text("This interaction failed")


async def test_components_of_the_second_version(visit: Visit) -> None:
    page = await visit.open("ben")
    await choose_command(page, "layout")
    box = page.locator(".part-container")
    await expect(box.locator("h6")).to_have_text("A huddle at eight")
    await expect(box.get_by_role("button", name="Open")).to_be_visible()
