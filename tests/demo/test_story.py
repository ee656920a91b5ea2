"""The story of a session as its host, a member and an outsider see it in the page, with the demo's bot and clock."""

import asyncio
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from demo.clock import SandboxClock
from demo.host import guildhall_on
from sandbox import client, server
from sandbox.client import Person
from sandbox.running import Sandbox
from tests.e2e.conftest import PATIENCE, WORLD
from tests.sandbox.visiting import Pages, browser, choose_command, message, writer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

__all__ = ["browser"]

CLINIC = "Case clinic: nights on Willow"
PAPER = "The zebra paper"


@dataclass
class Stage:
    """The community of the end-to-end tests, for the page."""

    sandbox: Sandbox
    people: client.Sandbox
    clock: SandboxClock
    folder: Path

    async def person(self, name: str) -> Person:
        return await self.people.person(name)

    @asynccontextmanager
    async def life(self) -> AsyncIterator[None]:
        """Run the bot as the demo does."""
        async with guildhall_on(self.people, self.folder, self.clock) as bot:
            following = asyncio.create_task(self.clock.follow(self.people, bot))
            yield
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)


@asynccontextmanager
async def on_stage(folder: Path, template: Path) -> AsyncIterator[Stage]:
    shutil.copy(template, folder / "guildhall.db")
    begun = server.start(worlds=[WORLD], acknowledge_within=PATIENCE)
    async with begun as sandbox, client.Sandbox(sandbox.url) as people:
        yield Stage(sandbox, people, SandboxClock(), folder)


async def command(page: Page, name: str, **options: str) -> Locator:
    """Use a command as a person would, and give what only they are answered."""
    answers = page.locator(".message.ephemeral")
    answer = answers.nth(await answers.count())
    await choose_command(page, name)
    bar = page.locator("form.command-bar")
    for option, text in options.items():
        if await (chip := bar.locator(".option-chip").get_by_text(option, exact=True)).count():
            await chip.click()
        field = bar.locator(".command-field").filter(has=page.locator("label", has_text=re.compile(f"^{option}")))
        field = field.locator("input")
        await field.fill(text)
        choices = bar.locator(".command-choices:visible .choice")
        if await field.get_attribute("role") == "combobox":
            await choices.filter(has_text=text).first.click()
    await expect(bar.or_(answer)).to_be_visible()
    if await bar.count():  # one without options runs at once
        await bar.get_by_role("button", name="Run").click()
    await expect(answer).to_be_visible()
    return answer


async def place(page: Page, name: str) -> None:
    await page.locator("#sidebar .place-row").get_by_text(name).first.click()


async def letters(page: Page) -> None:
    """Look at what the bot wrote directly."""
    await page.locator(".rail-item").first.click()
    await page.locator(".dm-row").click()


async def press(within: Page | Locator, label: str) -> None:
    await within.get_by_role("button", name=label, exact=True).last.click()


async def let_pass(page: Page, *steps: str) -> None:
    await page.get_by_role("button", name="Let time pass").click()
    dialog = page.get_by_role("dialog", name="Let time pass")
    for step in steps:
        now = await dialog.get_by_role("status").inner_text()
        await press(dialog, step)
        await expect(dialog.get_by_role("status")).not_to_have_text(now)
    await press(dialog, "Close")


async def test_a_session_is_planned_moved_run_and_comes_back(
    browser: Browser, tmp_path: Path, sqlite_template: Path
) -> None:
    async with on_stage(tmp_path, sqlite_template) as stage:
        pages = Pages(stage, browser)
        host, member, outsider = [await pages.open(who) for who in ("ben", "cho", "dev")]
        async with stage.life():
            await _is_set_up(stage)
            await _is_planned_and_moved(host, member)
            await _is_seen_by_those_who_see_its_topic(host, member, outsider)
            await _is_run(host, member)
        async with stage.life():
            await _goes_on(host, member)
            await _is_asked_about(host, member)
            await _meets_for_coffee(host, member, outsider)
        await pages.leave()
    assert pages.faults == []


async def _is_set_up(stage: Stage) -> None:
    amira = await stage.person("amira")
    for channel in ("general", "board"):
        await amira.command("general", "topic open", channel=channel, purpose="What we learn")
    for name, value in (("coffee_channel", (await amira.channel("notices"))["id"]), ("coffee_weeks", "2")):
        await amira.command("general", "community settings", name=name, value=value)
    for who in ("ben", "cho"):
        assert "take part" in (await (await stage.person(who)).command("general", "coffee join")).text


