"""The page, in a real browser, as people use it."""

import re

import pytest
from playwright.async_api import expect

from tests.sandbox.visiting import Visit, choose_command, message, write, writer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_newcomer_chooses_whom_to_be_and_changes_their_mind(visit: Visit) -> None:
    page = await visit.open(None)
    await page.get_by_role("button", name="Ben Carter").click()
    await expect(page.locator(".acting-name")).to_have_text("Ben Carter")
    await expect(page.locator(".place-row", has_text="general")).to_be_visible()
    await expect(page.locator(".place-row", has_text="board")).to_have_count(0)
    await page.locator(".acting-button").click()
    await page.get_by_role("dialog").get_by_role("button", name="Amira Hassan").click()
    await expect(page.locator(".acting-name")).to_have_text("Amira Hassan")
    board = page.locator(".place-row", has_text="board")
    await expect(board.locator(".place-lock")).to_be_visible()
    await board.click()
    await expect(message(page, "The budget is not public yet.")).to_be_visible()
    await page.reload()
    await expect(message(page, "The budget is not public yet.")).to_be_visible()
    assert "as=" in page.url


async def test_what_one_writes_the_other_sees_at_once(visit: Visit) -> None:
    ben, cho = await visit.open("ben"), await visit.open("cho")
    await expect(message(cho, "night staff")).to_be_visible()
    await write(ben, "They **leave** a card by the door")
    await expect(message(cho, "a card by the door").locator("strong").last).to_have_text("leave")
    await message(cho, "a card by the door").hover()
    await message(cho, "a card by the door").get_by_label("Add reaction").click()
    await cho.get_by_label("Find an emoji").fill("idea")
    await cho.keyboard.press("Enter")
    reaction = message(ben, "a card by the door").locator(".reaction").first
    await expect(reaction).to_have_text("💡1")
    await reaction.click()
    await expect(message(cho, "a card by the door").locator(".reaction").first).to_have_text("💡2")


async def test_replying_editing_and_deleting_by_keyboard(visit: Visit) -> None:
    page = await visit.open("ben")
    theirs = message(page, "night staff")
    await theirs.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menu")).to_be_visible()
    await page.keyboard.press("r")
    await page.keyboard.press("Enter")
    await expect(page.locator(".reply-bar")).to_contain_text("Replying to Cho Lin")
    await write(page, "We asked tehm")
    await expect(message(page, "We asked tehm").locator(".message-origin")).to_contain_text("How did you get")
    await writer(page).press("ArrowUp")
    box = page.locator(".edit-box textarea")
    await expect(box).to_be_focused()
    await box.fill("We asked them")
    await box.press("Enter")
    mine = message(page, "We asked them")
    await expect(mine.locator(".edited")).to_be_visible()
    await mine.focus()
    await page.keyboard.press("Enter")
    await page.keyboard.press("d")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog", name="Delete message").get_by_role("button", name="Delete").press("Enter")
    await expect(page.locator(".message", has_text="We asked them")).to_have_count(0)


async def test_threads_posts_and_the_way_back(visit: Visit) -> None:
    page = await visit.open("ben")
    await message(page, "night staff").click(button="right")
    await page.get_by_role("menuitem", name="Create thread").click()
    form = page.get_by_role("dialog", name="Create thread")
    await form.get_by_label("Thread name").fill("Night staff")
    await form.get_by_role("button", name="Submit").click()
    await expect(page.locator(".header-name")).to_have_text("Night staff")
    await write(page, "A place of our own")
    await expect(message(page, "A place of our own")).to_be_visible()
    await page.get_by_role("button", name="Archive thread").click()
    await expect(page.locator(".header .mark")).to_have_text("Archived")
    await page.locator(".crumb").click()
    await expect(page.locator(".thread-card")).to_contain_text("Night staff")
    await page.locator(".place-row", has_text="questions").click()
    await expect(page.locator(".post")).to_contain_text("Who measures handover?")
    await page.get_by_role("button", name="New post").click()
    form = page.get_by_role("dialog", name="New post in questions")
    await form.get_by_label("Title").fill("Which scale?")
    await form.get_by_label("Message").fill("Five points or seven?")
    await form.get_by_role("button", name="Choose up to five").or_(form.get_by_label("Tags")).first.click()
    await page.get_by_role("option", name="Wards").click()
    await page.get_by_role("button", name="Done").click()
    await form.get_by_role("button", name="Submit").click()
    await expect(page.locator(".header-name")).to_have_text("Which scale?")
    await expect(page.locator(".header .tag")).to_contain_text("Wards")


