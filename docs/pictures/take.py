#!/usr/bin/env python3
"""Takes the pictures of README and docs, from a fresh demo: `python docs/pictures/take.py`, with Chromium on the path.

The demo's days follow the day it is run on, so the pictures' dates do too; for that of coffee time is let pass.
Some show emoji: without a font for them (Debian has fonts-noto-color-emoji) they are boxes.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.request import Request, urlopen

from packing import pack
from playwright.sync_api import Browser, Locator, Page, sync_playwright

HERE = Path(__file__).parent
PURPOSE = "Getting up well. It began with Mrs Edith Example, born 3 May 1931: ring her son on 07700 900123."
CLINIC = "Case clinic: nights on Willow"
_A_WHILE = 10_000
"""Milliseconds in which the bot has done what a day brings: a round's threads are begun ten a minute."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
ARGUMENTS += ["--disable-lcd-text"]  # letters with grey edges need fewer colours


def main() -> None:
    """Start a demo in a folder of its own, and take every picture."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        sys.exit("No Chromium: install one, or name it in CHROMIUM.")
    with _demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        take(Visit(browser, address))
        browser.close()


@contextmanager
def _demo() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bot.cli", "demo", "--port", "0", "--folder", folder]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603 - our own
        assert process.stdout is not None, "asked for above"
        try:
            for line in process.stdout:
                if found := re.search(r"http://\S+", line):
                    yield found[0]
                    return
            sys.exit("The demo did not start.")
        finally:
            process.terminate()
            process.wait()


class Visit:
    """A browser at the demo."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        with urlopen(f"{address}/sandbox/people") as answer:  # noqa: S310 - our own demo
            self._people = {_name(one["user"]): one["user"]["id"] for one in json.load(answer)}

    def page(self, who: str | None, place: str | None = None, *, phone: bool = False) -> Page:
        """Open the page as a person, at a place named as in the list of channels."""
        context = self._browser.new_context(
            viewport={"width": 360, "height": 740} if phone else {"width": 1280, "height": 800},
            color_scheme="dark" if phone else "light",
            locale="en-GB",
            timezone_id="Europe/London",
        )
        page = context.new_page()
        page.goto(f"{self._address}/" + (f"#as={self._people[who]}" if who else ""))
        if place is None:
            page.locator(".person, .welcome-inner").first.wait_for()
            return page
        if phone:
            page.locator(".drawer-open-button").click()
        page.locator("#sidebar").get_by_text(place, exact=True).first.click()
        page.locator(".message").first.wait_for()
        if not phone:
            page.get_by_role("button", name="Members").click()
        page.wait_for_timeout(400)
        return page

    def let_pass(self, **time: float) -> None:
        """Let time pass, as the page's button does, and the bot do what is due."""
        body = json.dumps({"seconds": timedelta(**time).total_seconds()}).encode()
        asked = Request(f"{self._address}/sandbox/admin/time", body, {"Content-Type": "application/json"})  # noqa: S310
        urlopen(asked).close()  # noqa: S310 - our own demo


def _name(user: dict[str, str]) -> str:
    return (user["global_name"] or user["username"]).split()[0]


def take(visit: Visit) -> None:
    """Take all: those of know-how and rights as the demo begins, those of sessions and coffee as time passes."""
    take_know_how(visit)
    take_planning(visit)
    take_running(visit)
    take_coffee(visit)


def take_know_how(visit: Visit) -> None:
    """Take those of people, threads, summaries, search and rights."""
    _keep(visit.page(None), "people")

    page = visit.page("Edie", "Who owns the first antibiotic?")
    _show(page, page.locator(".message", has=page.get_by_role("button", name="I am quoted here")).last, above=430)
    _keep(page, "thread")

    page = visit.page("Una", "notices")
    _show(page, page.locator(".message", has_text="Worth your time").last)
    _keep(page, "summary")

    page = visit.page("Edie", "welcome")
    _command(page, "knowhow search", "falls at night")
    _show(page, _mine(page, "Share here"))
    _keep(page, "search")

    page = visit.page("Edie", "welcome")
    _command(page, "topic propose", "The hour before breakfast", PURPOSE)
    _show(page, _mine(page, "Take out"))
    _keep(page, "screening")

    page = visit.page("Edie", "welcome")
    _command(page, "privacy erase")
    _show(page, _mine(page, "Erase"))
    _keep(page, "erasing")

    page = visit.page("Farah", "What we cut, and what we fought over")
    page.get_by_role("button", name="Answer").last.click()
    _show(page, _mine(page, "Quote me by name"), above=230)
    _keep(page, "consent")

    page = visit.page("Edie", "Who owns the first antibiotic?", phone=True)
    _show(page, page.locator(".message", has=page.get_by_role("button", name="I am quoted here")).last)
    _keep(page, "phone")