async def _is_planned_and_moved(host: Page, member: Page) -> None:
    await place(host, "general")
    options = {"topic": "general", "format": "Case clinic", "title": CLINIC, "starts": "in 50 hours"}
    asked = await command(host, "session plan", **options, repeats="every 4 weeks, 3 times", where="meeting room")
    await expect(asked).to_contain_text(", 3 times")
    await press(asked, "Confirm")
    await place(member, "general")
    card = member.locator(".message", has_text="1st of 3").last
    await press(card, "Going")
    await expect(card).to_contain_text("Going (1)")
    await press(member, "Remind me by direct message")
    await expect(message(member, "You get a direct message")).to_be_visible()
    await press(await command(host, "session change", session="Case", starts="in 49 hours"), "This one")
    await expect(card).to_contain_text("1st of 3 · moved")
    await expect(card).to_contain_text("Going (1)")
    await place(member, f"· {CLINIC}")
    await expect(message(member, "was changed: it starts")).to_contain_text("@Cho Lin")


async def _is_seen_by_those_who_see_its_topic(host: Page, member: Page, outsider: Page) -> None:
    options = {"topic": "board", "format": "Open hour", "title": PAPER, "starts": "in 70 hours"}
    await press(await command(host, "session plan", **options), "Confirm")
    await expect(host.locator("#sidebar")).to_contain_text(PAPER)
    for page in (outsider, member):
        listed = await command(page, "session list")
        await expect(listed).to_contain_text(CLINIC)
        assert PAPER not in await page.locator("body").inner_text()
    await outsider.get_by_role("button", name="Events").click()
    events = outsider.get_by_role("dialog", name="Events")
    await expect(events).to_contain_text(CLINIC)
    await expect(events).not_to_contain_text(PAPER)


async def _is_run(host: Page, member: Page) -> None:
    await let_pass(host, "1 day", "1 day")
    await letters(member)
    await expect(message(member, "starts")).to_contain_text(CLINIC)
    await member.locator(".rail-item").last.click()
    await expect(await command(host, "session run", session="Case")).to_contain_text("Begun")
    await member.get_by_role("button", name="Join the voice channel meeting room").click()
    await place(host, f"· {CLINIC}")
    panel = host.locator(".message", has_text="Facilitator").last
    await press(panel, "Next")
    await expect(panel).to_contain_text("Step 2 of 7: The case")
    await place(member, f"· {CLINIC}")
    await press(member.locator(".message", has_text="Facilitator").last, "Pause")
    await expect(message(member, "Only the session's facilitator")).to_be_visible()


async def _goes_on(host: Page, member: Page) -> None:
    panel = host.locator(".message", has_text="Facilitator").last
    await expect(panel).to_contain_text("Step 2 of 7: The case")
    await press(panel, "Pause")
    await expect(panel).to_contain_text("Paused, with")
    await press(panel, "Finish")
    await expect(panel).to_contain_text("Came (1)")
    await press(message(member, "before everybody goes"), "Reflect")
    form = member.get_by_role("dialog", name="What will you try?")
    await form.get_by_label("What will you try?").fill("Ask at handover who gets up when")
    await form.get_by_label("By when?").fill("in 5 days")
    for label, wanted in (("Share", "The group, without my name"), ("Ask me then?", "Yes, once")):
        await form.get_by_label(label).click()
        await member.get_by_role("option", name=wanted).click()
    await press(form, "Submit")
    await expect(message(host, "Ask at handover who gets up when")).to_contain_text("will try this")
    await expect(message(host, "Ask at handover who gets up when")).not_to_contain_text("Cho")


async def _is_asked_about(host: Page, member: Page) -> None:
    await let_pass(host, "1 week")
    await letters(member)
    await press(message(member, "What came of it?"), "I tried it")
    form = member.get_by_role("dialog", name="What happened?")
    await form.get_by_label("Who may be told?").click()
    await member.get_by_role("option", name="The community, without my name").click()
    await form.get_by_label("What happened?").fill("Two fewer bells in the night")
    await press(form, "Submit")
    await expect(message(member, "It may be told")).to_be_visible()
    summary = await command(host, "summary preview")
    await expect(summary).to_contain_text("somebody tried it")
    await expect(summary).to_contain_text("Two fewer bells in the night")


async def _meets_for_coffee(host: Page, member: Page, outsider: Page) -> None:
    await let_pass(host, "1 week")
    await member.locator(".rail-item").last.click()
    await place(member, "Coffee,")
    await expect(message(member, "this is your coffee")).to_contain_text("@Ben Carter")
    await expect(writer(member)).to_be_visible()
    await expect(outsider.locator("#sidebar .place-row").get_by_text("Coffee,")).to_have_count(0)