async def test_unread_places_stand_out_until_they_are_read(visit: Visit) -> None:
    ben = await visit.open("ben")
    row = ben.locator(".place-row", has_text="empty")
    await expect(row).to_be_visible()
    await expect(row).not_to_have_class(re.compile("unread"))
    cho = await visit.corner.person("cho")
    await cho.send("empty", "Is anyone reading this?")
    await expect(row).to_have_class(re.compile("unread"))
    await row.click()
    await expect(message(ben, "Is anyone reading this?")).to_be_visible()
    await ben.locator(".place-row", has_text="general").click()
    await expect(ben.locator(".header-name")).to_have_text("general")
    await expect(row).not_to_have_class(re.compile("unread"))


async def test_a_link_to_a_message_goes_there_and_one_out_of_sight_does_not(visit: Visit) -> None:
    amira = await visit.corner.person("amira")
    first = next(one for one in await amira.messages("general") if "huddle" in one["content"])
    hidden = (await amira.messages("board"))[0]
    base = f"https://discord.com/channels/{first['guild_id']}"
    link = f"{base}/{first['channel_id']}/{first['id']}"
    secret = f"{base}/{hidden['channel_id']}/{hidden['id']}"
    await amira.send("empty", f"See {link} and {secret}")
    place = await amira.channel("empty")
    page = await visit.open("ben", more=f"&c={place['id']}")
    await expect(message(page, "See").get_by_role("link", name="No access")).to_be_visible()
    await message(page, "See").get_by_role("link", name=re.compile("general")).click()
    await expect(page.locator(".header-name")).to_have_text("general")
    await expect(page.locator(".message.pointed")).to_contain_text("safety huddle")
    await page.goto(page.url.split("&c=")[0] + f"&c={hidden['channel_id']}")
    await expect(page.locator(".view")).to_contain_text("You can't see this place")


async def test_what_people_write_is_never_run(visit: Visit) -> None:
    cho = await visit.corner.person("cho")
    evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>'
    await cho.send("general", f"{evil} [{evil}](https://example.org/) ```{evil}``` [x](javascript:alert(1))")
    thread = await cho.open_thread("general", evil[:90], evil)
    page = await visit.open("ben")
    shown = message(page, "onerror")
    await expect(shown).to_contain_text("<script>document.title=2</script>")
    assert await shown.locator("img, script").count() == 0
    assert await page.locator('a[href^="javascript"]').count() == 0
    await page.goto(page.url.split("&c=")[0] + f"&c={thread['id']}")
    await expect(page.locator(".header-name")).to_contain_text("<img src=x")
    assert await page.locator("main img, main script").count() == 0


async def test_it_goes_on_after_the_stream_was_lost(visit: Visit) -> None:
    page = await visit.open("ben")
    await expect(message(page, "night staff")).to_be_visible()
    cho = await visit.corner.person("cho")
    await visit.corner.people.admin.drop_streams()
    await cho.send("general", "While you were away")
    await expect(message(page, "While you were away")).to_be_visible()
    await expect(page.locator("body")).not_to_have_class(re.compile("offline"))
    # What a browser says of the cut itself is no fault of the page.
    visit.faults[:] = [one for one in visit.faults if "ERR_INCOMPLETE_CHUNKED_ENCODING" not in one]


async def test_at_phone_width_nothing_overflows_and_the_list_is_a_drawer(visit: Visit) -> None:
    page = await visit.open("ben", width=360, height=740)
    await expect(message(page, "night staff")).to_be_visible()
    await choose_command(page, "panel")
    await expect(page.locator(".part-row").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.evaluate(
        "document.querySelector('.log').scrollWidth <= document.querySelector('.log').clientWidth"
    )
    await expect(page.locator("#sidebar")).not_to_be_in_viewport()
    await page.get_by_role("button", name="Channels and people").click()
    await expect(page.locator("#sidebar")).to_be_in_viewport()
    await page.locator(".place-row", has_text="empty").click()
    await expect(page.locator("#sidebar")).not_to_be_in_viewport()
    await expect(page.locator(".beginning")).to_contain_text("Nobody has written here yet")


async def test_direct_messages(visit: Visit) -> None:
    ben, cho = await visit.open("ben"), await visit.open("cho")
    await expect(message(cho, "night staff")).to_be_visible()
    await message(ben, "night staff").locator(".message-name").click()
    await ben.get_by_role("menuitem", name="Message").click()
    await expect(ben.locator(".header-name")).to_have_text("Cho Lin")
    await write(ben, "A word in your ear")
    await expect(cho.get_by_role("link", name="Direct messages, unread")).to_be_visible()
    await cho.get_by_role("link", name="Direct messages, unread").click()
    await expect(message(cho, "A word in your ear")).to_be_visible()