def take_planning(visit: Visit) -> None:
    """Take a session's card with its waitlist, what is coming, and a poll of times."""
    page = visit.page("Nadia", "discharge-before-noon")
    _show(page, page.locator(".message", has=page.get_by_role("button", name="Going")).last)
    _keep(page, "session")

    page = visit.page("Edie", "welcome")
    _command(page, "session list")
    _show(page, page.locator(".message.ephemeral", has_text="Coming sessions").last)
    _keep(page, "series")

    page = visit.page("Tomasz", "hospital-at-home")
    _show(page, page.locator(".message", has=page.get_by_role("button", name="Pick a time")).last)
    _keep(page, "poll")


def take_running(visit: Visit) -> None:
    """Take a session while it runs, what somebody will try after it, and the summary that tells of it."""
    host = visit.page("Ben", "falls-at-night")
    _command(host, "session plan", "falls-at-night", "Case clinic", CLINIC, "in 50 minutes")
    _mine(host, "Confirm").get_by_role("button", name="Confirm").click()
    host.locator(".message", has=host.get_by_role("button", name="Going")).filter(has_text=CLINIC).wait_for()
    _command(host, "session run", CLINIC)
    host.locator("#sidebar").get_by_text(CLINIC).first.click()
    panel = host.locator(".message", has_text="Facilitator").last
    panel.get_by_role("button", name="Next").click()
    panel.get_by_text("Step 2 of").wait_for()

    guests = [visit.page(who, CLINIC) for who in ("Edie", "Marcus", "Tomasz")]
    for guest in guests:
        guest.locator(".message", has_text="Facilitator").last.get_by_role("button", name="I was here").click()
    panel.get_by_text("Here (3)").wait_for()
    _show(host, panel)
    _keep(host, "running", shut=False)
    panel.get_by_role("button", name="Finish").click()

    page = guests[0]
    page.get_by_role("button", name="Reflect").last.click()
    form = page.get_by_role("dialog", name="What will you try?")
    form.get_by_label("What will you try?").fill("Ask at handover who gets up when, and write it on the board")
    form.get_by_label("By when?").fill("in 2 weeks")
    for label, wanted in (("Share", "The group, without my name"), ("Ask me then?", "Yes, once")):
        form.get_by_label(label).click()
        page.get_by_role("option", name=wanted).click()
    _keep(page, "reflecting", shut=False)
    form.get_by_role("button", name="Submit").click()
    page.locator(".message", has_text="will try this").last.wait_for()
    _command(page, "summary preview", "falls-at-night")
    _show(page, page.locator(".message.ephemeral", has_text="What we learnt").last)
    _keep(page, "learnt")


def take_coffee(visit: Visit) -> None:
    """Take the thread of two who were put together: the first round is within two weeks."""
    page = visit.page("Kwame", "coffee-corner")
    thread = page.locator("#sidebar .place-row.thread", has_text="Coffee,").first
    for _ in range(14):
        visit.let_pass(days=1)
        page.wait_for_timeout(_A_WHILE)
        if thread.count():
            break
    thread.click()
    _show(page, page.locator(".message", has_text="this is your coffee").last, above=330)
    _keep(page, "coffee")


def _command(page: Page, name: str, *told: str) -> None:
    """Use a command, with what is told for its required options in their order."""
    page.locator(".composer-line textarea").press_sequentially(f"/{name}")
    page.locator(".suggestions .choice.active").wait_for()
    page.keyboard.press("Enter")
    if not told:
        return
    for field, text in zip(page.locator(".command-field input").all(), told, strict=True):
        field.fill(text)
    page.get_by_role("button", name="Run").click()


def _mine(page: Page, button: str) -> Locator:
    """Wait for an answer that only the person sees, by a button it has."""
    found = page.locator(".message.ephemeral", has=page.get_by_role("button", name=button)).last
    found.wait_for()
    return found


def _show(page: Page, message: Locator, *, above: int = 60) -> None:
    """Scroll a message to some pixels below the top of the page."""
    message.wait_for()
    page.wait_for_timeout(600)
    message.evaluate(
        """(node, above) => {
            let box = node.parentElement;
            while (box && !(box.scrollHeight > box.clientHeight && getComputedStyle(box).overflowY !== "visible"))
                box = box.parentElement;
            if (box) box.scrollTop += node.getBoundingClientRect().top - above;
        }""",
        above,
    )


def _keep(page: Page, name: str, *, shut: bool = True) -> None:
    page.mouse.move(2, 2)
    page.wait_for_timeout(400)
    (HERE / f"{name}.png").write_bytes(pack(page.screenshot()))
    if shut:
        page.context.close()


if __name__ == "__main__":
    main()
