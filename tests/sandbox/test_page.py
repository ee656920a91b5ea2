"""The page, in a real browser, as people use it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Browser, FilePayload, Locator, Page, expect

from tests.browser import chromium
from tests.sandbox.page_fixtures import Corner

pytestmark = pytest.mark.browser


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as found:
        yield found


@dataclass
class Visit:
    """A browser at the small community; every page opened here must stay free of errors and outside requests."""

    corner: Corner
    browser: Browser
    faults: list[str] = field(default_factory=list)

    async def open(self, who: str | None, *, width: int = 1300, height: int = 860, more: str = "") -> Page:
        """Open the page as someone (or as nobody yet), at a place told as `&c=...&m=...`."""
        context = await self.browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
        page = await context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: self._outside(asked.url))
        address = self.corner.sandbox.url + "/"
        if who is not None:
            address += f"#as={(await self.corner.person(who)).id}{more}"
        await page.goto(address)
        return page

    def _outside(self, url: str) -> None:
        if not url.startswith((self.corner.sandbox.url, "blob:", "data:")):
            self.faults.append(f"asked {url}")


@pytest.fixture
async def visit(corner: Corner, browser: Browser) -> AsyncIterator[Visit]:
    found = Visit(corner, browser)
    yield found
    assert found.faults == []


def message(page: Page, text: str) -> Locator:
    return page.locator(".message", has_text=text).last


def writer(page: Page) -> Locator:
    return page.locator(".composer-line textarea")


async def write(page: Page, text: str) -> None:
    await writer(page).fill(text)
    await writer(page).press("Enter")


async def choose_command(page: Page, name: str) -> None:
    await writer(page).press_sequentially(f"/{name}")
    await expect(page.locator(".suggestions .choice.active")).to_contain_text(f"/{name}")
    await page.keyboard.press("Enter")


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
