"""Visiting the page in a real browser."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from sandbox.client import Person
from sandbox.running import Sandbox
from tests.browser import chromium
from tests.sandbox.page_fixtures import Corner, open_corner


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Give the one Chromium of the session, which only tests marked `loop_scope="session"` can use."""
    async with chromium() as found:
        yield found


PATIENCE = 15_000
"""Milliseconds that a page may take for anything, on a machine that does much else."""
expect.set_options(timeout=PATIENCE)


class Place(Protocol):
    """A community that can be visited."""

    sandbox: Sandbox

    async def person(self, name: str) -> Person:
        """Act as somebody in it."""
        ...


@dataclass
class Pages:
    """A browser at a community; every page opened here must stay free of errors and outside requests."""

    place: Place
    browser: Browser
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    async def open(self, who: str | None, *, width: int = 1300, height: int = 860, more: str = "") -> Page:
        """Open the page as someone (or as nobody yet), at a place told as `&c=...&m=...`."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": height}, locale="en-GB", reduced_motion="reduce"
        )
        self.contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: self._outside(asked.url))
        address = self.place.sandbox.url + "/"
        if who is not None:
            address += f"#as={(await self.place.person(who)).id}{more}"
        await page.goto(address)
        return page

    def _outside(self, url: str) -> None:
        if not url.startswith((self.place.sandbox.url, "blob:", "data:")):
            self.faults.append(f"asked {url}")

    async def leave(self) -> None:
        """Close every page that was opened; the browser stays for the next visit."""
        for context in self.contexts:
            await context.close()


@dataclass(kw_only=True)
class Visit(Pages):
    """A browser at the small community of these tests."""

    corner: Corner


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    async with open_corner() as corner:
        found = Visit(corner, browser, corner=corner)
        yield found
        await found.leave()
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
